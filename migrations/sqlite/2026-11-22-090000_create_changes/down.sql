DROP TABLE changes;
DROP TABLE register;

ALTER TABLE register DROP COLUMN demonstration;

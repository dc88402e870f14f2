DROP TABLE signing_keys;
DROP TABLE sessions;
DROP TABLE clients;
DROP TABLE memberships;
DROP TABLE users;

-- Whether this is a demonstration, which each start of one empties.
ALTER TABLE register ADD COLUMN demonstration BOOLEAN NOT NULL DEFAULT FALSE;

-- How many people live in each Stadtteil, by year. In record is also what the
-- public was told of it before.
CREATE TABLE populations (
    year    INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    record  TEXT    NOT NULL
);

-- The log speaks of them.
ALTER TABLE changes DROP CONSTRAINT changes_noun_check;
ALTER TABLE changes ADD CONSTRAINT changes_noun_check CHECK (noun IN ('measure', 'carrier', 'user', 'client', 'session', 'catalog', 'population'));

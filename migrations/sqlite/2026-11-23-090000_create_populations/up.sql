-- How many people live in each Stadtteil, by year. In record is also what the
-- public was told of it before.
CREATE TABLE populations (
    year    INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    record  TEXT    NOT NULL
);

-- The log speaks of them. A CHECK of SQLite cannot be changed, only made anew.
DROP INDEX changes_noun;
ALTER TABLE changes RENAME TO changes_before;
CREATE TABLE changes (
    seq        INTEGER PRIMARY KEY,
    at         TIMESTAMP NOT NULL,
    actor      TEXT      NOT NULL,
    standing   TEXT      NOT NULL,
    carrier_id TEXT,
    action     TEXT      NOT NULL,
    noun       TEXT      NOT NULL CHECK (noun IN ('measure', 'carrier', 'user', 'client', 'session', 'catalog', 'population')),
    noun_id    TEXT      NOT NULL,
    record     TEXT,
    content    TEXT
);
INSERT INTO changes SELECT * FROM changes_before;
DROP TABLE changes_before;
CREATE INDEX changes_noun ON changes (noun, noun_id, seq);

-- What every write pays for. A CHECK with IN builds a table of its own for each row
-- that is inserted; rows as long as these are kept badly without a rowid; nobody asks
-- the log by noun; and most measures have neither a reference nor an external id.
ALTER TABLE measures RENAME TO measures_before;
CREATE TABLE measures (
    id          TEXT    NOT NULL PRIMARY KEY,
    concept     TEXT    NOT NULL,
    carrier_id  TEXT    NOT NULL REFERENCES carriers (id),
    reference   TEXT,
    source      TEXT,
    external_id TEXT,
    publication TEXT    NOT NULL CHECK (
        publication = 'draft' OR publication = 'submitted' OR publication = 'returned' OR
        publication = 'published' OR publication = 'withdrawn' OR publication = 'archived'
    ),
    status      TEXT    NOT NULL CHECK (
        status = 'planned' OR status = 'running' OR status = 'paused' OR
        status = 'completed' OR status = 'discontinued' OR status = 'dropped'
    ),
    version     INTEGER NOT NULL,
    record      TEXT    NOT NULL,
    content     TEXT    NOT NULL,
    CHECK ((source IS NULL) = (external_id IS NULL))
);
INSERT INTO measures SELECT * FROM measures_before ORDER BY id;
DROP TABLE measures_before;
CREATE UNIQUE INDEX measures_reference ON measures (reference) WHERE reference IS NOT NULL;
CREATE UNIQUE INDEX measures_external ON measures (carrier_id, source, external_id)
    WHERE source IS NOT NULL;

-- Which nouns there are is said by the program alone, so that a new one is no migration.
DROP INDEX changes_noun;
ALTER TABLE changes RENAME TO changes_before;
CREATE TABLE changes (
    seq        INTEGER PRIMARY KEY,
    at         TIMESTAMP NOT NULL,
    actor      TEXT      NOT NULL,
    standing   TEXT      NOT NULL,
    carrier_id TEXT,
    action     TEXT      NOT NULL,
    noun       TEXT      NOT NULL,
    noun_id    TEXT      NOT NULL,
    record     TEXT,
    content    TEXT
);
INSERT INTO changes SELECT * FROM changes_before;
DROP TABLE changes_before;

DROP INDEX measures_external;
DROP INDEX measures_reference;
ALTER TABLE measures RENAME TO measures_before;
CREATE TABLE measures (
    id          TEXT    NOT NULL PRIMARY KEY,
    concept     TEXT    NOT NULL,
    carrier_id  TEXT    NOT NULL REFERENCES carriers (id),
    reference   TEXT    UNIQUE,
    source      TEXT,
    external_id TEXT,
    publication TEXT    NOT NULL CHECK (publication IN ('draft', 'submitted', 'returned', 'published', 'withdrawn', 'archived')),
    status      TEXT    NOT NULL CHECK (status IN ('planned', 'running', 'paused', 'completed', 'discontinued', 'dropped')),
    version     INTEGER NOT NULL,
    record      TEXT    NOT NULL,
    content     TEXT    NOT NULL,
    UNIQUE (carrier_id, source, external_id),
    CHECK ((source IS NULL) = (external_id IS NULL))
) WITHOUT ROWID;
INSERT INTO measures SELECT * FROM measures_before;
DROP TABLE measures_before;

ALTER TABLE changes RENAME TO changes_before;
CREATE TABLE changes (
    seq        INTEGER PRIMARY KEY,
    at         TIMESTAMP NOT NULL,
    actor      TEXT      NOT NULL,
    standing   TEXT      NOT NULL,
    carrier_id TEXT,
    action     TEXT      NOT NULL,
    noun       TEXT      NOT NULL CHECK (noun IN ('measure', 'carrier', 'user', 'client', 'session', 'catalog', 'population', 'webhook')),
    noun_id    TEXT      NOT NULL,
    record     TEXT,
    content    TEXT
);
INSERT INTO changes SELECT * FROM changes_before;
DROP TABLE changes_before;
CREATE INDEX changes_noun ON changes (noun, noun_id, seq);

CREATE TABLE carriers (
    id             TEXT    NOT NULL PRIMARY KEY,
    name           TEXT    NOT NULL UNIQUE,
    kind           TEXT    NOT NULL,
    parent_id      TEXT    REFERENCES carriers (id) DEFERRABLE,
    merged_into_id TEXT    REFERENCES carriers (id) DEFERRABLE,
    version        INTEGER NOT NULL,
    record         TEXT    NOT NULL
) WITHOUT ROWID;

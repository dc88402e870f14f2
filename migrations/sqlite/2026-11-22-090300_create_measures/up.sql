-- The latest version of each measure. The keys by which the database itself
-- keeps order are columns; the rest is in record and content, as in the log.
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

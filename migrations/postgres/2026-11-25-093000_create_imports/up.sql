-- Files that were uploaded, what each of their rows would do, and what it did. They are
-- kept for a day.
CREATE TABLE imports (
    id         TEXT      NOT NULL PRIMARY KEY,
    -- Who uploaded it, as the log names them.
    owner      TEXT      NOT NULL,
    version    INTEGER   NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    record     TEXT      NOT NULL
);
CREATE INDEX imports_owner ON imports (owner);
CREATE INDEX imports_expires_at ON imports (expires_at);
CREATE TABLE import_rows (
    import_id TEXT    NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    outcome   TEXT    NOT NULL,
    record    TEXT    NOT NULL,
    -- What it asks for, if it asks for anything.
    work      TEXT,
    PRIMARY KEY (import_id, number)
);

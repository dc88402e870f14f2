-- Where the log stands. Whoever writes locks this row first, so that sequence
-- numbers are gap-free and in commit order.
CREATE TABLE register (
    id  INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT  NOT NULL
);
INSERT INTO register (id, seq) VALUES (1, 0);

-- The log. For a measure, record holds the version after the change, and
-- content what is written about it, unless that did not change.
CREATE TABLE changes (
    seq        INTEGER PRIMARY KEY,
    at         TIMESTAMP NOT NULL,
    actor      TEXT      NOT NULL,
    standing   TEXT      NOT NULL,
    carrier_id TEXT,
    action     TEXT      NOT NULL,
    noun       TEXT      NOT NULL CHECK (noun IN ('measure', 'carrier', 'user', 'client', 'session', 'catalog')),
    noun_id    TEXT      NOT NULL,
    record     TEXT,
    content    TEXT
);
CREATE INDEX changes_noun ON changes (noun, noun_id, seq);

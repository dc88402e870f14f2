-- Where events are sent, each with the key that signs them and how far it was told.
CREATE TABLE webhooks (
    id               TEXT      NOT NULL PRIMARY KEY,
    version          INTEGER   NOT NULL,
    -- Whose it is; without one it is the planning office's.
    client_id        TEXT      REFERENCES clients (id),
    url              TEXT      NOT NULL,
    -- Separated by spaces; none = all.
    event_types      TEXT      NOT NULL,
    description      TEXT,
    active           BOOLEAN   NOT NULL,
    stopped          TEXT      CHECK (stopped IN ('gone', 'failing')),
    secret           TEXT      NOT NULL,
    old_secret       TEXT,
    old_secret_until TIMESTAMP,
    created_at       TIMESTAMP NOT NULL,
    updated_at       TIMESTAMP NOT NULL,
    -- Up to here in the log everything was told, or is not for it.
    seq              BIGINT    NOT NULL,
    -- Of the first event after that.
    attempts         INTEGER   NOT NULL,
    failing_since    TIMESTAMP,
    next_attempt_at  TIMESTAMP
);

-- The last attempts to tell, and those that somebody asked for.
CREATE TABLE deliveries (
    id         TEXT      NOT NULL PRIMARY KEY,
    webhook_id TEXT      NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_id   TEXT      NOT NULL,
    event_type TEXT      NOT NULL,
    seq        BIGINT,
    attempt    INTEGER   NOT NULL,
    at         TIMESTAMP NOT NULL,
    outcome    TEXT      NOT NULL,
    status     INTEGER,
    millis     INTEGER
);
CREATE INDEX deliveries_webhook_id ON deliveries (webhook_id, id);
CREATE INDEX deliveries_outcome ON deliveries (outcome) WHERE outcome = 'waiting';

-- The log speaks of them.
ALTER TABLE changes DROP CONSTRAINT changes_noun_check;
ALTER TABLE changes ADD CONSTRAINT changes_noun_check CHECK (noun IN ('measure', 'carrier', 'user', 'client', 'session', 'catalog', 'population', 'webhook'));

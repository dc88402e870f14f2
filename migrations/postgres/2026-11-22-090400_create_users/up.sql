CREATE TABLE users (
    id                   TEXT      NOT NULL PRIMARY KEY,
    version              INTEGER   NOT NULL,
    email                TEXT      NOT NULL UNIQUE,
    name                 TEXT      NOT NULL,
    role                 TEXT      CHECK (role IN ('reader', 'planner', 'administrator')),
    password_hash        TEXT      NOT NULL,
    must_change_password BOOLEAN   NOT NULL,
    disabled             BOOLEAN   NOT NULL,
    created_at           TIMESTAMP NOT NULL,
    updated_at           TIMESTAMP NOT NULL
);

CREATE TABLE memberships (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    carrier_id TEXT NOT NULL REFERENCES carriers (id),
    role       TEXT NOT NULL CHECK (role IN ('editor', 'officer')),
    PRIMARY KEY (user_id, carrier_id)
);

-- A client without a carrier belongs to the planning office.
CREATE TABLE clients (
    id           TEXT      NOT NULL PRIMARY KEY,
    version      INTEGER   NOT NULL,
    name         TEXT      NOT NULL,
    carrier_id   TEXT      REFERENCES carriers (id),
    scopes       TEXT      NOT NULL,
    secret_hash  TEXT      NOT NULL,
    expires_at   TIMESTAMP,
    last_used_on DATE,
    revoked_at   TIMESTAMP,
    created_at   TIMESTAMP NOT NULL
);

CREATE TABLE sessions (
    id           TEXT      NOT NULL PRIMARY KEY,
    user_id      TEXT      NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at   TIMESTAMP NOT NULL,
    expires_at   TIMESTAMP NOT NULL,
    refreshed_at TIMESTAMP NOT NULL,
    generation   INTEGER   NOT NULL,
    refresh_hash TEXT      NOT NULL,
    revoked_at   TIMESTAMP
);

-- Keys that sign tokens; the newest signs, the others still verify.
CREATE TABLE signing_keys (
    kid         TEXT      NOT NULL PRIMARY KEY,
    private_key TEXT      NOT NULL,
    created_at  TIMESTAMP NOT NULL
);

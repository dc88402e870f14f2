-- What was answered to requests with an Idempotency-Key, for whoever repeats one.
CREATE TABLE kept_answers (
    caller  TEXT      NOT NULL,
    key     TEXT      NOT NULL,
    -- Stands for what was asked: another request with the same key is refused.
    digest  TEXT      NOT NULL,
    status  INTEGER   NOT NULL,
    headers TEXT      NOT NULL,
    body    TEXT      NOT NULL,
    kept_at TIMESTAMP NOT NULL,
    PRIMARY KEY (caller, key)
);
CREATE INDEX kept_answers_kept_at ON kept_answers (kept_at);

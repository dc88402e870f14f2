-- One entry of the pack each, in its order; geometry is one entry of its own.
CREATE TABLE catalog_entries (
    kind     TEXT    NOT NULL CHECK (kind IN ('concept', 'handlungsfeld', 'guideline', 'stadtteil', 'target-group', 'carrier-kind', 'geometry')),
    code     TEXT    NOT NULL,
    position INTEGER NOT NULL,
    record   TEXT    NOT NULL,
    PRIMARY KEY (kind, code)
);

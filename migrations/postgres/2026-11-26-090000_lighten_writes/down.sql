DROP INDEX measures_external;
DROP INDEX measures_reference;
ALTER TABLE measures ADD CONSTRAINT measures_reference_key UNIQUE (reference);
ALTER TABLE measures ADD CONSTRAINT measures_carrier_id_source_external_id_key
    UNIQUE (carrier_id, source, external_id);
ALTER TABLE changes ADD CONSTRAINT changes_noun_check CHECK (noun IN ('measure', 'carrier', 'user', 'client', 'session', 'catalog', 'population', 'webhook'));
CREATE INDEX changes_noun ON changes (noun, noun_id, seq);

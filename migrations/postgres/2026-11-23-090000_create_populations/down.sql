DROP TABLE populations;

-- The log keeps its sequence without a gap: what it says of populations is void.
UPDATE changes SET noun = 'catalog', action = 'load', noun_id = '' WHERE noun = 'population';
ALTER TABLE changes DROP CONSTRAINT changes_noun_check;
ALTER TABLE changes ADD CONSTRAINT changes_noun_check CHECK (noun IN ('measure', 'carrier', 'user', 'client', 'session', 'catalog'));

-- One filing can take places of several slots, and be the one filing of several people; 'open'
-- counts until the case is over.
ALTER TABLE holds DROP CONSTRAINT holds_pkey;
ALTER TABLE holds ADD PRIMARY KEY (submission_id, kind, key);
ALTER TABLE holds DROP CONSTRAINT holds_kind_check;
ALTER TABLE holds ADD CONSTRAINT holds_kind_check CHECK (kind IN ('places', 'once', 'open'));
DROP INDEX holds_once;
CREATE UNIQUE INDEX holds_once ON holds (municipality, key) WHERE kind <> 'places';

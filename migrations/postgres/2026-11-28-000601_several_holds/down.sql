-- What the earlier shape has no room for is let go; its places stay taken.
DELETE FROM holds WHERE kind = 'open' OR EXISTS (
    SELECT 1 FROM holds same WHERE same.submission_id = holds.submission_id
        AND same.kind = holds.kind AND same.key < holds.key);
DROP INDEX holds_once;
CREATE UNIQUE INDEX holds_once ON holds (municipality, key) WHERE kind = 'once';
ALTER TABLE holds DROP CONSTRAINT holds_kind_check;
ALTER TABLE holds ADD CONSTRAINT holds_kind_check CHECK (kind IN ('places', 'once'));
ALTER TABLE holds DROP CONSTRAINT holds_pkey;
ALTER TABLE holds ADD PRIMARY KEY (submission_id, kind);

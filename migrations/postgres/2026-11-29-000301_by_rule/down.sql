DELETE FROM samples WHERE decided_by IS NULL;
ALTER TABLE samples ALTER COLUMN decided_by SET NOT NULL;
DROP TABLE rule_waits;
DROP TABLE rule_switches;

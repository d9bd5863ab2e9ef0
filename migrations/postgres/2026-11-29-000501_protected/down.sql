ALTER TABLE anomalies DISABLE TRIGGER anomalies_never_go;
DELETE FROM anomalies WHERE kind = 'protected';
ALTER TABLE anomalies ENABLE TRIGGER anomalies_never_go;
ALTER TABLE anomalies DROP CONSTRAINT anomalies_kind_check;
ALTER TABLE anomalies ADD CONSTRAINT anomalies_kind_check
    CHECK (kind IN ('many-cases', 'looked-only', 'one-name', 'after-hours', 'many-rows'));

DROP TABLE protected_people;
DROP INDEX cases_protected;
ALTER TABLE cases DROP COLUMN protected_until;

CREATE TABLE anomalies_before (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    day DATE NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    departments TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('many-cases', 'looked-only', 'one-name', 'after-hours', 'many-rows')),
    number BIGINT NOT NULL CHECK (number > 0),
    found_at TIMESTAMP NOT NULL,
    answer TEXT,
    answered_by TEXT REFERENCES staff (id),
    answered_at TIMESTAMP,
    CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)),
    CHECK (answered_by IS NULL OR answered_by <> staff_id)
);
INSERT INTO anomalies_before SELECT id, municipality, day, staff_id, departments, kind, number, found_at, answer, answered_by, answered_at
    FROM anomalies WHERE kind <> 'protected';
DROP TRIGGER anomalies_never_go;
DROP TRIGGER anomalies_answered;
DROP TABLE anomalies;
ALTER TABLE anomalies_before RENAME TO anomalies;
CREATE UNIQUE INDEX anomalies_found ON anomalies (municipality, day, staff_id, kind);
CREATE INDEX anomalies_open ON anomalies (municipality, day, id) WHERE answer IS NULL;
CREATE INDEX anomalies_staff ON anomalies (staff_id);

CREATE TRIGGER anomalies_answered BEFORE UPDATE ON anomalies
WHEN OLD.answer IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'refused: what was said of an anomaly never changes');
END;

CREATE TRIGGER anomalies_never_go BEFORE DELETE ON anomalies
BEGIN
    SELECT RAISE(ABORT, 'refused: an anomaly never goes away');
END;

DROP TABLE protected_people;
DROP INDEX cases_protected;
ALTER TABLE cases DROP COLUMN protected_until;

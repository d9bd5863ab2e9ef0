-- 支援措置: the last day on which it is kept from everybody where the applicant of a case is.
ALTER TABLE cases ADD COLUMN protected_until DATE;
CREATE INDEX cases_protected ON cases (municipality, protected_until) WHERE protected_until IS NOT NULL;

-- Whom a protected case is about: keyed digests of a name with a day of birth, by which what is filed later of the same person
-- is told. They stay until somebody takes the protection away, or the case is erased.
CREATE TABLE protected_people (
    municipality TEXT NOT NULL,
    person BLOB NOT NULL CHECK (length(person) = 32),
    case_id TEXT NOT NULL REFERENCES cases (id),
    PRIMARY KEY (municipality, person, case_id)
) WITHOUT ROWID;
CREATE INDEX protected_people_case ON protected_people (case_id);

-- Looks at protected cases stand out, each of them.
CREATE TABLE anomalies_of_protected (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    day DATE NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    departments TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('many-cases', 'looked-only', 'one-name', 'after-hours', 'many-rows', 'protected')),
    number BIGINT NOT NULL CHECK (number > 0),
    found_at TIMESTAMP NOT NULL,
    answer TEXT,
    answered_by TEXT REFERENCES staff (id),
    answered_at TIMESTAMP,
    CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)),
    CHECK (answered_by IS NULL OR answered_by <> staff_id)
);
INSERT INTO anomalies_of_protected SELECT id, municipality, day, staff_id, departments, kind, number, found_at, answer, answered_by, answered_at
    FROM anomalies;
DROP TRIGGER anomalies_never_go;
DROP TRIGGER anomalies_answered;
DROP TABLE anomalies;
ALTER TABLE anomalies_of_protected RENAME TO anomalies;
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

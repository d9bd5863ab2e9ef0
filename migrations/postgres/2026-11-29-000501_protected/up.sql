-- 支援措置: the last day on which it is kept from everybody where the applicant of a case is.
ALTER TABLE cases ADD COLUMN protected_until DATE;
CREATE INDEX cases_protected ON cases (municipality, protected_until) WHERE protected_until IS NOT NULL;

-- Whom a protected case is about: keyed digests of a name with a day of birth, by which what is filed later of the same person
-- is told. They stay until somebody takes the protection away, or the case is erased.
CREATE TABLE protected_people (
    municipality TEXT NOT NULL,
    person BYTEA NOT NULL CHECK (length(person) = 32),
    case_id TEXT NOT NULL REFERENCES cases (id),
    PRIMARY KEY (municipality, person, case_id)
);
CREATE INDEX protected_people_case ON protected_people (case_id);

ALTER TABLE protected_people ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON protected_people USING (municipality = current_setting('madoguchi.town', true)
                                           OR current_setting('madoguchi.town', true) = '*');

-- Looks at protected cases stand out, each of them.
ALTER TABLE anomalies DROP CONSTRAINT anomalies_kind_check;
ALTER TABLE anomalies ADD CONSTRAINT anomalies_kind_check
    CHECK (kind IN ('many-cases', 'looked-only', 'one-name', 'after-hours', 'many-rows', 'protected'));

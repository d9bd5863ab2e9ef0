-- 手元: the department that works on a case now, where that is not the one that answers for it. A list is narrowed to
-- what lies at a desk as it is to a department, so the place of a case names both.
ALTER TABLE cases ADD COLUMN desk TEXT;
ALTER TABLE places ADD COLUMN desk TEXT;

DROP TRIGGER cases_place;
DROP INDEX cases_place_changed;
DROP INDEX cases_place_arrived;
DROP INDEX cases_place_due;
ALTER TABLE cases DROP COLUMN place;
ALTER TABLE cases ADD COLUMN place TEXT GENERATED ALWAYS AS
    (CASE WHEN erased THEN NULL ELSE department || '/' || COALESCE(desk, '') || '/' || procedure || '/' || COALESCE(ward, '') END) VIRTUAL;
CREATE INDEX cases_place_due ON cases (municipality, place, state, due_sort, id);
CREATE INDEX cases_place_arrived ON cases (municipality, place, state, arrived_at, id);
CREATE INDEX cases_place_changed ON cases (municipality, place, state, changed_at, id);

DELETE FROM places;
INSERT INTO places (municipality, place, department, desk, procedure, ward)
    SELECT DISTINCT municipality, place, department, desk, procedure, ward FROM cases WHERE place IS NOT NULL;

CREATE TRIGGER cases_place AFTER INSERT ON cases WHEN NEW.place IS NOT NULL
BEGIN
    INSERT INTO places (municipality, place, department, desk, procedure, ward)
        VALUES (NEW.municipality, NEW.place, NEW.department, NEW.desk, NEW.procedure, NEW.ward)
        ON CONFLICT DO NOTHING;
END;
-- Whoever hands it over.
CREATE TRIGGER cases_desk AFTER UPDATE OF desk ON cases WHEN NEW.place IS NOT OLD.place
BEGIN
    INSERT INTO places (municipality, place, department, desk, procedure, ward)
        VALUES (NEW.municipality, NEW.place, NEW.department, NEW.desk, NEW.procedure, NEW.ward)
        ON CONFLICT DO NOTHING;
END;

-- センター担当者 and 主任.
CREATE TABLE roled_grants (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    department TEXT NOT NULL,
    role TEXT NOT NULL
        CHECK (role IN ('clerk', 'centre-clerk', 'lead', 'approver', 'form-author', 'administrator', 'auditor')),
    municipality TEXT NOT NULL,
    procedures TEXT NOT NULL DEFAULT '',
    wards TEXT NOT NULL DEFAULT '',
    rank TEXT NOT NULL DEFAULT 'staff'
        CHECK (rank IN ('staff', 'chief', 'section', 'division', 'bureau', 'mayor')),
    until_day DATE,
    PRIMARY KEY (staff_id, department, role, rank, procedures, wards),
    FOREIGN KEY (municipality, department) REFERENCES departments (municipality, id)
);
INSERT INTO roled_grants
        (staff_id, department, role, municipality, procedures, wards, rank, until_day)
    SELECT staff_id, department, role, municipality, procedures, wards, rank, until_day FROM grants;
DROP TABLE grants;
ALTER TABLE roled_grants RENAME TO grants;

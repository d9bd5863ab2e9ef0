-- 手元: the department that works on a case now, where that is not the one that answers for it. A list is narrowed to
-- what lies at a desk as it is to a department, so the place of a case names both.
ALTER TABLE cases ADD COLUMN desk TEXT;
ALTER TABLE places ADD COLUMN desk TEXT;

DROP TRIGGER cases_place ON cases;
DROP INDEX cases_place_changed;
DROP INDEX cases_place_arrived;
DROP INDEX cases_place_due;
ALTER TABLE cases DROP COLUMN place;
ALTER TABLE cases ADD COLUMN place TEXT GENERATED ALWAYS AS
    (CASE WHEN erased THEN NULL ELSE department || '/' || COALESCE(desk, '') || '/' || procedure || '/' || COALESCE(ward, '') END) STORED;
CREATE INDEX cases_place_due ON cases (municipality, place, state, due_sort, id);
CREATE INDEX cases_place_arrived ON cases (municipality, place, state, arrived_at, id);
CREATE INDEX cases_place_changed ON cases (municipality, place, state, changed_at, id);

DELETE FROM places;
INSERT INTO places (municipality, place, department, desk, procedure, ward)
    SELECT DISTINCT municipality, place, department, desk, procedure, ward FROM cases WHERE place IS NOT NULL;

CREATE OR REPLACE FUNCTION note_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO places (municipality, place, department, desk, procedure, ward)
        VALUES (NEW.municipality, NEW.place, NEW.department, NEW.desk, NEW.procedure, NEW.ward)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER cases_place AFTER INSERT ON cases
    FOR EACH ROW WHEN (NEW.place IS NOT NULL) EXECUTE FUNCTION note_place();
-- Whoever hands it over.
CREATE TRIGGER cases_desk AFTER UPDATE OF desk ON cases
    FOR EACH ROW WHEN (NEW.place IS DISTINCT FROM OLD.place) EXECUTE FUNCTION note_place();

-- センター担当者 and 主任.
ALTER TABLE grants DROP CONSTRAINT grants_role_check;
ALTER TABLE grants ADD CONSTRAINT grants_role_check
    CHECK (role IN ('clerk', 'centre-clerk', 'lead', 'approver', 'form-author', 'administrator', 'auditor'));

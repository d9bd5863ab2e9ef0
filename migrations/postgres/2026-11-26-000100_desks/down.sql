DROP TRIGGER cases_desk ON cases;
DROP TRIGGER cases_place ON cases;
DROP INDEX cases_place_changed;
DROP INDEX cases_place_arrived;
DROP INDEX cases_place_due;
ALTER TABLE cases DROP COLUMN place;
ALTER TABLE cases DROP COLUMN desk;
ALTER TABLE places DROP COLUMN desk;
ALTER TABLE cases ADD COLUMN place TEXT GENERATED ALWAYS AS
    (CASE WHEN erased THEN NULL ELSE department || '/' || procedure || '/' || COALESCE(ward, '') END) STORED;
CREATE INDEX cases_place_due ON cases (municipality, place, state, due_sort, id);
CREATE INDEX cases_place_arrived ON cases (municipality, place, state, arrived_at, id);
CREATE INDEX cases_place_changed ON cases (municipality, place, state, changed_at, id);
DELETE FROM places;
INSERT INTO places (municipality, place, department, procedure, ward)
    SELECT DISTINCT municipality, place, department, procedure, ward FROM cases WHERE place IS NOT NULL;
CREATE OR REPLACE FUNCTION note_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO places (municipality, place, department, procedure, ward)
        VALUES (NEW.municipality, NEW.place, NEW.department, NEW.procedure, NEW.ward)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER cases_place AFTER INSERT ON cases
    FOR EACH ROW WHEN (NEW.place IS NOT NULL) EXECUTE FUNCTION note_place();

DELETE FROM grants WHERE role IN ('centre-clerk', 'lead');
ALTER TABLE grants DROP CONSTRAINT grants_role_check;
ALTER TABLE grants ADD CONSTRAINT grants_role_check
    CHECK (role IN ('clerk', 'approver', 'form-author', 'administrator', 'auditor'));

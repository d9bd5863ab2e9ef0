-- The places that cases have: department, procedure and ward. There are a few hundred of them, however many cases
-- there are: a list asks each for what comes next in it, instead of walking past what others wait for.
CREATE TABLE places (
    municipality TEXT NOT NULL,
    place TEXT NOT NULL,
    department TEXT NOT NULL,
    procedure TEXT NOT NULL,
    ward TEXT,
    PRIMARY KEY (municipality, place)
);

-- What is erased lies in no list, and in no index of one.
ALTER TABLE cases ADD COLUMN erased BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE cases SET erased = TRUE WHERE id IN (SELECT case_id FROM erasures);

ALTER TABLE cases ADD COLUMN place TEXT GENERATED ALWAYS AS
    (CASE WHEN erased THEN NULL ELSE department || '/' || procedure || '/' || COALESCE(ward, '') END) STORED;

INSERT INTO places (municipality, place, department, procedure, ward)
    SELECT DISTINCT municipality, place, department, procedure, ward FROM cases WHERE place IS NOT NULL;

-- Whoever adds a case, a server of the version before as well.
CREATE FUNCTION note_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO places (municipality, place, department, procedure, ward)
        VALUES (NEW.municipality, NEW.place, NEW.department, NEW.procedure, NEW.ward)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER cases_place AFTER INSERT ON cases
    FOR EACH ROW WHEN (NEW.place IS NOT NULL) EXECUTE FUNCTION note_place();

DROP INDEX cases_state;
DROP INDEX cases_department;
DROP INDEX cases_arrived;
DROP INDEX cases_changed;
CREATE INDEX cases_due ON cases (municipality, is_open, due_sort, id) WHERE NOT erased;
CREATE INDEX cases_arrived ON cases (municipality, is_open, arrived_at, id) WHERE NOT erased;
CREATE INDEX cases_changed ON cases (municipality, is_open, changed_at, id) WHERE NOT erased;
CREATE INDEX cases_place_due ON cases (municipality, place, state, due_sort, id);
CREATE INDEX cases_place_arrived ON cases (municipality, place, state, arrived_at, id);
CREATE INDEX cases_place_changed ON cases (municipality, place, state, changed_at, id);
-- One person's, by arrival.
CREATE INDEX cases_held_arrived ON cases (municipality, assignee_id, is_open, arrived_at, id)
    WHERE assignee_id IS NOT NULL;
-- With something to be looked at: a few, among all that are over.
CREATE INDEX cases_found ON cases (municipality, is_open, due_sort, id) WHERE open_findings > 0;

ALTER TABLE places ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON places USING (municipality = current_setting('madoguchi.town', true)
                                 OR current_setting('madoguchi.town', true) = '*');

-- Wards: an id that cases and grants name, and the name that people read, in the order of `departments.json`.
CREATE TABLE wards (
    municipality TEXT NOT NULL,
    id TEXT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    easy_name TEXT,
    english_name TEXT,
    PRIMARY KEY (municipality, id)
);
ALTER TABLE wards ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON wards USING (municipality = current_setting('madoguchi.town', true)
                                   OR current_setting('madoguchi.town', true) = '*');

-- A grant may be narrowed: ids with a space between them, empty for all.
ALTER TABLE grants
    ADD COLUMN procedures TEXT NOT NULL DEFAULT '',
    ADD COLUMN wards TEXT NOT NULL DEFAULT '',
    DROP CONSTRAINT grants_pkey,
    ADD PRIMARY KEY (staff_id, department, role, procedures, wards);

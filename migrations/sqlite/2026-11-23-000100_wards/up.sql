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

-- A grant may be narrowed: ids with a space between them, empty for all.
CREATE TABLE narrowed_grants (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    department TEXT NOT NULL,
    role TEXT NOT NULL
        CHECK (role IN ('clerk', 'approver', 'form-author', 'administrator', 'auditor')),
    municipality TEXT NOT NULL,
    procedures TEXT NOT NULL DEFAULT '',
    wards TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (staff_id, department, role, procedures, wards),
    FOREIGN KEY (municipality, department) REFERENCES departments (municipality, id)
);
INSERT INTO narrowed_grants (staff_id, department, role, municipality)
    SELECT staff_id, department, role, municipality FROM grants;
DROP TABLE grants;
ALTER TABLE narrowed_grants RENAME TO grants;

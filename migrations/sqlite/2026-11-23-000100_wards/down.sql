CREATE TABLE whole_grants (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    department TEXT NOT NULL,
    role TEXT NOT NULL
        CHECK (role IN ('clerk', 'approver', 'form-author', 'administrator', 'auditor')),
    municipality TEXT NOT NULL,
    PRIMARY KEY (staff_id, department, role),
    FOREIGN KEY (municipality, department) REFERENCES departments (municipality, id)
);
-- What was narrowed is taken away, not widened.
INSERT INTO whole_grants (staff_id, department, role, municipality)
    SELECT staff_id, department, role, municipality FROM grants WHERE procedures = '' AND wards = '';
DROP TABLE grants;
ALTER TABLE whole_grants RENAME TO grants;
DROP TABLE wards;

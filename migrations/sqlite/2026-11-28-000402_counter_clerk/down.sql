CREATE TABLE roled_grants (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    department TEXT NOT NULL,
    role TEXT NOT NULL
        CHECK (role IN ('clerk', 'centre-clerk', 'lead', 'post-clerk', 'approver', 'form-author', 'administrator', 'auditor')),
    municipality TEXT NOT NULL,
    procedures TEXT NOT NULL DEFAULT '',
    wards TEXT NOT NULL DEFAULT '',
    rank TEXT NOT NULL DEFAULT 'staff'
        CHECK (rank IN ('staff', 'chief', 'section', 'division', 'bureau', 'mayor')),
    until_day DATE,
    rights TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (staff_id, department, role, rank, procedures, wards),
    FOREIGN KEY (municipality, department) REFERENCES departments (municipality, id)
);
INSERT INTO roled_grants
        (staff_id, department, role, municipality, procedures, wards, rank, until_day, rights)
    SELECT staff_id, department, role, municipality, procedures, wards, rank, until_day, rights FROM grants
     WHERE role <> 'counter-clerk';
DROP TABLE grants;
ALTER TABLE roled_grants RENAME TO grants;

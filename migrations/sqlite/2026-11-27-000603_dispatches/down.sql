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
    SELECT staff_id, department, role, municipality, procedures, wards, rank, until_day FROM grants
     WHERE role <> 'post-clerk';
DROP TABLE grants;
ALTER TABLE roled_grants RENAME TO grants;

DROP TABLE dispatches;

-- Who decides how high (専決): a grant has a rank, and may end with a day. Who could approve before decides like a
-- 課長, so that nothing that was decided yesterday waits today.
CREATE TABLE ranked_grants (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    department TEXT NOT NULL,
    role TEXT NOT NULL
        CHECK (role IN ('clerk', 'approver', 'form-author', 'administrator', 'auditor')),
    municipality TEXT NOT NULL,
    procedures TEXT NOT NULL DEFAULT '',
    wards TEXT NOT NULL DEFAULT '',
    rank TEXT NOT NULL DEFAULT 'staff'
        CHECK (rank IN ('staff', 'chief', 'section', 'division', 'bureau', 'mayor')),
    until_day DATE,
    PRIMARY KEY (staff_id, department, role, rank, procedures, wards),
    FOREIGN KEY (municipality, department) REFERENCES departments (municipality, id)
);
INSERT INTO ranked_grants (staff_id, department, role, municipality, procedures, wards, rank)
    SELECT staff_id, department, role, municipality, procedures, wards,
           CASE role WHEN 'approver' THEN 'section' ELSE 'staff' END
      FROM grants;
DROP TABLE grants;
ALTER TABLE ranked_grants RENAME TO grants;

-- How many findings of a case are still to be looked at (確かめること).
ALTER TABLE cases ADD COLUMN open_findings BIGINT NOT NULL DEFAULT 0;

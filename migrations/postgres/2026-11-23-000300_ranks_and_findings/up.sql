-- Who decides how high (専決): a grant has a rank, and may end with a day. Who could approve before decides like a
-- 課長, so that nothing that was decided yesterday waits today.
ALTER TABLE grants
    ADD COLUMN rank TEXT NOT NULL DEFAULT 'staff'
        CHECK (rank IN ('staff', 'chief', 'section', 'division', 'bureau', 'mayor')),
    ADD COLUMN until_day DATE,
    DROP CONSTRAINT grants_pkey,
    ADD PRIMARY KEY (staff_id, department, role, rank, procedures, wards);
UPDATE grants SET rank = 'section' WHERE role = 'approver';

-- How many findings of a case are still to be looked at (確かめること).
ALTER TABLE cases ADD COLUMN open_findings BIGINT NOT NULL DEFAULT 0;

ALTER TABLE cases DROP COLUMN open_findings;
-- What ends with a day is taken away, not made lasting; of two ranks one grant is left.
DELETE FROM grants WHERE until_day IS NOT NULL;
DELETE FROM grants AS one USING grants AS other
 WHERE one.staff_id = other.staff_id AND one.department = other.department AND one.role = other.role
   AND one.procedures = other.procedures AND one.wards = other.wards AND one.rank > other.rank;
ALTER TABLE grants
    DROP CONSTRAINT grants_pkey,
    ADD PRIMARY KEY (staff_id, department, role, procedures, wards),
    DROP COLUMN rank,
    DROP COLUMN until_day;

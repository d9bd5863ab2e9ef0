-- What was narrowed is taken away, not widened.
DELETE FROM grants WHERE procedures <> '' OR wards <> '';
ALTER TABLE grants
    DROP CONSTRAINT grants_pkey,
    DROP COLUMN procedures,
    DROP COLUMN wards,
    ADD PRIMARY KEY (staff_id, department, role);
DROP TABLE wards;

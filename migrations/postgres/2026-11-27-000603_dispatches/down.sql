DELETE FROM grants WHERE role = 'post-clerk';
ALTER TABLE grants DROP CONSTRAINT grants_role_check;
ALTER TABLE grants ADD CONSTRAINT grants_role_check
    CHECK (role IN ('clerk', 'centre-clerk', 'lead', 'approver', 'form-author', 'administrator', 'auditor'));

DROP TABLE dispatches;

DELETE FROM grants WHERE role = 'counter-clerk';
ALTER TABLE grants DROP CONSTRAINT grants_role_check;
ALTER TABLE grants ADD CONSTRAINT grants_role_check
    CHECK (role IN ('clerk', 'centre-clerk', 'lead', 'post-clerk', 'approver', 'form-author', 'administrator', 'auditor'));

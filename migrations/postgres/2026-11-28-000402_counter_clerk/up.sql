-- 窓口担当者.
ALTER TABLE grants DROP CONSTRAINT grants_role_check;
ALTER TABLE grants ADD CONSTRAINT grants_role_check
    CHECK (role IN ('clerk', 'centre-clerk', 'lead', 'counter-clerk', 'post-clerk', 'approver', 'form-author', 'administrator', 'auditor'));

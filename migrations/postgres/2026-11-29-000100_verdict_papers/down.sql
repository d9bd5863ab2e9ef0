SET LOCAL madoguchi.town = '*';
ALTER TABLE register_numbers DISABLE TRIGGER USER;
ALTER TABLE register_numbers DROP CONSTRAINT register_numbers_kind_check;
UPDATE register_numbers SET kind = 'approval' WHERE kind = 'approval-in-part';
UPDATE register_numbers SET kind = 'refusal' WHERE kind = 'dismissal';
ALTER TABLE register_numbers ENABLE TRIGGER USER;
ALTER TABLE register_numbers ADD CONSTRAINT register_numbers_kind_check
    CHECK (kind IN ('approval', 'refusal'));

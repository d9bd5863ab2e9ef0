ALTER TABLE register_numbers DROP COLUMN instruction;
DROP TABLE instructions;
ALTER TABLE departments DROP COLUMN legal;

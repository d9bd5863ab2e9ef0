DROP TABLE register_numbers;
DROP TABLE registers;
ALTER TABLE departments DROP COLUMN code;

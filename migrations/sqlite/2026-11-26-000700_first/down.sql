ALTER TABLE cases DROP COLUMN first_on;

DROP INDEX cases_returned;
ALTER TABLE cases DROP COLUMN returned;

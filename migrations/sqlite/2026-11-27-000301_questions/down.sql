DROP INDEX cases_asked;
ALTER TABLE cases DROP COLUMN question_at;

DROP INDEX cases_found_over;
DROP INDEX cases_held_over;
DROP INDEX cases_place_over;
DROP INDEX cases_over;
DROP TRIGGER cases_ended;
ALTER TABLE cases DROP COLUMN ended_at;

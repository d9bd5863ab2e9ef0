DROP INDEX cases_found_changed;
DROP INDEX cases_found_arrived;

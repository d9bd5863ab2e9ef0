DROP TABLE search_renewals;
ALTER TABLE submissions DROP COLUMN code_issue;
DROP INDEX cases_department;
DROP INDEX cases_state;
CREATE INDEX cases_due ON cases (municipality, is_open, due_sort, id);

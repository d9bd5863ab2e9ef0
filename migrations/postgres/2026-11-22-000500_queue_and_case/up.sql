-- The queue walks one state of one department at a time: lists, counts and "take next"
-- cost what they show and never what others wait for.
DROP INDEX cases_due;
CREATE INDEX cases_state ON cases (municipality, state, due_sort, id);
CREATE INDEX cases_department ON cases (municipality, department, state, due_sort, id);

-- How often the office has given out a new access code; it is part of the code's derivation.
ALTER TABLE submissions ADD COLUMN code_issue BIGINT NOT NULL DEFAULT 0;

-- Up to which submission the search terms of older versions have been written anew.
CREATE TABLE search_renewals (
    municipality TEXT NOT NULL PRIMARY KEY,
    edition BIGINT NOT NULL,
    reached TEXT NOT NULL,
    finished BOOLEAN NOT NULL
);

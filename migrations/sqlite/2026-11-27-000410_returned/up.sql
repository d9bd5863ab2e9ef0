-- Why a case is back in the hands of who works on it: answered by the resident, put back by who had it, or sent back by who was to decide.
ALTER TABLE cases ADD COLUMN returned TEXT CHECK (returned IN ('answered', 'put-back', 'sent-back'));
CREATE INDEX cases_returned ON cases (municipality, returned, is_open, due_sort, id) WHERE returned IS NOT NULL;

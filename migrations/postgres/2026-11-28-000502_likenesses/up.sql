-- By what a submission is of the same thing as another (x-procedure.sameAs): keyed digests, for as long as they are compared.
CREATE TABLE likenesses (
    municipality TEXT NOT NULL,
    key BYTEA NOT NULL CHECK (length(key) = 32),
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    until_day DATE NOT NULL,
    PRIMARY KEY (municipality, key, submission_id)
);
CREATE INDEX likenesses_submission ON likenesses (submission_id);
CREATE INDEX likenesses_until ON likenesses (municipality, until_day);

ALTER TABLE likenesses ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON likenesses USING (municipality = current_setting('madoguchi.town', true)
                                     OR current_setting('madoguchi.town', true) = '*');

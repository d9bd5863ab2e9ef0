-- By what a submission is of the same thing as another (x-procedure.sameAs): keyed digests, for as long as they are compared.
CREATE TABLE likenesses (
    municipality TEXT NOT NULL,
    key BLOB NOT NULL CHECK (length(key) = 32),
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    until_day DATE NOT NULL,
    PRIMARY KEY (municipality, key, submission_id)
) WITHOUT ROWID;
CREATE INDEX likenesses_submission ON likenesses (submission_id);
CREATE INDEX likenesses_until ON likenesses (municipality, until_day);

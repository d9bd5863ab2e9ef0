-- What the earlier shape has no room for is let go; its places stay taken.
CREATE TABLE holds_anew (
    municipality TEXT NOT NULL,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    kind TEXT NOT NULL CHECK (kind IN ('places', 'once')),
    key BLOB NOT NULL CHECK (length(key) = 32),
    units BIGINT NOT NULL CHECK (units >= 1),
    PRIMARY KEY (submission_id, kind)
) WITHOUT ROWID;

INSERT INTO holds_anew SELECT municipality, submission_id, kind, key, units FROM holds
    WHERE kind <> 'open' AND NOT EXISTS (
        SELECT 1 FROM holds same WHERE same.submission_id = holds.submission_id
            AND same.kind = holds.kind AND same.key < holds.key);

DROP TABLE holds;
ALTER TABLE holds_anew RENAME TO holds;

CREATE UNIQUE INDEX holds_once ON holds (municipality, key) WHERE kind = 'once';

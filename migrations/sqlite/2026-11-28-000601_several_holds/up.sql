-- One filing can take places of several slots, and be the one filing of several people; 'open'
-- counts until the case is over.
CREATE TABLE holds_anew (
    municipality TEXT NOT NULL,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    kind TEXT NOT NULL CHECK (kind IN ('places', 'once', 'open')),
    key BLOB NOT NULL CHECK (length(key) = 32),
    units BIGINT NOT NULL CHECK (units >= 1),
    PRIMARY KEY (submission_id, kind, key)
) WITHOUT ROWID;

INSERT INTO holds_anew SELECT municipality, submission_id, kind, key, units FROM holds;

DROP TABLE holds;
ALTER TABLE holds_anew RENAME TO holds;

CREATE UNIQUE INDEX holds_once ON holds (municipality, key) WHERE kind <> 'places';

-- One row for each write on a server whose connection can be lost while committing. The
-- embedded engine loses no connection and leaves it empty.
CREATE TABLE commits (
    municipality TEXT NOT NULL,
    token TEXT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL
) WITHOUT ROWID;

CREATE INDEX commits_at ON commits (municipality, at);

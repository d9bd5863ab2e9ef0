-- One row for each write: after a connection that was lost while committing, the row tells
-- whether the commit took place. Nothing refers to it; an hour later it is swept.
CREATE TABLE commits (
    municipality TEXT NOT NULL,
    token TEXT PRIMARY KEY,
    at TIMESTAMP NOT NULL
);

CREATE INDEX commits_at ON commits (municipality, at);

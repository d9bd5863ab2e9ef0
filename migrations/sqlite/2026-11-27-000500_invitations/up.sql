-- Links by which people of the office choose a password: their first one, or another for one that was forgotten. Only
-- the hash of a link stands here, and the row goes away when it is used. How far its mail is stands beside it.
CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    hash BLOB NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    letter TEXT NOT NULL CHECK (letter IN ('waiting', 'sent', 'dead')),
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    next_attempt_at TIMESTAMP NOT NULL
);

CREATE INDEX invitations_of ON invitations (municipality, staff_id);
CREATE INDEX invitations_due ON invitations (municipality, next_attempt_at) WHERE letter = 'waiting';

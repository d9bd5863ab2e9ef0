-- The second factor of each member of staff: an authenticator, and codes for the day on which it is lost. The secret
-- is reckoned from the municipality's key and the nonce; nothing here opens anything.
CREATE TABLE factors (
    staff_id TEXT NOT NULL PRIMARY KEY REFERENCES staff (id),
    municipality TEXT NOT NULL,
    nonce BLOB NOT NULL,
    last_step BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE TABLE recovery_codes (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    hash BLOB NOT NULL,
    municipality TEXT NOT NULL,
    used_at TIMESTAMP,
    PRIMARY KEY (staff_id, hash)
);

-- Since when a session of staff may do something: with the password alone it may not. Whoever was signed in signs in
-- once more.
ALTER TABLE sessions ADD COLUMN proven_at TIMESTAMP;

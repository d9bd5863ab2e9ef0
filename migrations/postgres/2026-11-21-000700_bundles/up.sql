-- Several procedures with the answers that they have in common, of one browser.
CREATE TABLE bundles (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    owner_hash BYTEA NOT NULL CHECK (length(owner_hash) = 32),
    data BYTEA NOT NULL,
    saves BIGINT NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE INDEX bundles_owner ON bundles (owner_hash, expires_at);
CREATE INDEX bundles_expiry ON bundles (expires_at);

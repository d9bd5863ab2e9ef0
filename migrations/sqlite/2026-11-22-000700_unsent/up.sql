-- What somebody typed on a page that was not taken, until it is shown again or forgotten.
CREATE TABLE unsent (
    municipality TEXT NOT NULL,
    owner_hash BLOB NOT NULL CHECK (length(owner_hash) = 32),
    page TEXT NOT NULL CHECK (length(page) <= 200),
    data BLOB NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, owner_hash, page)
);

CREATE INDEX unsent_expiry ON unsent (expires_at);

-- The browser that a draft was taken from, and until when it can be taken back.
ALTER TABLE drafts ADD COLUMN former_owner_hash BLOB CHECK (length(former_owner_hash) = 32);
ALTER TABLE drafts ADD COLUMN former_until TIMESTAMP;

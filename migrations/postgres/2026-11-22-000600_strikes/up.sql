-- How often somebody was wrong about one account or number. The key is an HMAC: nobody reads whom.
CREATE TABLE strikes (
    municipality TEXT NOT NULL,
    key BYTEA NOT NULL CHECK (length(key) = 32),
    since TIMESTAMP NOT NULL,
    tries BIGINT NOT NULL CHECK (tries > 0),
    PRIMARY KEY (municipality, key)
);

CREATE INDEX strikes_since ON strikes (municipality, since);

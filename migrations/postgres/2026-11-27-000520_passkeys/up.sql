-- Passkeys of people of the office: a public key each, how often it signed, and what its owner calls it. Nothing here
-- opens anything.
CREATE TABLE passkeys (
    municipality TEXT NOT NULL,
    credential BYTEA NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('es256', 'rs256')),
    key BYTEA NOT NULL,
    counter BIGINT NOT NULL CHECK (counter >= 0),
    created_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP,
    PRIMARY KEY (municipality, credential)
);

CREATE INDEX passkeys_of ON passkeys (municipality, staff_id);

-- The answers to challenges that were taken, by their hash, for as long as the challenge would be good.
CREATE TABLE spent_challenges (
    municipality TEXT NOT NULL,
    hash BYTEA NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, hash)
);

ALTER TABLE passkeys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON passkeys USING (municipality = current_setting('madoguchi.town', true)
                                  OR current_setting('madoguchi.town', true) = '*');

ALTER TABLE spent_challenges ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON spent_challenges USING (municipality = current_setting('madoguchi.town', true)
                                          OR current_setting('madoguchi.town', true) = '*');

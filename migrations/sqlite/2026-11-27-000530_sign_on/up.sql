-- Whom an OpenID provider means: the name that it gives somebody for good, told once by the address.
CREATE TABLE sign_on_subjects (
    municipality TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, issuer, subject)
);

CREATE UNIQUE INDEX sign_on_subjects_of ON sign_on_subjects (municipality, issuer, staff_id);

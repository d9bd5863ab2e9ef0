CREATE TABLE staff (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    email TEXT NOT NULL CHECK (email = lower(email)),
    name TEXT NOT NULL,
    password_hash TEXT,
    disabled_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (municipality, email)
);

CREATE TABLE staff_roles (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    department TEXT NOT NULL,
    role TEXT NOT NULL
        CHECK (role IN ('clerk', 'approver', 'form-author', 'administrator', 'auditor')),
    municipality TEXT NOT NULL,
    PRIMARY KEY (staff_id, department, role)
);

CREATE TABLE sessions (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    municipality TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('visitor', 'staff')),
    staff_id TEXT REFERENCES staff (id),
    csrf_seed BLOB NOT NULL CHECK (length(csrf_seed) = 32),
    created_at TIMESTAMP NOT NULL,
    last_seen TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    CHECK ((kind = 'staff') = (staff_id IS NOT NULL))
);

CREATE INDEX sessions_staff ON sessions (staff_id) WHERE staff_id IS NOT NULL;
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    municipality TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);

CREATE INDEX tokens_staff ON tokens (staff_id);

-- Jobs that only one process may do at a time.
CREATE TABLE leases (
    municipality TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    lease_until TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, name)
);

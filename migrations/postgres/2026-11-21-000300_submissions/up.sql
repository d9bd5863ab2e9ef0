CREATE TABLE drafts (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    procedure TEXT NOT NULL,
    version BIGINT NOT NULL,
    owner_hash BYTEA NOT NULL CHECK (length(owner_hash) = 32),
    resume_hash BYTEA UNIQUE CHECK (length(resume_hash) = 32),
    data BYTEA NOT NULL,
    page TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('ja', 'ja-easy', 'en')),
    saves BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    FOREIGN KEY (municipality, procedure, version)
        REFERENCES procedure_versions (municipality, procedure, number)
);

CREATE INDEX drafts_owner ON drafts (owner_hash, updated_at);
CREATE INDEX drafts_expiry ON drafts (expires_at);

-- The digest is that of the first revision's canonical content.
CREATE TABLE submissions (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    receipt_number TEXT NOT NULL UNIQUE,
    procedure TEXT NOT NULL,
    version BIGINT NOT NULL,
    arrived_at TIMESTAMP NOT NULL,
    digest BYTEA NOT NULL CHECK (length(digest) = 32),
    owner_hash BYTEA CHECK (length(owner_hash) = 32),
    contact BYTEA,
    applicant BYTEA,
    language TEXT NOT NULL CHECK (language IN ('ja', 'ja-easy', 'en')),
    source TEXT NOT NULL CHECK (source IN ('web', 'api', 'counter', 'seed')),
    FOREIGN KEY (municipality, procedure, version)
        REFERENCES procedure_versions (municipality, procedure, number)
);

CREATE INDEX submissions_owner ON submissions (owner_hash, id) WHERE owner_hash IS NOT NULL;

-- Blind index: keyed hashes of the words that a submission is found by.
CREATE TABLE search_terms (
    term BIGINT NOT NULL,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    municipality TEXT NOT NULL,
    PRIMARY KEY (term, submission_id)
);

CREATE TABLE revisions (
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    municipality TEXT NOT NULL,
    content BYTEA NOT NULL,
    digest BYTEA NOT NULL CHECK (length(digest) = 32),
    author TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (submission_id, number)
);

CREATE TRIGGER revisions_never_change BEFORE UPDATE ON revisions
    FOR EACH ROW EXECUTE FUNCTION refuse('a revision never changes');

CREATE TRIGGER revisions_never_go BEFORE DELETE ON revisions
    FOR EACH ROW EXECUTE FUNCTION refuse('a revision never goes away');

-- What a key was used for is remembered for good: a late retry files nothing twice.
CREATE TABLE idempotency (
    actor BYTEA NOT NULL CHECK (length(actor) = 32),
    idempotency_key TEXT NOT NULL,
    municipality TEXT NOT NULL,
    request_digest BYTEA NOT NULL CHECK (length(request_digest) = 32),
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, actor, idempotency_key)
);

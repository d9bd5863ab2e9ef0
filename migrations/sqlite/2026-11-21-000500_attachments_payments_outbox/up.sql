-- The bytes are in a sealed file that is on the disk before its row is written.
CREATE TABLE attachments (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    owner_hash BLOB NOT NULL CHECK (length(owner_hash) = 32),
    submission_id TEXT REFERENCES submissions (id),
    pointer TEXT,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL CHECK (bytes >= 0),
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    name BLOB NOT NULL,
    path TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    CHECK ((submission_id IS NULL) = (pointer IS NULL))
);

CREATE INDEX attachments_submission ON attachments (submission_id) WHERE submission_id IS NOT NULL;
CREATE INDEX attachments_unfiled ON attachments (municipality, expires_at)
    WHERE submission_id IS NULL;

-- `lines` is the frozen price as JSON; `state` follows from the events.
CREATE TABLE payments (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    lines TEXT NOT NULL CHECK (json_valid(lines)),
    issued_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('open', 'captured', 'failed', 'expired', 'refunded', 'needs-attention')),
    version BIGINT NOT NULL CHECK (version >= 1)
);

-- One open bill at a time: what is still to be paid cannot be asked for twice.
CREATE UNIQUE INDEX payments_open ON payments (submission_id)
    WHERE state = 'open';
CREATE INDEX payments_submission ON payments (submission_id);
CREATE INDEX payments_expiry ON payments (municipality, state, expires_at);

CREATE TABLE payment_events (
    municipality TEXT NOT NULL,
    event_id TEXT NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    kind TEXT NOT NULL CHECK (kind IN
        ('created', 'authorised', 'captured', 'failed', 'expired', 'refunded', 'charged-back')),
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL CHECK (currency IN ('JPY', 'other')),
    occurred_at TIMESTAMP NOT NULL,
    heard_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, event_id)
);

CREATE INDEX payment_events_payment ON payment_events (payment_id);

CREATE TRIGGER payment_events_never_change BEFORE UPDATE ON payment_events
BEGIN
    SELECT RAISE(ABORT, 'refused: a payment event never changes');
END;

CREATE TRIGGER payment_events_never_go BEFORE DELETE ON payment_events
BEGIN
    SELECT RAISE(ABORT, 'refused: a payment event never goes away');
END;

CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    kind TEXT NOT NULL,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    language TEXT NOT NULL CHECK (language IN ('ja', 'ja-easy', 'en')),
    recipient BLOB NOT NULL,
    detail BLOB,
    message_id TEXT NOT NULL,
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    next_attempt_at TIMESTAMP NOT NULL,
    lease_until TIMESTAMP,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
    last_error TEXT,
    created_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP
) WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (municipality, state, next_attempt_at, id);
CREATE INDEX outbox_submission ON outbox (submission_id);

-- What the provider is asked to collect for a bill. The row stands before the provider is
-- asked, so that whoever asks again, from wherever, asks for the same order.
CREATE TABLE payment_orders (
    municipality TEXT NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    attempt BIGINT NOT NULL CHECK (attempt >= 1),
    provider TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    reference TEXT,
    page TEXT,
    stage TEXT NOT NULL CHECK (stage IN ('asked', 'open', 'pending', 'over')),
    look_at TIMESTAMP,
    looks BIGINT NOT NULL CHECK (looks >= 0),
    PRIMARY KEY (municipality, payment_id, attempt)
);

CREATE INDEX payment_orders_due ON payment_orders (municipality, look_at)
    WHERE look_at IS NOT NULL;

-- When the 領収書 of a payment was first issued: every later one says that it is a copy.
CREATE TABLE payment_receipts (
    municipality TEXT NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    issued_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, payment_id)
);

-- Money that goes back: proposed by one person, approved by another, done by the provider.
CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payments (id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    state TEXT NOT NULL CHECK (state IN
        ('proposed', 'rejected', 'approved', 'underway', 'returned', 'failed')),
    proposed_by TEXT NOT NULL,
    proposed_at TIMESTAMP NOT NULL,
    decided_by TEXT,
    decided_at TIMESTAMP,
    reference TEXT,
    try_at TIMESTAMP,
    tries BIGINT NOT NULL CHECK (tries >= 0),
    ended_at TIMESTAMP,
    CHECK (proposed_by <> decided_by)
);

-- One at a time for each payment: two proposals never add up to more than was paid.
CREATE UNIQUE INDEX refunds_open ON refunds (payment_id)
    WHERE state IN ('proposed', 'approved', 'underway');
CREATE INDEX refunds_payment ON refunds (payment_id);
CREATE INDEX refunds_due ON refunds (municipality, try_at) WHERE try_at IS NOT NULL;

-- Where the provider's book and ours differ, until somebody has dealt with it. What was
-- dealt with once is not found again.
CREATE TABLE payment_differences (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('paid-there-only', 'paid-here-only', 'amount-differs', 'unknown-order',
         'other-currency', 'paid-twice', 'paid-too-late', 'too-much-back', 'charged-back')),
    subject TEXT NOT NULL,
    payment_id TEXT REFERENCES payments (id),
    ours BIGINT,
    theirs BIGINT,
    found_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP,
    closed_by TEXT,
    closed_as TEXT CHECK (closed_as IN ('settled', 'given-back', 'explained')),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK ((closed_at IS NULL) = (closed_as IS NULL))
);

CREATE UNIQUE INDEX payment_differences_once
    ON payment_differences (municipality, kind, subject);
CREATE INDEX payment_differences_open ON payment_differences (municipality, found_at)
    WHERE closed_at IS NULL;

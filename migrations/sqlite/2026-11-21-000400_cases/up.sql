-- `due_sort` is the promised day, 9999-12-31 where there is none, so that a list
-- can be ordered and cut by it. `detail` seals proposal, decision and correction.
CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY REFERENCES submissions (id),
    municipality TEXT NOT NULL,
    procedure TEXT NOT NULL,
    department TEXT NOT NULL,
    ward TEXT,
    shape TEXT NOT NULL CHECK (shape IN
        ('notification', 'certificate', 'standard', 'approval', 'lottery-or-quota')),
    state TEXT NOT NULL CHECK (state IN
        ('awaiting-payment', 'received', 'in-review', 'correction-requested',
         'awaiting-approval', 'approved', 'completed', 'refused', 'withdrawn', 'lapsed')),
    is_open BOOLEAN NOT NULL,
    assignee_id TEXT REFERENCES staff (id),
    arrived_at TIMESTAMP NOT NULL,
    revision BIGINT NOT NULL CHECK (revision >= 1),
    due_sort DATE NOT NULL,
    clock_stopped_at TIMESTAMP,
    stopped_days BIGINT NOT NULL CHECK (stopped_days >= 0),
    payment_due_at TIMESTAMP,
    remind_on DATE,
    detail BLOB,
    version BIGINT NOT NULL CHECK (version >= 0),
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL
) WITHOUT ROWID;

CREATE INDEX cases_due ON cases (municipality, is_open, due_sort, id);
CREATE INDEX cases_arrived ON cases (municipality, is_open, arrived_at, id);
CREATE INDEX cases_assignee ON cases (municipality, assignee_id, is_open, due_sort, id)
    WHERE assignee_id IS NOT NULL;
CREATE INDEX cases_payment_due ON cases (municipality, payment_due_at)
    WHERE payment_due_at IS NOT NULL;
CREATE INDEX cases_remind ON cases (municipality, remind_on) WHERE remind_on IS NOT NULL;

-- The chain: `hash` covers the other columns and the hash before it, and the sealed
-- payload rather than what it says, so that anybody can verify it without a key.
CREATE TABLE events (
    case_id TEXT NOT NULL REFERENCES cases (id),
    seq BIGINT NOT NULL CHECK (seq >= 1),
    id TEXT NOT NULL,
    municipality TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    day DATE NOT NULL,
    payload BLOB NOT NULL,
    prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (case_id, seq)
) WITHOUT ROWID;

-- The day first: led by the municipality, it would tempt the planner away from the
-- primary key when a whole log is read in order.
CREATE INDEX events_day ON events (day, municipality, case_id, seq);

CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'refused: an event never changes');
END;

CREATE TRIGGER events_never_go BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'refused: an event never goes away');
END;

CREATE TABLE day_heads (
    municipality TEXT NOT NULL,
    day DATE NOT NULL,
    events BIGINT NOT NULL CHECK (events >= 0),
    prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    closed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, day)
);

CREATE TRIGGER day_heads_never_change BEFORE UPDATE ON day_heads
BEGIN
    SELECT RAISE(ABORT, 'refused: a closed day never changes');
END;

CREATE TRIGGER day_heads_never_go BEFORE DELETE ON day_heads
BEGIN
    SELECT RAISE(ABORT, 'refused: a closed day never goes away');
END;

-- A closed day takes no more events.
CREATE TRIGGER events_day_is_open BEFORE INSERT ON events
WHEN EXISTS (
    SELECT 1 FROM day_heads WHERE municipality = NEW.municipality AND day >= NEW.day
)
BEGIN
    SELECT RAISE(ABORT, 'refused: the day is closed');
END;

CREATE TABLE notices (
    case_id TEXT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    municipality TEXT NOT NULL,
    kind TEXT NOT NULL,
    document BLOB NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (case_id, number)
);

CREATE TRIGGER notices_never_change BEFORE UPDATE ON notices
BEGIN
    SELECT RAISE(ABORT, 'refused: an issued document never changes');
END;

CREATE TRIGGER notices_never_go BEFORE DELETE ON notices
BEGIN
    SELECT RAISE(ABORT, 'refused: an issued document never goes away');
END;

CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    author TEXT NOT NULL CHECK (author IN ('resident', 'office')),
    staff_id TEXT REFERENCES staff (id),
    text BLOB NOT NULL,
    at TIMESTAMP NOT NULL,
    CHECK ((author = 'office') = (staff_id IS NOT NULL))
);

CREATE INDEX messages_case ON messages (case_id, id);
CREATE INDEX messages_staff ON messages (staff_id) WHERE staff_id IS NOT NULL;

CREATE TRIGGER messages_never_change BEFORE UPDATE ON messages
BEGIN
    SELECT RAISE(ABORT, 'refused: a message never changes');
END;

CREATE TRIGGER messages_never_go BEFORE DELETE ON messages
BEGIN
    SELECT RAISE(ABORT, 'refused: a message never goes away');
END;

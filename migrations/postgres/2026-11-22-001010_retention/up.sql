-- A case whose term is over keeps its number, its log and its figures; what it held opens no more.
ALTER TABLE submissions ADD COLUMN erased_at TIMESTAMP;

-- Which system took a case over, as its procedure asks before anything is erased.
CREATE TABLE handovers (
    case_id TEXT NOT NULL REFERENCES submissions (id),
    target TEXT NOT NULL,
    municipality TEXT NOT NULL,
    reference TEXT NOT NULL,
    handed_by TEXT NOT NULL,
    handed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (case_id, target)
);

-- 廃棄停止: a case that is held is not erased, whoever has signed. The reason is sealed.
CREATE TABLE legal_holds (
    case_id TEXT NOT NULL REFERENCES submissions (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    municipality TEXT NOT NULL,
    reason BYTEA NOT NULL,
    placed_by TEXT NOT NULL,
    placed_at TIMESTAMP NOT NULL,
    released_by TEXT,
    released_at TIMESTAMP,
    PRIMARY KEY (case_id, number),
    CHECK ((released_by IS NULL) = (released_at IS NULL))
);

CREATE UNIQUE INDEX legal_holds_open ON legal_holds (case_id) WHERE released_at IS NULL;

-- 廃棄予定: what one person proposes to erase and another one approves.
CREATE TABLE retention_lists (
    municipality TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    proposed_by TEXT NOT NULL,
    proposed_at TIMESTAMP NOT NULL,
    approved_by TEXT,
    approved_at TIMESTAMP,
    PRIMARY KEY (municipality, number),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK (approved_by IS NULL OR approved_by <> proposed_by)
);

CREATE TABLE retention_items (
    municipality TEXT NOT NULL,
    list BIGINT NOT NULL,
    case_id TEXT NOT NULL REFERENCES submissions (id),
    due_on DATE NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (municipality, list, case_id),
    FOREIGN KEY (municipality, list) REFERENCES retention_lists (municipality, number)
);

-- 廃棄簿: the proof that stays of each case that was erased.
CREATE TABLE erasures (
    case_id TEXT PRIMARY KEY REFERENCES submissions (id),
    municipality TEXT NOT NULL,
    list BIGINT NOT NULL,
    rule TEXT NOT NULL,
    due_on DATE NOT NULL,
    proposed_by TEXT NOT NULL,
    approved_by TEXT NOT NULL CHECK (approved_by <> proposed_by),
    erased_at TIMESTAMP NOT NULL,
    FOREIGN KEY (municipality, list) REFERENCES retention_lists (municipality, number)
);

CREATE INDEX erasures_list ON erasures (municipality, list);

CREATE TRIGGER erasures_never_change BEFORE UPDATE ON erasures
    FOR EACH ROW EXECUTE FUNCTION refuse('an erasure never changes');

CREATE TRIGGER erasures_never_go BEFORE DELETE ON erasures
    FOR EACH ROW EXECUTE FUNCTION refuse('an erasure never goes away');

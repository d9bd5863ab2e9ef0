-- 定員: how many places of a slot are taken. The key is a keyed hash: slots can be answers.
CREATE TABLE quota_slots (
    municipality TEXT NOT NULL,
    slot BYTEA NOT NULL CHECK (length(slot) = 32),
    taken BIGINT NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (municipality, slot)
);

-- What a submission holds: places of a slot, or a person's one filing of a period.
CREATE TABLE holds (
    municipality TEXT NOT NULL,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    kind TEXT NOT NULL CHECK (kind IN ('places', 'once')),
    key BYTEA NOT NULL CHECK (length(key) = 32),
    units BIGINT NOT NULL CHECK (units >= 1),
    PRIMARY KEY (submission_id, kind)
);

CREATE UNIQUE INDEX holds_once ON holds (municipality, key) WHERE kind = 'once';

-- 不在: from when until when somebody is away. A row stays: it is why somebody else could decide in their place.
CREATE TABLE absences (
    municipality TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    number BIGINT NOT NULL,
    from_at TIMESTAMP NOT NULL,
    until_at TIMESTAMP NOT NULL,
    entered_by TEXT NOT NULL REFERENCES staff (id),
    entered_at TIMESTAMP NOT NULL,
    ended_by TEXT REFERENCES staff (id),
    ended_at TIMESTAMP,
    PRIMARY KEY (staff_id, number),
    CHECK (from_at < until_at),
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
) WITHOUT ROWID;
CREATE INDEX absences_now ON absences (municipality, until_at) WHERE ended_at IS NULL;

-- 代決者: who may act in the place of whoever holds a seat, in order.
CREATE TABLE deputies (
    municipality TEXT NOT NULL,
    department TEXT NOT NULL,
    rank TEXT NOT NULL CHECK (rank IN ('chief', 'section', 'division', 'bureau', 'mayor')),
    position BIGINT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (municipality, department, rank, position),
    UNIQUE (municipality, department, rank, staff_id)
) WITHOUT ROWID;

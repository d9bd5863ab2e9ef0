-- What stands out in the register of looks: for a person, a day and a kind one line, with how many; and what who heads
-- them says of it. `departments` are those in which the person was granted something, with blanks between.
CREATE TABLE anomalies (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    day DATE NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    departments TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('many-cases', 'looked-only', 'one-name', 'after-hours', 'many-rows')),
    number BIGINT NOT NULL CHECK (number > 0),
    found_at TIMESTAMP NOT NULL,
    answer TEXT,
    answered_by TEXT REFERENCES staff (id),
    answered_at TIMESTAMP,
    CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)),
    CHECK (answered_by IS NULL OR answered_by <> staff_id)
);
CREATE UNIQUE INDEX anomalies_found ON anomalies (municipality, day, staff_id, kind);
CREATE INDEX anomalies_open ON anomalies (municipality, day, id) WHERE answer IS NULL;
CREATE INDEX anomalies_staff ON anomalies (staff_id);

-- Until which day the looks of a municipality were watched.
CREATE TABLE watched_looks (
    municipality TEXT NOT NULL PRIMARY KEY,
    until_day DATE NOT NULL
);

CREATE TRIGGER anomalies_answered BEFORE UPDATE ON anomalies
WHEN OLD.answer IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'refused: what was said of an anomaly never changes');
END;

CREATE TRIGGER anomalies_never_go BEFORE DELETE ON anomalies
BEGIN
    SELECT RAISE(ABORT, 'refused: an anomaly never goes away');
END;

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
    FOR EACH ROW WHEN (OLD.answer IS NOT NULL)
    EXECUTE FUNCTION refuse('what was said of an anomaly never changes');

CREATE TRIGGER anomalies_never_go BEFORE DELETE ON anomalies
    FOR EACH ROW EXECUTE FUNCTION refuse('an anomaly never goes away');

ALTER TABLE anomalies ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON anomalies USING (municipality = current_setting('madoguchi.town', true)
                                    OR current_setting('madoguchi.town', true) = '*');
ALTER TABLE watched_looks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON watched_looks USING (municipality = current_setting('madoguchi.town', true)
                                        OR current_setting('madoguchi.town', true) = '*');

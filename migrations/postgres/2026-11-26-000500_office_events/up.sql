-- Who works here, as it was changed: who, when, what, about whom, by which grant. No words that anybody typed stand
-- here. `by_id` is empty for whoever operates the machine, `second_id` is who confirmed it. The grant that an event is
-- about stands in the columns of `grants`; `token` is the name of a token.
CREATE TABLE office_events (
    municipality TEXT NOT NULL,
    id TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    kind TEXT NOT NULL,
    about_id TEXT NOT NULL REFERENCES staff (id),
    by_id TEXT REFERENCES staff (id),
    second_id TEXT REFERENCES staff (id),
    by_role TEXT,
    by_department TEXT,
    department TEXT,
    role TEXT,
    rank TEXT,
    procedures TEXT,
    wards TEXT,
    until_day DATE,
    token TEXT,
    PRIMARY KEY (municipality, id)
);

CREATE INDEX office_events_about ON office_events (municipality, about_id, id);

CREATE TRIGGER office_events_never_change BEFORE UPDATE ON office_events
    FOR EACH ROW EXECUTE FUNCTION refuse('an office event never changes');

CREATE TRIGGER office_events_never_go BEFORE DELETE ON office_events
    FOR EACH ROW EXECUTE FUNCTION refuse('an office event never goes away');

-- What waits for a second person: a grant, or, without one, a second factor that is taken away.
CREATE TABLE staff_requests (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    about_id TEXT NOT NULL REFERENCES staff (id),
    department TEXT,
    role TEXT,
    rank TEXT,
    procedures TEXT,
    wards TEXT,
    until_day DATE,
    asked_by TEXT NOT NULL REFERENCES staff (id),
    asked_at TIMESTAMP NOT NULL,
    settled_by TEXT REFERENCES staff (id),
    settled_at TIMESTAMP,
    outcome TEXT CHECK (outcome IN ('confirmed', 'declined', 'withdrawn')),
    CHECK ((outcome IS NULL) = (settled_by IS NULL) AND (outcome IS NULL) = (settled_at IS NULL)),
    -- Nobody is a second person to themselves, whatever a program says.
    CHECK (asked_by <> about_id),
    CHECK (outcome <> 'confirmed' OR (settled_by <> asked_by AND settled_by <> about_id))
);

CREATE INDEX staff_requests_waiting ON staff_requests (municipality, asked_at) WHERE outcome IS NULL;

-- When somebody last came in at the screen.
ALTER TABLE staff ADD COLUMN signed_in_at TIMESTAMP;

ALTER TABLE office_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON office_events USING (municipality = current_setting('madoguchi.town', true)
                                      OR current_setting('madoguchi.town', true) = '*');

ALTER TABLE staff_requests ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON staff_requests USING (municipality = current_setting('madoguchi.town', true)
                                       OR current_setting('madoguchi.town', true) = '*');

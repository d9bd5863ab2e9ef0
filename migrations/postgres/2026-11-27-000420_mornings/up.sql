-- Letters of a morning to staff: one for each person and day, also where there was nothing to say; and who wants them how often.
ALTER TABLE staff ADD COLUMN morning TEXT NOT NULL DEFAULT 'daily' CHECK (morning IN ('daily', 'weekly', 'never'));
CREATE TABLE mornings (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    day DATE NOT NULL,
    counts TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'nothing', 'dead')),
    attempts BIGINT NOT NULL,
    next_attempt_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX mornings_person ON mornings (municipality, day, staff_id);

ALTER TABLE mornings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON mornings USING (municipality = current_setting('madoguchi.town', true)
                                   OR current_setting('madoguchi.town', true) = '*');

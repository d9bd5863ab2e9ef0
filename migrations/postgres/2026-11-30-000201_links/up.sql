-- つながり: what somebody of the office said that two cases have to do with each other. It is written once, at the case at
-- which it was said, and shown at both.
CREATE TABLE links (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    other_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL CHECK (kind IN ('same-person', 'same-household', 'duplicate', 'follow-up')),
    PRIMARY KEY (case_id, other_id),
    CHECK (case_id <> other_id)
);
CREATE INDEX links_other ON links (other_id);

ALTER TABLE links ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON links USING (municipality = current_setting('madoguchi.town', true)
                                OR current_setting('madoguchi.town', true) = '*');

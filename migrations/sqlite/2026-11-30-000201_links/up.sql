-- つながり: what somebody of the office said that two cases have to do with each other. It is written once, at the case at
-- which it was said, and shown at both.
CREATE TABLE links (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    other_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL CHECK (kind IN ('same-person', 'same-household', 'duplicate', 'follow-up')),
    PRIMARY KEY (case_id, other_id),
    CHECK (case_id <> other_id)
) WITHOUT ROWID;
CREATE INDEX links_other ON links (other_id);

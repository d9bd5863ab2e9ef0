-- Two cases are linked once, whoever says it at the same moment at which of them: one row, in the order of their ids.
CREATE TABLE links_anew (
    municipality TEXT NOT NULL,
    one_id TEXT NOT NULL REFERENCES cases (id),
    other_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL CHECK (kind IN ('same-person', 'same-household', 'duplicate', 'follow-up')),
    said_at_other BOOLEAN NOT NULL,
    PRIMARY KEY (one_id, other_id),
    CHECK (one_id < other_id)
) WITHOUT ROWID;

INSERT OR IGNORE INTO links_anew
    SELECT municipality, min(case_id, other_id), max(case_id, other_id), kind, case_id > other_id FROM links;

DROP TABLE links;
ALTER TABLE links_anew RENAME TO links;

CREATE INDEX links_other ON links (other_id);

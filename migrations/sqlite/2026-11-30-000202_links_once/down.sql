CREATE TABLE links_anew (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    other_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL CHECK (kind IN ('same-person', 'same-household', 'duplicate', 'follow-up')),
    PRIMARY KEY (case_id, other_id),
    CHECK (case_id <> other_id)
) WITHOUT ROWID;

INSERT INTO links_anew
    SELECT municipality, iif(said_at_other, other_id, one_id), iif(said_at_other, one_id, other_id), kind FROM links;

DROP TABLE links;
ALTER TABLE links_anew RENAME TO links;

CREATE INDEX links_other ON links (other_id);

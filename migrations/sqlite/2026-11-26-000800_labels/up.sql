-- ラベル: what a department calls out about its cases, in words that its lead has chosen. One that is put away stays on the
-- cases that bear it, and is put on no other.
CREATE TABLE labels (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    department TEXT NOT NULL,
    name TEXT NOT NULL,
    colour TEXT NOT NULL CHECK (colour IN ('grey', 'blue', 'green', 'amber', 'red', 'purple')),
    version BIGINT NOT NULL,
    changed_by TEXT NOT NULL REFERENCES staff (id),
    changed_at TIMESTAMP NOT NULL,
    put_away_at TIMESTAMP
);
CREATE UNIQUE INDEX labels_name ON labels (municipality, department, name) WHERE put_away_at IS NULL;

CREATE TABLE case_labels (
    municipality TEXT NOT NULL,
    label TEXT NOT NULL REFERENCES labels (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    PRIMARY KEY (label, case_id)
) WITHOUT ROWID;
CREATE INDEX case_labels_case ON case_labels (case_id);

CREATE TABLE samples_of_people (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    drawn_at TIMESTAMP NOT NULL,
    decided_by TEXT NOT NULL REFERENCES staff (id),
    due_on DATE NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('waiting', 'confirmed', 'objected')),
    PRIMARY KEY (case_id, drawn_at)
) WITHOUT ROWID;
INSERT INTO samples_of_people
    SELECT municipality, case_id, drawn_at, decided_by, due_on, answer FROM samples WHERE decided_by IS NOT NULL;
DROP TABLE samples;
ALTER TABLE samples_of_people RENAME TO samples;
CREATE INDEX samples_answer ON samples (municipality, answer, due_on);
DROP TABLE rule_waits;
DROP TABLE rule_switches;

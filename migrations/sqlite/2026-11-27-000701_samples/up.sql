-- 抜取確認: decisions of one person that were drawn for another to look at, and what became of it. The case says the last
-- one, too, under its seal; this is how it is found and counted.
CREATE TABLE samples (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    drawn_at TIMESTAMP NOT NULL,
    decided_by TEXT NOT NULL REFERENCES staff (id),
    due_on DATE NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('waiting', 'confirmed', 'objected')),
    PRIMARY KEY (case_id, drawn_at)
) WITHOUT ROWID;
CREATE INDEX samples_answer ON samples (municipality, answer, due_on);

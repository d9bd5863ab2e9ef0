-- What waits for an approver beside the decisions themselves: a case that somebody wants taken up again. The case says
-- it, too, under its seal; this is how it is found. The holder is empty where anybody of the rank may answer.
CREATE TABLE duties (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL CHECK (kind IN ('reopening', 'after', 'sample')),
    holder TEXT NOT NULL,
    since TIMESTAMP NOT NULL,
    PRIMARY KEY (case_id, kind, holder)
);
CREATE INDEX duties_waiting ON duties (municipality, kind, holder, since);

ALTER TABLE duties ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON duties USING (municipality = current_setting('madoguchi.town', true)
                                 OR current_setting('madoguchi.town', true) = '*');

-- What waits for an approver beside the decisions themselves: a case that somebody wants taken up again. The case says
-- it, too, under its seal; this is how it is found. The holder is empty where anybody of the rank may answer.
CREATE TABLE duties (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL CHECK (kind IN ('reopening', 'after', 'sample')),
    holder TEXT NOT NULL,
    since TIMESTAMP NOT NULL,
    PRIMARY KEY (case_id, kind, holder)
) WITHOUT ROWID;
CREATE INDEX duties_waiting ON duties (municipality, kind, holder, since);

-- 合議: what departments were asked about a case, and how far that is. What was asked and said stands in the case, under its
-- seal; the row is there so that what waits is found and counted.
CREATE TABLE consultations (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    -- Who is asked.
    department TEXT NOT NULL,
    asked_by TEXT NOT NULL REFERENCES staff (id),
    asked_at TIMESTAMP NOT NULL,
    due_on DATE NOT NULL,
    binding BOOLEAN NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'agree', 'opinion', 'disagree', 'cancelled', 'over')),
    PRIMARY KEY (municipality, case_id, number),
    FOREIGN KEY (municipality, department) REFERENCES departments (municipality, id)
);
CREATE INDEX consultations_open ON consultations (municipality, due_on) WHERE state = 'open';

ALTER TABLE consultations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON consultations USING (municipality = current_setting('madoguchi.town', true)
                                        OR current_setting('madoguchi.town', true) = '*');

-- 自動決定: whether a city lets the rule of a definition decide (x-procedure.decision.auto), since which day, and which two
-- people said so. A switch is for one rule, as it read then. What was said never changes, but that it is confirmed, and ends.
CREATE TABLE rule_switches (
    municipality TEXT NOT NULL,
    procedure TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    verdict TEXT NOT NULL CHECK (verdict IN ('approve', 'record')),
    rule TEXT NOT NULL CHECK (rule <> ''),
    starts_on DATE NOT NULL,
    proposed_by TEXT NOT NULL REFERENCES staff (id),
    proposed_at TIMESTAMP NOT NULL,
    confirmed_by TEXT REFERENCES staff (id),
    confirmed_at TIMESTAMP,
    ended_by TEXT REFERENCES staff (id),
    ended_at TIMESTAMP,
    PRIMARY KEY (municipality, procedure, number),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
    CHECK (confirmed_by IS NULL OR confirmed_by <> proposed_by)
);
CREATE UNIQUE INDEX rule_switches_open ON rule_switches (municipality, procedure) WHERE ended_at IS NULL;

CREATE TRIGGER rule_switches_never_change BEFORE UPDATE ON rule_switches
WHEN OLD.municipality <> NEW.municipality OR OLD.procedure <> NEW.procedure OR OLD.number <> NEW.number
    OR OLD.verdict <> NEW.verdict OR OLD.rule <> NEW.rule OR OLD.starts_on <> NEW.starts_on
    OR OLD.proposed_by <> NEW.proposed_by OR OLD.proposed_at <> NEW.proposed_at
    OR OLD.ended_at IS NOT NULL
    OR (OLD.confirmed_at IS NOT NULL AND (OLD.confirmed_by IS NOT NEW.confirmed_by
        OR OLD.confirmed_at IS NOT NEW.confirmed_at))
BEGIN
    SELECT RAISE(ABORT, 'refused: what was said of a rule never changes');
END;

CREATE TRIGGER rule_switches_never_go BEFORE DELETE ON rule_switches
BEGIN
    SELECT RAISE(ABORT, 'refused: what was said of a rule never goes away');
END;

-- Cases of which the house has still to ask whether a rule decides them: from their filing until it was asked.
CREATE TABLE rule_waits (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    PRIMARY KEY (municipality, case_id)
) WITHOUT ROWID;
CREATE INDEX rule_waits_case ON rule_waits (case_id);

-- 抜取確認: nobody decided what a rule did.
CREATE TABLE samples_of_rules (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    drawn_at TIMESTAMP NOT NULL,
    decided_by TEXT REFERENCES staff (id),
    due_on DATE NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('waiting', 'confirmed', 'objected')),
    PRIMARY KEY (case_id, drawn_at)
) WITHOUT ROWID;
INSERT INTO samples_of_rules SELECT municipality, case_id, drawn_at, decided_by, due_on, answer FROM samples;
DROP TABLE samples;
ALTER TABLE samples_of_rules RENAME TO samples;
CREATE INDEX samples_answer ON samples (municipality, answer, due_on);

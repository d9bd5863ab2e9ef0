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
    FOR EACH ROW
    WHEN ((OLD.municipality, OLD.procedure, OLD.number, OLD.verdict, OLD.rule, OLD.starts_on, OLD.proposed_by, OLD.proposed_at)
        <> (NEW.municipality, NEW.procedure, NEW.number, NEW.verdict, NEW.rule, NEW.starts_on, NEW.proposed_by, NEW.proposed_at)
        OR OLD.ended_at IS NOT NULL
        OR (OLD.confirmed_at IS NOT NULL
            AND (OLD.confirmed_by, OLD.confirmed_at) IS DISTINCT FROM (NEW.confirmed_by, NEW.confirmed_at)))
    EXECUTE FUNCTION refuse('what was said of a rule never changes');

CREATE TRIGGER rule_switches_never_go BEFORE DELETE ON rule_switches
    FOR EACH ROW EXECUTE FUNCTION refuse('what was said of a rule never goes away');

ALTER TABLE rule_switches ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON rule_switches USING (municipality = current_setting('madoguchi.town', true)
                                        OR current_setting('madoguchi.town', true) = '*');

-- Cases of which the house has still to ask whether a rule decides them: from their filing until it was asked.
CREATE TABLE rule_waits (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    PRIMARY KEY (municipality, case_id)
);
CREATE INDEX rule_waits_case ON rule_waits (case_id);

ALTER TABLE rule_waits ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON rule_waits USING (municipality = current_setting('madoguchi.town', true)
                                     OR current_setting('madoguchi.town', true) = '*');

-- 抜取確認: nobody decided what a rule did.
ALTER TABLE samples ALTER COLUMN decided_by DROP NOT NULL;

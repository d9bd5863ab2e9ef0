-- 教示: what papers say about contesting a decision, for each body that it is contested before. A text never changes: another
-- one is written, confirmed by somebody else of the legal section, and holds for a year.
ALTER TABLE departments ADD COLUMN legal BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE instructions (
    municipality TEXT NOT NULL,
    body TEXT NOT NULL CHECK (body IN ('mayor', 'governor', 'board', 'committee', 'enterprise', 'bureau')),
    reviewer TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    text TEXT NOT NULL CHECK (text <> ''),
    written_by TEXT NOT NULL REFERENCES staff (id),
    written_at TIMESTAMP NOT NULL,
    outcome TEXT CHECK (outcome IN ('confirmed', 'dropped')),
    settled_by TEXT REFERENCES staff (id),
    settled_at TIMESTAMP,
    valid_until DATE,
    PRIMARY KEY (municipality, body, reviewer, version),
    CHECK ((outcome IS NULL) = (settled_by IS NULL) AND (outcome IS NULL) = (settled_at IS NULL)),
    CHECK ((outcome IS NOT NULL AND outcome = 'confirmed') = (valid_until IS NOT NULL)),
    CHECK (outcome IS NULL OR outcome <> 'confirmed' OR settled_by <> written_by)
);
CREATE UNIQUE INDEX instructions_waiting ON instructions (municipality, body, reviewer) WHERE outcome IS NULL;

-- The version that a paper carries.
ALTER TABLE register_numbers ADD COLUMN instruction BIGINT;

CREATE TRIGGER instructions_never_change BEFORE UPDATE ON instructions
    FOR EACH ROW
    WHEN ((OLD.municipality, OLD.body, OLD.reviewer, OLD.version, OLD.text, OLD.written_by, OLD.written_at)
        <> (NEW.municipality, NEW.body, NEW.reviewer, NEW.version, NEW.text, NEW.written_by, NEW.written_at)
        OR OLD.outcome IS NOT NULL)
    EXECUTE FUNCTION refuse('an instruction that was written never changes');

CREATE TRIGGER instructions_never_go BEFORE DELETE ON instructions
    FOR EACH ROW EXECUTE FUNCTION refuse('an instruction that was written never goes away');

ALTER TABLE instructions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON instructions USING (municipality = current_setting('madoguchi.town', true)
                                       OR current_setting('madoguchi.town', true) = '*');

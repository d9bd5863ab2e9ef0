-- Who looked at what (見た記録). Nothing of what was seen stands here. `role` and `department` are those of the
-- grant, `case_department` is the case's; they and `case_id` are empty for lists and searches. `part` says which part
-- of the case or which list (words as a keyed term), `found` how many rows were shown.
CREATE TABLE looks (
    municipality TEXT NOT NULL,
    day DATE NOT NULL,
    id TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    role TEXT,
    department TEXT,
    kind TEXT NOT NULL CHECK (kind IN
        ('case', 'history', 'value', 'file', 'application', 'notice', 'list', 'search', 'code', 'readers', 'looks')),
    case_id TEXT REFERENCES cases (id),
    case_department TEXT,
    part TEXT NOT NULL,
    found BIGINT CHECK (found >= 0),
    PRIMARY KEY (municipality, day, id)
);

CREATE INDEX looks_case ON looks (municipality, case_id, day, id) WHERE case_id IS NOT NULL;
CREATE INDEX looks_staff ON looks (municipality, staff_id, day, id);
CREATE INDEX looks_department ON looks (municipality, case_department, day, id);
CREATE INDEX looks_kind ON looks (municipality, kind, day, id);

CREATE TRIGGER looks_never_change BEFORE UPDATE ON looks
    FOR EACH ROW EXECUTE FUNCTION refuse('a look never changes');

CREATE TRIGGER looks_never_go BEFORE DELETE ON looks
    FOR EACH ROW EXECUTE FUNCTION refuse('a look never goes away');

-- A closed day takes no more looks, and says how many it has.
CREATE TRIGGER looks_day_is_open BEFORE INSERT ON looks
    FOR EACH ROW EXECUTE FUNCTION refuse_closed_day();

ALTER TABLE looks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON looks USING (municipality = current_setting('madoguchi.town', true)
                                OR current_setting('madoguchi.town', true) = '*');

ALTER TABLE day_heads ADD COLUMN looks BIGINT NOT NULL DEFAULT 0;

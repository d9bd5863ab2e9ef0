-- ひな形: what a department writes to residents again and again, with places in braces that are filled in for a case.
-- `procedure` is empty where a template stands for every one.
CREATE TABLE message_templates (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    department TEXT NOT NULL,
    procedure TEXT NOT NULL,
    name TEXT NOT NULL,
    japanese TEXT NOT NULL,
    easy TEXT NOT NULL,
    english TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    changed_by TEXT NOT NULL REFERENCES staff (id),
    changed_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX message_templates_name ON message_templates (municipality, department, procedure, name);

ALTER TABLE message_templates ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON message_templates USING (municipality = current_setting('madoguchi.town', true)
                                            OR current_setting('madoguchi.town', true) = '*');

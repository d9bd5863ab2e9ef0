-- What a department writes to residents for a reason to correct an answer. `procedure` and `field` are empty where a
-- sentence stands for every one.
CREATE TABLE remark_sentences (
    municipality TEXT NOT NULL,
    department TEXT NOT NULL,
    code TEXT NOT NULL CHECK (code IN
        ('unreadable', 'expired', 'wrong-document', 'missing', 'differs-from-register', 'wrong-person', 'calculation',
         'overlap', 'unclear', 'other')),
    procedure TEXT NOT NULL,
    field TEXT NOT NULL,
    japanese TEXT NOT NULL,
    easy TEXT NOT NULL,
    english TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    changed_by TEXT NOT NULL REFERENCES staff (id),
    changed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, department, code, procedure, field)
);

ALTER TABLE remark_sentences ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON remark_sentences USING (municipality = current_setting('madoguchi.town', true)
                                           OR current_setting('madoguchi.town', true) = '*');

ALTER TABLE cases DROP CONSTRAINT cases_state_check;
ALTER TABLE cases ADD CONSTRAINT cases_state_check CHECK (state IN
        ('waiting', 'awaiting-payment', 'received', 'in-review', 'correction-requested',
         'awaiting-approval', 'approved', 'completed', 'refused', 'withdrawn', 'lapsed'));

-- キャンセル待ち: one line for each slot of a quota, in the order of arrival. Who waits holds no place yet.
CREATE TABLE waits (
    municipality TEXT NOT NULL,
    submission_id TEXT NOT NULL PRIMARY KEY REFERENCES submissions (id),
    slot BYTEA NOT NULL CHECK (length(slot) = 32),
    units BIGINT NOT NULL CHECK (units >= 1),
    until DATE NOT NULL
);
CREATE INDEX waits_line ON waits (municipality, slot, submission_id);

ALTER TABLE waits ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON waits USING (municipality = current_setting('madoguchi.town', true)
                                OR current_setting('madoguchi.town', true) = '*');

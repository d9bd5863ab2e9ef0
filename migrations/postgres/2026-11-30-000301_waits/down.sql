DROP TABLE waits;

-- What the earlier shape has no word for is looked at by somebody.
UPDATE cases SET state = 'received' WHERE state = 'waiting';
ALTER TABLE cases DROP CONSTRAINT cases_state_check;
ALTER TABLE cases ADD CONSTRAINT cases_state_check CHECK (state IN
        ('awaiting-payment', 'received', 'in-review', 'correction-requested',
         'awaiting-approval', 'approved', 'completed', 'refused', 'withdrawn', 'lapsed'));

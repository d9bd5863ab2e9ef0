-- A bill that the office took back: nobody is asked to pay it any more. Money that comes
-- for it all the same is heard of, and goes back.
ALTER TABLE payments ADD COLUMN cancelled_at TIMESTAMP;

-- One open bill at a time, not counting those that were taken back.
DROP INDEX payments_open;
CREATE UNIQUE INDEX payments_open ON payments (submission_id)
    WHERE state = 'open' AND cancelled_at IS NULL;

DROP INDEX payments_open;
ALTER TABLE payments DROP COLUMN cancelled_at;
CREATE UNIQUE INDEX payments_open ON payments (submission_id)
    WHERE state = 'open';

-- What a grant opens beside its role: words with a space between. Who could read what was sealed goes on doing so; who
-- opened files as their work goes on opening identity documents.
ALTER TABLE grants ADD COLUMN rights TEXT NOT NULL DEFAULT '';
UPDATE grants SET rights = 'see:bank see:health see:household see:identity see:my-number'
 WHERE role IN ('clerk', 'approver');
UPDATE grants SET rights = 'see:identity' WHERE role IN ('lead', 'centre-clerk');

ALTER TABLE office_events ADD COLUMN rights TEXT;

ALTER TABLE staff_requests ADD COLUMN rights TEXT;
UPDATE staff_requests SET rights = 'see:bank see:health see:household see:identity see:my-number'
 WHERE role = 'approver' AND outcome IS NULL;

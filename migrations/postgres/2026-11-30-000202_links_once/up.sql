-- Two cases are linked once, whoever says it at the same moment at which of them: one row, in the order of their ids.
DELETE FROM links WHERE case_id > other_id AND EXISTS (
    SELECT 1 FROM links same WHERE same.case_id = links.other_id AND same.other_id = links.case_id);
ALTER TABLE links DROP CONSTRAINT links_check;
ALTER TABLE links RENAME COLUMN case_id TO one_id;
ALTER TABLE links ADD COLUMN said_at_other BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE links ALTER COLUMN said_at_other DROP DEFAULT;
UPDATE links SET one_id = other_id, other_id = one_id, said_at_other = TRUE WHERE one_id > other_id;
ALTER TABLE links ADD CHECK (one_id < other_id);

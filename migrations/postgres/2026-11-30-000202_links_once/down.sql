ALTER TABLE links DROP CONSTRAINT links_check;
UPDATE links SET one_id = other_id, other_id = one_id WHERE said_at_other;
ALTER TABLE links DROP COLUMN said_at_other;
ALTER TABLE links RENAME COLUMN one_id TO case_id;
ALTER TABLE links ADD CHECK (case_id <> other_id);

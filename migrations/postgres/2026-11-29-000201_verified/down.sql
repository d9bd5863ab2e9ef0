ALTER TABLE revisions DROP COLUMN verified;

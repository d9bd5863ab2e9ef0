ALTER TABLE revisions DROP COLUMN signature;

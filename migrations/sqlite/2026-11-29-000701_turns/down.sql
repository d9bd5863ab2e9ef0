ALTER TABLE attachments DROP COLUMN turn;

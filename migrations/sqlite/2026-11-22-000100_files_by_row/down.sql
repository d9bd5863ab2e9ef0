DROP TABLE attachment_folders;
DELETE FROM attachments WHERE state <> 'stored';
ALTER TABLE attachments DROP COLUMN state;

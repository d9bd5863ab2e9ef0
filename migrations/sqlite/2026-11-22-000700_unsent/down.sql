ALTER TABLE drafts DROP COLUMN former_until;
ALTER TABLE drafts DROP COLUMN former_owner_hash;
DROP TABLE unsent;

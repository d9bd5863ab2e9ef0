ALTER TABLE cases DROP COLUMN thread_read_at;

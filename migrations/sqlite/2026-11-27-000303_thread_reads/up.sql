-- Up to which message the resident has seen what the office wrote to them.
ALTER TABLE cases ADD COLUMN thread_read_at TIMESTAMP;

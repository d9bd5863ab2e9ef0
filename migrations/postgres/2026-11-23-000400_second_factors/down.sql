ALTER TABLE sessions DROP COLUMN proven_at;
DROP TABLE recovery_codes;
DROP TABLE factors;

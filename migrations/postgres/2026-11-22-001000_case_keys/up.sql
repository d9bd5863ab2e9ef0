-- One key for each case, wrapped by a key of the municipality. What a case holds is sealed with
-- it; a case without a row was filed before, and the municipality's key seals it.
CREATE TABLE case_keys (
    case_id TEXT PRIMARY KEY REFERENCES submissions (id),
    municipality TEXT NOT NULL,
    town_key BIGINT NOT NULL,
    wrapped BYTEA NOT NULL
);

-- The key of a file: wrapped by the municipality's key `town_key`, and once it is filed, by the
-- key of its case.
ALTER TABLE attachments ADD COLUMN town_key BIGINT;
ALTER TABLE attachments ADD COLUMN wrapped BYTEA;

-- Not before this moment: until then every server has heard of the key.
ALTER TABLE data_keys ADD COLUMN seals_from TIMESTAMP;

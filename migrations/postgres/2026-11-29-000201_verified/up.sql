-- What a provider of identities said of who gave the answers, sealed with the case's key.
ALTER TABLE revisions ADD COLUMN verified BYTEA;

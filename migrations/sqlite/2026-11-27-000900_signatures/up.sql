-- An electronic signature of the answers with what it signs, sealed with the case's key.
ALTER TABLE revisions ADD COLUMN signature BLOB;

DROP TABLE idempotency;
DROP TABLE revisions;
DROP TABLE search_terms;
DROP TABLE submissions;
DROP TABLE drafts;

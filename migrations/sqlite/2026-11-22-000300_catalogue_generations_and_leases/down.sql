ALTER TABLE outbox DROP COLUMN tried_since;
ALTER TABLE outbox DROP COLUMN lease_no;
ALTER TABLE outbox DROP COLUMN lease_owner;
ALTER TABLE leases DROP COLUMN last_round_at;
ALTER TABLE leases DROP COLUMN lease_no;
DROP TABLE catalogue_generations;

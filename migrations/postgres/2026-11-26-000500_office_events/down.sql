ALTER TABLE staff DROP COLUMN signed_in_at;
DROP TABLE staff_requests;
DROP TABLE office_events;

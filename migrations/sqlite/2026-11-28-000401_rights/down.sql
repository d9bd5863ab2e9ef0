ALTER TABLE staff_requests DROP COLUMN rights;
ALTER TABLE office_events DROP COLUMN rights;
ALTER TABLE grants DROP COLUMN rights;

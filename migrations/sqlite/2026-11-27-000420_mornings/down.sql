DROP TABLE mornings;
ALTER TABLE staff DROP COLUMN morning;

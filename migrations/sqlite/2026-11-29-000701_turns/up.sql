-- How far the picture of a file is turned for whoever looks at it, in degrees to the right.
ALTER TABLE attachments ADD COLUMN turn BIGINT NOT NULL DEFAULT 0 CHECK (turn IN (0, 90, 180, 270));

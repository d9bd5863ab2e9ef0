-- Whether a batch was printed on both sides, each part of it beginning on a front.
ALTER TABLE batch_prints ADD COLUMN both_sides BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE batch_prints DROP COLUMN both_sides;

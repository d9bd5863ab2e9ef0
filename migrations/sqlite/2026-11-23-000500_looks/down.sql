ALTER TABLE day_heads DROP COLUMN looks;
DROP TABLE looks;

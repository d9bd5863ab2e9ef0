-- The register goes with it, and closed days that covered looks no longer verify under the version before.
ALTER TABLE day_heads DROP COLUMN looks;
DROP TABLE looks;

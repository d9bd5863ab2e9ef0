-- What was filed since opens no more: the version before knows no keys of cases.
ALTER TABLE data_keys DROP COLUMN seals_from;
ALTER TABLE attachments DROP COLUMN wrapped;
ALTER TABLE attachments DROP COLUMN town_key;
DROP TABLE case_keys;

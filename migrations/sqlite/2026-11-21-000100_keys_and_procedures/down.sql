DROP TABLE procedure_versions;
DROP TABLE data_keys;

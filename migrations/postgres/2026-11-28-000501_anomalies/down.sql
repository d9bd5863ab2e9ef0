DROP TABLE watched_looks;
DROP TABLE anomalies;

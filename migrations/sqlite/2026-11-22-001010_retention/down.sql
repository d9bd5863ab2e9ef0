DROP TABLE erasures;
DROP TABLE retention_items;
DROP TABLE retention_lists;
DROP TABLE legal_holds;
DROP TABLE handovers;
ALTER TABLE submissions DROP COLUMN erased_at;

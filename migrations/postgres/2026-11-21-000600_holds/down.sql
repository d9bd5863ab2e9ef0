DROP TABLE holds;
DROP TABLE quota_slots;

-- 発送簿: what was posted in a period.
CREATE INDEX dispatches_posted ON dispatches (municipality, posted_on) WHERE posted_on IS NOT NULL;

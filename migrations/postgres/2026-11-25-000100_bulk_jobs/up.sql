-- まとめての処理: one command for many cases, chosen by one person, and what became of each. `sealed` is the command
-- with its words. A job goes on after a crash with the items that have no result. Kept for 90 days.
CREATE TABLE bulk_jobs (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    request_key TEXT NOT NULL,
    request_digest BYTEA NOT NULL,
    command TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    lease_no BIGINT NOT NULL,
    lease_until TIMESTAMP NOT NULL,
    UNIQUE (staff_id, municipality, request_key)
);

CREATE INDEX bulk_jobs_kept ON bulk_jobs (municipality, created_at);
CREATE INDEX bulk_jobs_running ON bulk_jobs (municipality, lease_until) WHERE finished_at IS NULL;

-- `wanted` is the case as it was asked for: there need be none. `told` says why, as JSON.
CREATE TABLE bulk_items (
    municipality TEXT NOT NULL,
    job_id TEXT NOT NULL REFERENCES bulk_jobs (id),
    position BIGINT NOT NULL,
    wanted TEXT NOT NULL,
    version BIGINT NOT NULL,
    result TEXT CHECK (result IN ('done', 'refused', 'changed', 'absent', 'stopped', 'failed')),
    told TEXT,
    PRIMARY KEY (job_id, position)
);

ALTER TABLE bulk_jobs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON bulk_jobs USING (municipality = current_setting('madoguchi.town', true)
                                   OR current_setting('madoguchi.town', true) = '*');

ALTER TABLE bulk_items ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON bulk_items USING (municipality = current_setting('madoguchi.town', true)
                                    OR current_setting('madoguchi.town', true) = '*');

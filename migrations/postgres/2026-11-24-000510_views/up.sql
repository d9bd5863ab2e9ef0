-- Views of the queue that people keep: their own (`owner_id`), or a department's for everybody who works for it.
-- `wanted` is a filter as JSON, never with words that were searched for. What is put away can be brought back for
-- 30 days.
CREATE TABLE views (
    id TEXT NOT NULL PRIMARY KEY,
    municipality TEXT NOT NULL,
    owner_id TEXT REFERENCES staff (id),
    department TEXT,
    name TEXT NOT NULL,
    wanted TEXT NOT NULL,
    shown TEXT NOT NULL,
    page_size BIGINT NOT NULL CHECK (page_size IN (20, 50, 100)),
    counted BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    put_away_at TIMESTAMP,
    CHECK ((owner_id IS NULL) <> (department IS NULL))
);

CREATE INDEX views_owner ON views (municipality, owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX views_department ON views (municipality, department) WHERE department IS NOT NULL;

ALTER TABLE views ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON views USING (municipality = current_setting('madoguchi.town', true)
                                OR current_setting('madoguchi.town', true) = '*');

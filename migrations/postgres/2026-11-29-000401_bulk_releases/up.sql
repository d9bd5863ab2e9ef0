-- What waits for a second person before the first letter of a job leaves: who asked, until when somebody looks at it, and
-- what they said. Nobody releases what they asked for themselves. Swept with its job.
CREATE TABLE bulk_releases (
    job_id TEXT NOT NULL PRIMARY KEY REFERENCES bulk_jobs (id),
    municipality TEXT NOT NULL,
    asked_by TEXT NOT NULL REFERENCES staff (id),
    until TIMESTAMP NOT NULL,
    outcome TEXT CHECK (outcome IN ('released', 'declined', 'lapsed')),
    answered_by TEXT REFERENCES staff (id),
    answered_at TIMESTAMP,
    reason TEXT,
    CHECK ((outcome IS NULL) = (answered_at IS NULL)),
    CHECK ((answered_by IS NULL) = (outcome IS NULL OR outcome = 'lapsed')),
    CHECK ((reason IS NULL) = (outcome IS NULL OR outcome <> 'declined')),
    CHECK (answered_by IS NULL OR answered_by <> asked_by)
);
CREATE INDEX bulk_releases_open ON bulk_releases (municipality, until) WHERE outcome IS NULL;

CREATE TRIGGER bulk_releases_answered BEFORE UPDATE ON bulk_releases
    FOR EACH ROW WHEN (OLD.outcome IS NOT NULL)
    EXECUTE FUNCTION refuse('what was said of a release never changes');

ALTER TABLE bulk_releases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON bulk_releases USING (municipality = current_setting('madoguchi.town', true)
                                       OR current_setting('madoguchi.town', true) = '*');

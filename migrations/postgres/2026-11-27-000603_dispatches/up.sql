-- 発送: by which way a paper reaches its applicant, and how far it has come. What it says follows from the log of the
-- case; the row is there so that what waits is found.
CREATE TABLE dispatches (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    notice BIGINT NOT NULL CHECK (notice >= 1),
    channel TEXT NOT NULL CHECK (channel IN ('online', 'post')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'opened', 'posted', 'returned', 'handed-out')),
    -- From when it waits to be posted; nothing where it does not.
    post_from TIMESTAMP,
    post_kind TEXT CHECK (post_kind IN ('ordinary', 'recorded', 'simply-registered', 'registered')),
    posted_on DATE,
    tracking TEXT,
    return_reason TEXT CHECK (return_reason IN ('unknown', 'moved', 'uncollected', 'refused')),
    changed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, case_id, notice),
    CHECK (post_from IS NULL OR state = 'waiting'),
    CHECK ((posted_on IS NULL) = (post_kind IS NULL)),
    CHECK (state NOT IN ('posted', 'returned') OR posted_on IS NOT NULL),
    CHECK (state <> 'returned' OR return_reason IS NOT NULL)
);
CREATE INDEX dispatches_waiting ON dispatches (municipality, post_from) WHERE post_from IS NOT NULL;
CREATE INDEX dispatches_returned ON dispatches (municipality, changed_at) WHERE state = 'returned';

ALTER TABLE dispatches ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON dispatches USING (municipality = current_setting('madoguchi.town', true)
                                     OR current_setting('madoguchi.town', true) = '*');

-- 郵送担当.
ALTER TABLE grants DROP CONSTRAINT grants_role_check;
ALTER TABLE grants ADD CONSTRAINT grants_role_check
    CHECK (role IN ('clerk', 'centre-clerk', 'lead', 'post-clerk', 'approver', 'form-author', 'administrator', 'auditor'));

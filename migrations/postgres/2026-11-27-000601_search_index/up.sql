-- The blind index: keyed hashes of the words that a case is found by. A field and a month of arrival each have a key of their
-- own; a share holds 64 cases and then a marker (ordinal 0), behind which the next share of the word begins. What lies
-- together was filed together, so that a batch touches few pages.
CREATE TABLE search_index (
    month INTEGER NOT NULL,
    term BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    municipality TEXT NOT NULL,
    PRIMARY KEY (month, term, ordinal)
);

-- Which case an ordinal of the index is, and the terms under which it stands there, sealed with its own key: without that
-- list nobody could take them out again before the key is destroyed.
CREATE TABLE search_cases (
    municipality TEXT NOT NULL,
    ordinal BIGINT NOT NULL CHECK (ordinal > 0),
    case_id TEXT NOT NULL UNIQUE REFERENCES submissions (id),
    month INTEGER NOT NULL,
    terms BYTEA NOT NULL,
    PRIMARY KEY (municipality, ordinal)
);
CREATE INDEX search_cases_month ON search_cases (municipality, month);

-- What was filed or corrected a moment ago, until it is put into the index with others.
CREATE TABLE search_pending (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES submissions (id),
    municipality TEXT NOT NULL,
    month INTEGER NOT NULL,
    revision BIGINT NOT NULL,
    terms BYTEA NOT NULL
);

-- Cases whose words have to be read again: of before there was this index, or whose month is built anew.
CREATE TABLE search_backlog (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES submissions (id),
    municipality TEXT NOT NULL
);
INSERT INTO search_backlog (case_id, municipality)
    SELECT id, municipality FROM submissions WHERE erased_at IS NULL;

-- The terms of before are read by nothing any more. A server of the version before still writes them, and puts its case
-- before who reads the words anew.
TRUNCATE search_terms;
CREATE FUNCTION note_search_backlog() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_backlog (case_id, municipality)
        VALUES (NEW.submission_id, NEW.municipality)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER search_terms_of_before AFTER INSERT ON search_terms
    FOR EACH ROW EXECUTE FUNCTION note_search_backlog();

ALTER TABLE search_index ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON search_index USING (municipality = current_setting('madoguchi.town', true)
                                       OR current_setting('madoguchi.town', true) = '*');

ALTER TABLE search_cases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON search_cases USING (municipality = current_setting('madoguchi.town', true)
                                       OR current_setting('madoguchi.town', true) = '*');

ALTER TABLE search_pending ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON search_pending USING (municipality = current_setting('madoguchi.town', true)
                                         OR current_setting('madoguchi.town', true) = '*');

ALTER TABLE search_backlog ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON search_backlog USING (municipality = current_setting('madoguchi.town', true)
                                         OR current_setting('madoguchi.town', true) = '*');

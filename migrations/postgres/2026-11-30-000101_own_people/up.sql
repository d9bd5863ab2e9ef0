-- 除斥: from whose matters somebody of the office keeps away, as keyed digests of a name with a day of birth. No name is kept.
CREATE TABLE own_people (
    municipality TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    person BYTEA NOT NULL CHECK (length(person) = 32),
    registered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, staff_id, person)
);
CREATE INDEX own_people_of ON own_people (municipality, person);

ALTER TABLE own_people ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON own_people USING (municipality = current_setting('madoguchi.town', true)
                                     OR current_setting('madoguchi.town', true) = '*');

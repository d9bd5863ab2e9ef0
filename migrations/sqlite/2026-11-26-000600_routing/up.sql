-- 振り分け: at which desks new cases lie, as a department has said it. `rules` is a JSON array, in order. One list at most
-- waits for somebody else's look; of those that were confirmed the last one is in force, and none is taken away.
CREATE TABLE routing_lists (
    municipality TEXT NOT NULL,
    department TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    rules TEXT NOT NULL,
    proposed_by TEXT NOT NULL REFERENCES staff (id),
    proposed_at TIMESTAMP NOT NULL,
    outcome TEXT CHECK (outcome IN ('confirmed', 'dropped')),
    settled_by TEXT REFERENCES staff (id),
    settled_at TIMESTAMP,
    PRIMARY KEY (municipality, department, number),
    CHECK ((outcome IS NULL) = (settled_by IS NULL) AND (outcome IS NULL) = (settled_at IS NULL)),
    CHECK (outcome IS NULL OR outcome <> 'confirmed' OR settled_by <> proposed_by)
);
CREATE UNIQUE INDEX routing_lists_waiting ON routing_lists (municipality, department) WHERE outcome IS NULL;

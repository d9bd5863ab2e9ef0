-- Each act of publishing: who, when, and one digest over everything that was offered after
-- it. Servers notice the next number and load what changed.
CREATE TABLE catalogue_generations (
    municipality TEXT NOT NULL,
    generation BIGINT NOT NULL CHECK (generation >= 1),
    content_hash TEXT NOT NULL CHECK (length(content_hash) = 64),
    published_by TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality, generation)
);

CREATE TRIGGER catalogue_generations_never_change BEFORE UPDATE ON catalogue_generations
    FOR EACH ROW EXECUTE FUNCTION refuse('an act of publishing never changes');

CREATE TRIGGER catalogue_generations_never_go BEFORE DELETE ON catalogue_generations
    FOR EACH ROW EXECUTE FUNCTION refuse('an act of publishing never goes away');

-- A lease that is taken again gets the next number; whoever slept through his own holds
-- a number that is over, and writes nothing.
ALTER TABLE leases ADD COLUMN lease_no BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leases ADD COLUMN last_round_at TIMESTAMP;

-- The same for every letter, and since when it has been tried without success.
ALTER TABLE outbox ADD COLUMN lease_owner TEXT;
ALTER TABLE outbox ADD COLUMN lease_no BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN tried_since TIMESTAMP;

-- 終わった日の新しい順: when a case came to its end; of one that ended before it was noted, when it was moved last.
ALTER TABLE cases ADD COLUMN ended_at TIMESTAMP;
UPDATE cases SET ended_at = changed_at WHERE NOT is_open;

-- Where a server of the version before ends one.
CREATE FUNCTION note_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.ended_at := NEW.changed_at;
    RETURN NEW;
END
$$;
CREATE TRIGGER cases_ended BEFORE UPDATE OF is_open ON cases
    FOR EACH ROW WHEN (NOT NEW.is_open AND NEW.ended_at IS NULL) EXECUTE FUNCTION note_end();

-- What is open costs these indexes nothing.
CREATE INDEX cases_over ON cases (municipality, is_open, ended_at, id) WHERE ended_at IS NOT NULL AND NOT erased;
CREATE INDEX cases_place_over ON cases (municipality, place, state, ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX cases_held_over ON cases (municipality, assignee_id, is_open, ended_at, id)
    WHERE ended_at IS NOT NULL AND assignee_id IS NOT NULL;
CREATE INDEX cases_found_over ON cases (municipality, is_open, ended_at, id)
    WHERE ended_at IS NOT NULL AND open_findings > 0;

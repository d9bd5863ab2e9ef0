-- What the immutability triggers call.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused: %', TG_ARGV[0];
END;
$$;

-- Wrapped keys of a municipality. Number 0 derives secrets, the others seal.
CREATE TABLE data_keys (
    municipality TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 0),
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (municipality, number)
);

CREATE TABLE procedure_versions (
    municipality TEXT NOT NULL,
    procedure TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    content_hash TEXT NOT NULL CHECK (length(content_hash) = 64),
    definition TEXT NOT NULL CHECK ((definition::jsonb) IS NOT NULL),
    published_at TIMESTAMP NOT NULL,
    retired_at TIMESTAMP,
    PRIMARY KEY (municipality, procedure, number)
);

-- At most one version of a procedure is offered.
CREATE UNIQUE INDEX procedure_versions_offered
    ON procedure_versions (municipality, procedure) WHERE retired_at IS NULL;

CREATE TRIGGER procedure_versions_never_change BEFORE UPDATE OF municipality, procedure, number, content_hash, definition, published_at ON procedure_versions
    FOR EACH ROW EXECUTE FUNCTION refuse('a published version never changes');

CREATE TRIGGER procedure_versions_never_go BEFORE DELETE ON procedure_versions
    FOR EACH ROW EXECUTE FUNCTION refuse('a published version never goes away');

-- 通知書のひな形: what notices of a department say in their frame, for one procedure or (where `procedure` is empty) for every
-- one. A text never changes: another one is written, published by somebody else, and the last that was published holds. The
-- number is the municipality's, so that a paper can name the text that it was set by.
CREATE TABLE notice_templates (
    municipality TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    department TEXT NOT NULL CHECK (department <> ''),
    procedure TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    body TEXT NOT NULL CHECK (body <> ''),
    written_by TEXT NOT NULL REFERENCES staff (id),
    written_at TIMESTAMP NOT NULL,
    outcome TEXT CHECK (outcome IN ('published', 'dropped')),
    settled_by TEXT REFERENCES staff (id),
    settled_at TIMESTAMP,
    PRIMARY KEY (municipality, number),
    CHECK ((outcome IS NULL) = (settled_by IS NULL) AND (outcome IS NULL) = (settled_at IS NULL)),
    CHECK (outcome IS NULL OR outcome <> 'published' OR settled_by <> written_by)
);
CREATE UNIQUE INDEX notice_templates_waiting ON notice_templates (municipality, department, procedure, kind) WHERE outcome IS NULL;
CREATE INDEX notice_templates_key ON notice_templates (municipality, kind, procedure, department);

-- The text that a paper is set by; nothing for the one that comes with the program.
ALTER TABLE register_numbers ADD COLUMN template BIGINT;

CREATE TRIGGER notice_templates_never_change BEFORE UPDATE ON notice_templates
WHEN OLD.municipality <> NEW.municipality OR OLD.number <> NEW.number OR OLD.department <> NEW.department
    OR OLD.procedure <> NEW.procedure OR OLD.kind <> NEW.kind OR OLD.body <> NEW.body
    OR OLD.written_by <> NEW.written_by OR OLD.written_at <> NEW.written_at OR OLD.outcome IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'refused: a template that was written never changes');
END;

CREATE TRIGGER notice_templates_never_go BEFORE DELETE ON notice_templates
BEGIN
    SELECT RAISE(ABORT, 'refused: a template that was written never goes away');
END;

CREATE TRIGGER register_numbers_keep_their_template BEFORE UPDATE ON register_numbers
WHEN OLD.template IS NOT NEW.template
BEGIN
    SELECT RAISE(ABORT, 'refused: a paper names its template for ever');
END;

CREATE TABLE verdict_numbers (
    municipality TEXT NOT NULL,
    department TEXT NOT NULL,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    case_id TEXT NOT NULL REFERENCES cases (id),
    notice BIGINT NOT NULL CHECK (notice >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('approval', 'refusal')),
    taken_at TIMESTAMP NOT NULL,
    -- When its paper is set, or tried again; nothing once it is set.
    due_at TIMESTAMP,
    void_reason TEXT CHECK (void_reason IN ('addressee', 'content', 'misprint', 'duplicate', 'other')),
    voided_by TEXT REFERENCES staff (id),
    voided_at TIMESTAMP,
    instruction BIGINT,
    template BIGINT,
    PRIMARY KEY (municipality, department, year, number),
    UNIQUE (case_id, notice),
    FOREIGN KEY (municipality, department, year) REFERENCES registers (municipality, department, year),
    CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (voided_at IS NULL) = (void_reason IS NULL))
);
INSERT INTO verdict_numbers SELECT municipality, department, year, number, case_id, notice, CASE kind WHEN 'approval-in-part' THEN 'approval' WHEN 'dismissal' THEN 'refusal' ELSE kind END, taken_at, due_at, void_reason, voided_by, voided_at,
    instruction, template FROM register_numbers;
DROP TABLE register_numbers;
ALTER TABLE verdict_numbers RENAME TO register_numbers;
CREATE INDEX register_numbers_due ON register_numbers (due_at) WHERE due_at IS NOT NULL;

CREATE TRIGGER register_numbers_never_change BEFORE UPDATE ON register_numbers
WHEN OLD.municipality <> NEW.municipality OR OLD.department <> NEW.department OR OLD.year <> NEW.year
    OR OLD.number <> NEW.number OR OLD.case_id <> NEW.case_id OR OLD.notice <> NEW.notice
    OR OLD.kind <> NEW.kind OR OLD.taken_at <> NEW.taken_at OR OLD.voided_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'refused: a number that was taken never changes');
END;

CREATE TRIGGER register_numbers_never_go BEFORE DELETE ON register_numbers
BEGIN
    SELECT RAISE(ABORT, 'refused: a number that was taken never goes away');
END;

CREATE TRIGGER register_numbers_keep_their_template BEFORE UPDATE ON register_numbers
WHEN OLD.template IS NOT NEW.template
BEGIN
    SELECT RAISE(ABORT, 'refused: a paper names its template for ever');
END;

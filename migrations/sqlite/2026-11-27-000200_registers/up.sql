-- 文書番号: a department counts the papers of a fiscal year from 1, in the transaction that decides. No number is ever left
-- out or given twice; one whose paper must not count any more stays, and says why (欠番).
ALTER TABLE departments ADD COLUMN code TEXT;

CREATE TABLE registers (
    municipality TEXT NOT NULL,
    department TEXT NOT NULL,
    year BIGINT NOT NULL CHECK (year >= 2000),
    code TEXT NOT NULL CHECK (code <> ''),
    next BIGINT NOT NULL CHECK (next >= 1),
    PRIMARY KEY (municipality, department, year),
    UNIQUE (municipality, year, code),
    FOREIGN KEY (municipality, department) REFERENCES departments (municipality, id)
);

CREATE TABLE register_numbers (
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
    PRIMARY KEY (municipality, department, year, number),
    UNIQUE (case_id, notice),
    FOREIGN KEY (municipality, department, year) REFERENCES registers (municipality, department, year),
    CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (voided_at IS NULL) = (void_reason IS NULL))
);
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

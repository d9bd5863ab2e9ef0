-- 抽選: the list of a procedure that was frozen after its last day, the figure that decided it, and the two people who drew.
-- The list never changes; once it is drawn, nothing does but that every case has heard of it.
CREATE TABLE draws (
    municipality TEXT NOT NULL,
    procedure TEXT NOT NULL,
    closed_on DATE NOT NULL,
    list TEXT NOT NULL CHECK (list <> ''),
    frozen_by TEXT NOT NULL REFERENCES staff (id),
    frozen_at TIMESTAMP NOT NULL,
    figure TEXT CHECK (figure <> ''),
    entered_by TEXT REFERENCES staff (id),
    entered_at TIMESTAMP,
    confirmed_by TEXT REFERENCES staff (id),
    confirmed_at TIMESTAMP,
    told_at TIMESTAMP,
    PRIMARY KEY (municipality, procedure, closed_on),
    CHECK ((figure IS NULL) = (entered_by IS NULL) AND (figure IS NULL) = (entered_at IS NULL)),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK (confirmed_by IS NULL OR (figure IS NOT NULL AND confirmed_by <> entered_by)),
    CHECK (told_at IS NULL OR confirmed_at IS NOT NULL)
);

CREATE TRIGGER draws_never_change BEFORE UPDATE ON draws
WHEN OLD.municipality <> NEW.municipality OR OLD.procedure <> NEW.procedure OR OLD.closed_on <> NEW.closed_on
    OR OLD.list <> NEW.list OR OLD.frozen_by <> NEW.frozen_by OR OLD.frozen_at <> NEW.frozen_at
    OR OLD.told_at IS NOT NULL
    OR (OLD.confirmed_by IS NOT NULL AND (OLD.figure IS NOT NEW.figure OR OLD.entered_by IS NOT NEW.entered_by
        OR OLD.entered_at IS NOT NEW.entered_at OR OLD.confirmed_by IS NOT NEW.confirmed_by
        OR OLD.confirmed_at IS NOT NEW.confirmed_at))
BEGIN
    SELECT RAISE(ABORT, 'refused: what was frozen or drawn never changes');
END;

CREATE TRIGGER draws_never_go BEFORE DELETE ON draws
BEGIN
    SELECT RAISE(ABORT, 'refused: what was frozen or drawn never goes away');
END;

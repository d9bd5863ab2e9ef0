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
    FOR EACH ROW
    WHEN ((OLD.municipality, OLD.procedure, OLD.closed_on, OLD.list, OLD.frozen_by, OLD.frozen_at)
        <> (NEW.municipality, NEW.procedure, NEW.closed_on, NEW.list, NEW.frozen_by, NEW.frozen_at)
        OR OLD.told_at IS NOT NULL
        OR (OLD.confirmed_by IS NOT NULL
            AND (OLD.figure, OLD.entered_by, OLD.entered_at, OLD.confirmed_by, OLD.confirmed_at)
            IS DISTINCT FROM (NEW.figure, NEW.entered_by, NEW.entered_at, NEW.confirmed_by, NEW.confirmed_at)))
    EXECUTE FUNCTION refuse('what was frozen or drawn never changes');

CREATE TRIGGER draws_never_go BEFORE DELETE ON draws
    FOR EACH ROW EXECUTE FUNCTION refuse('what was frozen or drawn never goes away');

ALTER TABLE draws ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY town ON draws USING (municipality = current_setting('madoguchi.town', true)
                                OR current_setting('madoguchi.town', true) = '*');

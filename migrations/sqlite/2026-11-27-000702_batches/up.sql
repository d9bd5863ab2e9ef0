-- 束: papers that are printed, put into envelopes and posted together, in order of the post. Where each paper stands is
-- for `dispatches` and the log of its case to say; a batch says what was printed with what, and that it was counted.
CREATE TABLE batches (
    municipality TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    made_by TEXT NOT NULL REFERENCES staff (id),
    made_at TIMESTAMP NOT NULL,
    -- When what was enclosed was the same as what is in it, and who counted.
    counted_by TEXT REFERENCES staff (id),
    counted_at TIMESTAMP,
    PRIMARY KEY (municipality, number),
    CHECK ((counted_by IS NULL) = (counted_at IS NULL))
) WITHOUT ROWID;

CREATE TABLE batch_papers (
    municipality TEXT NOT NULL,
    batch BIGINT NOT NULL,
    place BIGINT NOT NULL CHECK (place >= 1),
    case_id TEXT NOT NULL REFERENCES cases (id),
    notice BIGINT NOT NULL CHECK (notice >= 1),
    PRIMARY KEY (municipality, batch, place),
    UNIQUE (municipality, case_id, notice, batch),
    FOREIGN KEY (municipality, batch) REFERENCES batches (municipality, number)
) WITHOUT ROWID;

CREATE TABLE batch_prints (
    municipality TEXT NOT NULL,
    batch BIGINT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    -- Labels on a sheet and the place of the first one; nothing where papers were printed.
    labels BIGINT CHECK (labels IN (12, 24)),
    first_label BIGINT CHECK (first_label BETWEEN 1 AND labels),
    printed_by TEXT NOT NULL REFERENCES staff (id),
    printed_at TIMESTAMP NOT NULL,
    -- 再: why it was printed once more.
    reason TEXT CHECK (reason IN ('jammed', 'damaged', 'lost', 'misplaced')),
    PRIMARY KEY (municipality, batch, number),
    FOREIGN KEY (municipality, batch) REFERENCES batches (municipality, number),
    CHECK ((labels IS NULL) = (first_label IS NULL))
) WITHOUT ROWID;

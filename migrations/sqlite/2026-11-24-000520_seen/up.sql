-- 新着: up to which version of a case the person who has it has read it. A register of looks (`looks`) tells who
-- looked, not what was new to them.
CREATE TABLE seen (
    municipality TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    version BIGINT NOT NULL,
    PRIMARY KEY (case_id, staff_id)
) WITHOUT ROWID;

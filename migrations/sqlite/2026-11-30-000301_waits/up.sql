-- A state more: only the words of a check change, nothing that is stored (sqlite.org/lang_altertable.html, section 7).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '(''awaiting-payment'', ', '(''waiting'', ''awaiting-payment'', ')
    WHERE type = 'table' AND name = 'cases';
PRAGMA writable_schema = RESET;

-- キャンセル待ち: one line for each slot of a quota, in the order of arrival. Who waits holds no place yet.
CREATE TABLE waits (
    municipality TEXT NOT NULL,
    submission_id TEXT NOT NULL PRIMARY KEY REFERENCES submissions (id),
    slot BLOB NOT NULL CHECK (length(slot) = 32),
    units BIGINT NOT NULL CHECK (units >= 1),
    until DATE NOT NULL
) WITHOUT ROWID;
CREATE INDEX waits_line ON waits (municipality, slot, submission_id);

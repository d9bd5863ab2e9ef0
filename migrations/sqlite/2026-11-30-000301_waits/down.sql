DROP TABLE waits;

-- What the earlier shape has no word for is looked at by somebody.
UPDATE cases SET state = 'received' WHERE state = 'waiting';
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '(''waiting'', ''awaiting-payment'', ', '(''awaiting-payment'', ')
    WHERE type = 'table' AND name = 'cases';
PRAGMA writable_schema = RESET;

-- What a bill is for, sealed with the key of its case: a clerk may name a person there. `lines`
-- keeps the prices in clear, and the words of bills from before until their case is erased.
ALTER TABLE payments ADD COLUMN labels BYTEA;

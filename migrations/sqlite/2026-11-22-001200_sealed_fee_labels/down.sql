ALTER TABLE payments DROP COLUMN labels;

-- The promised day has a column of its own. What a list is ordered by is the next day on which something is due:
-- promised, awaited from the resident, or ten open days after arrival, so that nothing waits behind everything else
-- for ever. Here two weeks stand for ten open days until the case is moved next.
ALTER TABLE cases ADD COLUMN due_on DATE;
UPDATE cases SET due_on = due_sort WHERE due_sort <> '9999-12-31';
UPDATE cases SET due_sort = coalesce(date(payment_due_at, '+9 hours', '-1 second'), date(arrived_at, '+9 hours', '+14 days'))
 WHERE due_sort = '9999-12-31';

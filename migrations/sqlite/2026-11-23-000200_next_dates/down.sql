UPDATE cases SET due_sort = coalesce(due_on, '9999-12-31');
ALTER TABLE cases DROP COLUMN due_on;

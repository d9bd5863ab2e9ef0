DROP INDEX dispatches_posted;

DROP TABLE batch_prints;
DROP TABLE batch_papers;
DROP TABLE batches;

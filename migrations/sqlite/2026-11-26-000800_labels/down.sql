DROP TABLE case_labels;
DROP TABLE labels;

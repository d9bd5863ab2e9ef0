DROP TABLE remark_sentences;

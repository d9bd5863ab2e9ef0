DROP TRIGGER register_numbers_keep_their_template ON register_numbers;
ALTER TABLE register_numbers DROP COLUMN template;
DROP TABLE notice_templates;

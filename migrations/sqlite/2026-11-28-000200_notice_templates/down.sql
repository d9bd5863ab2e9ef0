DROP TRIGGER register_numbers_keep_their_template;
ALTER TABLE register_numbers DROP COLUMN template;
DROP TABLE notice_templates;

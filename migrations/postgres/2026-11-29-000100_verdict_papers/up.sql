-- 一部・条件付き and 却下 have papers of their own kind.
ALTER TABLE register_numbers DROP CONSTRAINT register_numbers_kind_check;
ALTER TABLE register_numbers ADD CONSTRAINT register_numbers_kind_check
    CHECK (kind IN ('approval', 'approval-in-part', 'refusal', 'dismissal'));

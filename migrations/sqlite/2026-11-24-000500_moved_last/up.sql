-- 動きの新しい順: what was changed last comes first.
CREATE INDEX cases_changed ON cases (municipality, is_open, changed_at, id);

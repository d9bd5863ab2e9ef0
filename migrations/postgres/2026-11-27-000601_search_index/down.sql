DROP TRIGGER search_terms_of_before ON search_terms;
DROP FUNCTION note_search_backlog();
DROP TABLE search_backlog;
DROP TABLE search_pending;
DROP TABLE search_cases;
DROP TABLE search_index;
-- The version before writes its terms anew.
DELETE FROM search_renewals;

-- 質問あり: since when the resident waits for an answer to what they wrote. Where nobody has written since, the first
-- message that nobody has answered tells.
ALTER TABLE cases ADD COLUMN question_at TIMESTAMP;
UPDATE cases SET question_at =
    (SELECT MIN(asked.at) FROM messages asked WHERE asked.case_id = cases.id AND asked.author = 'resident'
        AND NOT EXISTS (SELECT 1 FROM messages answer WHERE answer.case_id = cases.id AND answer.author = 'office'
            AND (answer.at > asked.at OR answer.at = asked.at AND answer.id > asked.id)))
    WHERE NOT erased AND id IN (SELECT case_id FROM messages WHERE author = 'resident');
CREATE INDEX cases_asked ON cases (municipality, is_open, due_sort, id) WHERE question_at IS NOT NULL;

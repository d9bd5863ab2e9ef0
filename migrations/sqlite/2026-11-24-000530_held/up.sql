-- One person's cases, what was changed last first: the planner would walk everybody's.
CREATE INDEX cases_held ON cases (municipality, assignee_id, is_open, changed_at, id)
    WHERE assignee_id IS NOT NULL;

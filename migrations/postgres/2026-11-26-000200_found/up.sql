-- With something to be looked at, in the other orders too: in the index of all that is over, a few lie far apart.
CREATE INDEX cases_found_arrived ON cases (municipality, is_open, arrived_at, id) WHERE open_findings > 0;
CREATE INDEX cases_found_changed ON cases (municipality, is_open, changed_at, id) WHERE open_findings > 0;

-- What a department sees seldom is found without going through all that it saw.
CREATE INDEX looks_department_kind ON looks (municipality, case_department, kind, day, id);

DROP INDEX looks_department_kind;

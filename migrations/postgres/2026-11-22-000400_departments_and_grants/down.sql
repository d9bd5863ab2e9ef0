CREATE TABLE staff_roles (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    department TEXT NOT NULL,
    role TEXT NOT NULL
        CHECK (role IN ('clerk', 'approver', 'form-author', 'administrator', 'auditor')),
    municipality TEXT NOT NULL,
    PRIMARY KEY (staff_id, department, role)
);

INSERT INTO staff_roles (staff_id, department, role, municipality)
SELECT staff_id,
       CASE department WHEN 'city' THEN '*' ELSE (
           SELECT name FROM departments
            WHERE departments.municipality = grants.municipality AND id = grants.department
       ) END,
       role, municipality
  FROM grants;

UPDATE cases SET department = (
    SELECT name FROM departments
     WHERE departments.municipality = cases.municipality AND id = cases.department
);

UPDATE cases SET ward = CASE ward
    WHEN 'aoba' THEN '青葉区'
    WHEN 'miyagino' THEN '宮城野区'
    WHEN 'wakabayashi' THEN '若林区'
    WHEN 'taihaku' THEN '太白区'
    WHEN 'izumi' THEN '泉区'
    ELSE ward END
 WHERE ward IS NOT NULL;

DROP TABLE grants;
DROP TABLE departments;

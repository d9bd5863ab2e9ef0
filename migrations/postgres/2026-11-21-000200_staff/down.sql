DROP TABLE leases;
DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE staff_roles;
DROP TABLE staff;

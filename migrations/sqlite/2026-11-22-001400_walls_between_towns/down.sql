-- PostgreSQL's alone: the embedded engine has no sessions of its own to wall off.
SELECT 1;

DROP TABLE deputies;
DROP TABLE absences;

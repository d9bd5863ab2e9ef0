DROP TABLE sign_on_subjects;

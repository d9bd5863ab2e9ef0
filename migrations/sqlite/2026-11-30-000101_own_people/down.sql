DROP TABLE own_people;

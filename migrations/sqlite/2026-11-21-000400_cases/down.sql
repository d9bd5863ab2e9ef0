DROP TABLE messages;
DROP TABLE notices;
DROP TABLE day_heads;
DROP TABLE events;
DROP TABLE cases;

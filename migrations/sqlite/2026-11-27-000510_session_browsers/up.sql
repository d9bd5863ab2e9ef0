-- From what kind of browser somebody of the office came, in two words of ours: never what the browser said itself.
ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';

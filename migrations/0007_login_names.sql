-- By what a user signs in: the name without regard to case and spelling. The backend, which knows the rule, fills it in when it
-- starts. Null: the name is like that of an older account, and signs in by its exact spelling only until one of the two is renamed.
ALTER TABLE users ADD COLUMN login_key TEXT UNIQUE CHECK (login_key <> '');

-- What sites call what is recorded, and whose it is.
ALTER TABLE recordings ADD COLUMN title TEXT, ADD COLUMN author TEXT;

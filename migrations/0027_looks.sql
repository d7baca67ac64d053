-- What whoever leads told last of outages, by the number of its look in the term: a statement that was given up and asked again may arrive after later ones.
ALTER TABLE installation ADD COLUMN outages_look INT NOT NULL DEFAULT 0;

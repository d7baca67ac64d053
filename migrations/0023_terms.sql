-- How often somebody came to lead: what an earlier leader writes late of outages is known by the number of its term.
ALTER TABLE installation
  ADD COLUMN term INT NOT NULL DEFAULT 0,
  DROP COLUMN outages_at;

-- How often a source's own settings were saved: what a change rests on, so that two admins don't overwrite each other.
ALTER TABLE sources ADD COLUMN overrides_version INT NOT NULL DEFAULT 0;

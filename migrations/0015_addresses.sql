-- Where a source is, if not its name alone tells its recorder; and who said so: only an admin's word, or the file of channels, may lead
-- to this machine.
ALTER TABLE sources
  ADD COLUMN address      TEXT CHECK (address <> ''),
  ADD COLUMN address_from TEXT CHECK (address_from IN ('admin', 'member', 'channels')),
  ADD CONSTRAINT sources_address_from CHECK ((address IS NULL) = (address_from IS NULL));

-- What a recording is searched by, in lower case once and for all: made anew for each row of a search, that is most of what the search takes.
ALTER TABLE library
  ADD COLUMN words TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(session || E'\n' || coalesce(title, ''))) STORED;

CREATE INDEX library_gaps ON library (started_at, id) WHERE gap_ms > 0 AND trashed_at IS NULL AND gone_at IS NULL;

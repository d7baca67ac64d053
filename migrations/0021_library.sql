-- The library: a row for each session of a source, which is a folder of files, and how much of it each user has seen.
CREATE TABLE library (
  id         BIGSERIAL PRIMARY KEY,
  source_id  BIGINT NOT NULL REFERENCES sources (id),
  -- The name of its folder.
  session    TEXT NOT NULL CHECK (session <> ''),
  started_at TIMESTAMPTZ NOT NULL,
  -- Null while it goes on.
  ended_at   TIMESTAMPTZ CHECK (ended_at >= started_at),
  -- How long it plays, in milliseconds.
  duration   BIGINT NOT NULL CHECK (duration >= 0),
  bytes      BIGINT NOT NULL CHECK (bytes >= 0),
  files      INT NOT NULL CHECK (files >= 0),
  container  TEXT,
  codecs     TEXT,
  width      INT,
  height     INT,
  -- What is missing between its beginning and its end: from, to, milliseconds, cause.
  gaps       JSONB NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(gaps) = 'array'),
  gap_ms     BIGINT NOT NULL DEFAULT 0,
  -- When its files were last read, and since when they are not on the disk any more.
  read_at    TIMESTAMPTZ NOT NULL,
  gone_at    TIMESTAMPTZ,
  -- What only people say: no disk tells it again.
  title      TEXT CHECK (title <> ''),
  kept_at    TIMESTAMPTZ,
  -- No reference: what somebody keeps outlives their account.
  kept_by    BIGINT,
  trashed_at TIMESTAMPTZ,
  UNIQUE (source_id, session)
);

-- A page is read in the order of one of these; what is in the trash, or gone, is in none of them.
CREATE INDEX library_newest ON library (started_at, id) WHERE trashed_at IS NULL AND gone_at IS NULL;
CREATE INDEX library_longest ON library (duration, id) WHERE trashed_at IS NULL AND gone_at IS NULL;
CREATE INDEX library_largest ON library (bytes, id) WHERE trashed_at IS NULL AND gone_at IS NULL;
CREATE INDEX library_source ON library (source_id, started_at, id) WHERE trashed_at IS NULL AND gone_at IS NULL;
CREATE INDEX library_kept ON library (started_at, id) WHERE kept_at IS NOT NULL;
CREATE INDEX library_open ON library (source_id) WHERE ended_at IS NULL AND gone_at IS NULL;
CREATE INDEX library_trash ON library (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE TABLE recordings_seen (
  user_id      BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  recording_id BIGINT NOT NULL REFERENCES library (id) ON DELETE CASCADE,
  -- Where they were last, in milliseconds from its beginning.
  position     BIGINT NOT NULL DEFAULT 0 CHECK (position >= 0),
  -- Null where they have not seen it all.
  seen_at      TIMESTAMPTZ,
  PRIMARY KEY (user_id, recording_id)
);

CREATE INDEX recordings_seen_recording ON recordings_seen (recording_id);

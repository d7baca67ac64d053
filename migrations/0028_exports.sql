-- Exports: recordings of a source that somebody wants to have as one kept file. They are no recordings: no rule of storage knows them.
CREATE TABLE exports (
  id         BIGSERIAL PRIMARY KEY,
  user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  source_id  BIGINT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  name       TEXT NOT NULL CHECK (name <> ''),
  -- Which sessions; empty for all that lie between the two moments.
  sessions   TEXT[] NOT NULL DEFAULT '{}',
  from_at    TIMESTAMPTZ,
  to_at      TIMESTAMPTZ,
  state      TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
  asked_at   TIMESTAMPTZ NOT NULL,
  ended_at   TIMESTAMPTZ CHECK ((ended_at IS NOT NULL) = (state IN ('done', 'failed'))),
  -- Who makes it now: what an earlier one writes late is known by another one.
  attempt    TEXT CHECK ((attempt IS NOT NULL) = (state = 'running')),
  -- How long it plays when it is whole and as far as it is made, in milliseconds, and its bytes.
  duration   BIGINT NOT NULL DEFAULT 0 CHECK (duration >= 0),
  made       BIGINT NOT NULL DEFAULT 0 CHECK (made >= 0),
  bytes      BIGINT NOT NULL DEFAULT 0 CHECK (bytes >= 0),
  file       TEXT CHECK ((file IS NOT NULL) = (state = 'done')),
  error      TEXT CHECK ((error IS NOT NULL) = (state = 'failed'))
);

CREATE INDEX exports_user ON exports (user_id, id);
CREATE INDEX exports_source ON exports (source_id);
CREATE INDEX exports_waiting ON exports (id) WHERE state IN ('queued', 'running');

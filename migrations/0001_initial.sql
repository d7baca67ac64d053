-- The whole first schema. Names and types of the columns of users, sessions, sources, subscriptions and worker_events follow
-- the product's specification; what goes beyond it is explained where it stands.

CREATE TABLE installation (
  -- One row: the id that marks this installation's tasks at a shared overseer.
  only_row   BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
  id         TEXT NOT NULL CHECK (id ~ '^[0-9a-f]{8}$'),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

INSERT INTO installation (id) VALUES (substr(replace(gen_random_uuid()::text, '-', ''), 1, 8));

CREATE TABLE users (
  id            BIGSERIAL PRIMARY KEY,
  username      TEXT NOT NULL UNIQUE CHECK (username <> ''),
  password_hash TEXT NOT NULL CHECK (password_hash <> ''),
  role          TEXT NOT NULL DEFAULT 'user' CHECK (role IN ('admin', 'user')),
  created_at    TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at    TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
  id            UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id       BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- SHA-256 of the refresh token in hexadecimal; the token itself is nowhere.
  token_hash    TEXT NOT NULL CHECK (token_hash <> ''),
  -- The hash that the last rotation replaced: it still counts for a short grace, later its use ends the session.
  previous_hash TEXT,
  rotated_at    TIMESTAMPTZ,
  user_agent    TEXT,
  address       TEXT,
  expires_at    TIMESTAMPTZ NOT NULL,
  created_at    TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX sessions_token_hash ON sessions (token_hash);
CREATE INDEX sessions_previous_hash ON sessions (previous_hash) WHERE previous_hash IS NOT NULL;
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE sources (
  id         BIGSERIAL PRIMARY KEY,
  driver     TEXT NOT NULL CHECK (driver <> ''),
  username   TEXT NOT NULL CHECK (username <> ''),
  -- Failures up to this moment no longer count.
  reset_at   TIMESTAMPTZ,
  -- Runs begun before this moment are to be replaced.
  restart_at TIMESTAMPTZ,
  -- The source's own recorder settings; absent fields are inherited.
  overrides  JSONB NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(overrides) = 'object'),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  UNIQUE (driver, username)
);

CREATE TABLE subscriptions (
  id         BIGSERIAL PRIMARY KEY,
  user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  source_id  BIGINT NOT NULL REFERENCES sources (id),
  posture    TEXT NOT NULL DEFAULT 'active' CHECK (posture IN ('active', 'paused', 'archived')),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  UNIQUE (user_id, source_id)
);

CREATE INDEX subscriptions_source ON subscriptions (source_id);

CREATE TABLE runs (
  task_id      TEXT PRIMARY KEY CHECK (task_id <> ''),
  source_id    BIGINT NOT NULL REFERENCES sources (id),
  -- Stored before the start is sent.
  created_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
  started_at   TIMESTAMPTZ,
  pid          INT,
  -- Stored before the stop is sent.
  stop_sent_at TIMESTAMPTZ,
  ended_at     TIMESTAMPTZ,
  exit_code    INT,
  ending       TEXT CHECK (ending IN ('exited', 'stopped', 'lost', 'dequeued', 'refused', 'unsent')),
  -- A fingerprint of the recorder settings it was started with.
  settings     TEXT,
  CHECK ((ended_at IS NULL) = (ending IS NULL))
);

CREATE INDEX runs_open ON runs (source_id) WHERE ended_at IS NULL;
CREATE INDEX runs_source ON runs (source_id, created_at);

CREATE TABLE recordings (
  id         BIGSERIAL PRIMARY KEY,
  source_id  BIGINT NOT NULL REFERENCES sources (id),
  task_id    TEXT NOT NULL REFERENCES runs (task_id),
  started_at TIMESTAMPTZ NOT NULL,
  ended_at   TIMESTAMPTZ,
  bytes      BIGINT NOT NULL DEFAULT 0 CHECK (bytes >= 0),
  UNIQUE (task_id, started_at)
);

CREATE INDEX recordings_source ON recordings (source_id, started_at);

CREATE TABLE worker_events (
  id         BIGSERIAL PRIMARY KEY,
  source_id  BIGINT NOT NULL REFERENCES sources (id),
  -- 0 where no process was involved.
  pid        INT NOT NULL DEFAULT 0,
  event_type TEXT NOT NULL
    CHECK (event_type IN ('started', 'exited', 'stopped', 'queued', 'lost', 'errored', 'reset', 'gap')),
  exit_code  INT CHECK (event_type = 'exited' OR exit_code IS NULL),
  task_id    TEXT,
  detail     TEXT,
  ts         TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- A run starts, ends and queues once: what is told twice is stored once.
CREATE UNIQUE INDEX worker_events_once ON worker_events (task_id, event_type)
  WHERE task_id IS NOT NULL AND event_type IN ('started', 'exited', 'stopped', 'queued', 'lost');
CREATE INDEX worker_events_source ON worker_events (source_id, id);
CREATE INDEX worker_events_age ON worker_events (ts);
-- What the error window and the breaker are computed from.
CREATE INDEX worker_events_history ON worker_events (source_id, ts) WHERE event_type IN ('exited', 'errored');

CREATE TABLE config (
  version    BIGSERIAL PRIMARY KEY,
  document   JSONB NOT NULL CHECK (jsonb_typeof(document) = 'object'),
  -- Null for the seed. The name outlives its user.
  user_id    BIGINT REFERENCES users (id) ON DELETE SET NULL,
  author     TEXT NOT NULL CHECK (author <> ''),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE audit_log (
  id         BIGSERIAL PRIMARY KEY,
  user_id    BIGINT REFERENCES users (id) ON DELETE SET NULL,
  -- Who did it, by the name of that time.
  actor      TEXT NOT NULL CHECK (actor <> ''),
  action     TEXT NOT NULL CHECK (action <> ''),
  subject    TEXT NOT NULL DEFAULT '',
  detail     TEXT NOT NULL DEFAULT '',
  address    TEXT,
  ts         TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE INDEX audit_log_age ON audit_log (ts);

-- Several backends share one database; each keeps a picture of it in memory. These triggers tell them what changed, whoever
-- changed it: '<what> <ids>' with at most 200 ids, else '<what> *'. Equal messages of one transaction arrive once.
CREATE FUNCTION tell_changes(what TEXT, ids BIGINT[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(array_length(ids, 1), 0) = 0 THEN
    RETURN;
  END IF;
  PERFORM pg_notify(
    'sticky_dvr',
    what || ' ' || CASE WHEN array_length(ids, 1) > 200 THEN '*' ELSE array_to_string(ids, ',') END
  );
END
$$;

CREATE FUNCTION tell_sources() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' THEN
    PERFORM tell_changes('sources', (SELECT array_agg(DISTINCT source_id) FROM new_rows));
  ELSE
    PERFORM tell_changes('sources', (SELECT array_agg(DISTINCT source_id) FROM old_rows));
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION tell_source_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_changes('sources', (SELECT array_agg(DISTINCT id) FROM new_rows));
  RETURN NULL;
END
$$;

CREATE FUNCTION tell_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_changes('users', (SELECT array_agg(DISTINCT id) FROM old_rows));
  RETURN NULL;
END
$$;

CREATE FUNCTION tell_session_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_changes('users', (SELECT array_agg(DISTINCT user_id) FROM old_rows));
  RETURN NULL;
END
$$;

CREATE FUNCTION tell_config() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_changes('config', (SELECT array_agg(version) FROM new_rows));
  RETURN NULL;
END
$$;

CREATE TRIGGER subscriptions_inserted AFTER INSERT ON subscriptions
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_sources();
CREATE TRIGGER subscriptions_updated AFTER UPDATE ON subscriptions
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_sources();
CREATE TRIGGER subscriptions_deleted AFTER DELETE ON subscriptions
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_sources();
CREATE TRIGGER sources_updated AFTER UPDATE ON sources
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_source_rows();
CREATE TRIGGER worker_events_inserted AFTER INSERT ON worker_events
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_sources();
CREATE TRIGGER runs_inserted AFTER INSERT ON runs
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_sources();
CREATE TRIGGER runs_updated AFTER UPDATE ON runs
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_sources();
CREATE TRIGGER users_updated AFTER UPDATE ON users
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_users();
CREATE TRIGGER users_deleted AFTER DELETE ON users
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_users();
CREATE TRIGGER sessions_updated AFTER UPDATE ON sessions
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_session_users();
CREATE TRIGGER sessions_deleted AFTER DELETE ON sessions
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_session_users();
CREATE TRIGGER config_inserted AFTER INSERT ON config
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tell_config();

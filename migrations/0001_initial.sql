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
CREATE INDEX runs_age ON runs (ended_at);

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
CREATE INDEX recordings_age ON recordings (ended_at);

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

-- What is told twice is stored once: a run starts, ends and queues once, other things happen once at a moment.
CREATE UNIQUE INDEX worker_events_once ON worker_events (task_id, event_type)
  WHERE task_id IS NOT NULL AND event_type IN ('started', 'exited', 'stopped', 'queued', 'lost');
CREATE UNIQUE INDEX worker_events_moment ON worker_events (source_id, event_type, ts)
  WHERE task_id IS NULL OR event_type IN ('errored', 'reset', 'gap');
CREATE INDEX worker_events_source ON worker_events (source_id, id);
CREATE INDEX worker_events_past ON worker_events (source_id, ts);
CREATE INDEX worker_events_age ON worker_events (ts);
-- A trip stands however old it is.
CREATE INDEX worker_events_trips ON worker_events (source_id, ts) WHERE event_type = 'errored';

CREATE TABLE config (
  -- Without gaps: each version is saved on top of the one before it.
  version    BIGINT PRIMARY KEY CHECK (version > 0),
  document   JSONB NOT NULL CHECK (jsonb_typeof(document) = 'object'),
  -- Null for the seed. No reference: id and name outlive their user.
  user_id    BIGINT,
  author     TEXT NOT NULL CHECK (author <> ''),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE audit_log (
  id         BIGSERIAL PRIMARY KEY,
  -- Who did it, by the name of that time. No reference: both outlive the user.
  user_id    BIGINT,
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

-- Tells the ids that the rows of a statement have in the column named by the trigger's second argument.
CREATE FUNCTION tell_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids BIGINT[];
BEGIN
  EXECUTE format('SELECT array_agg(DISTINCT %I) FROM changed', TG_ARGV[1]) INTO ids;
  PERFORM tell_changes(TG_ARGV[0], ids);
  RETURN NULL;
END
$$;

-- A source shows the names of its subscribers.
CREATE FUNCTION tell_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_changes('sources', (
    SELECT array_agg(DISTINCT subscriptions.source_id)
    FROM changed
    JOIN before ON before.id = changed.id AND before.username <> changed.username
    JOIN subscriptions ON subscriptions.user_id = changed.id
  ));
  RETURN NULL;
END
$$;

-- A recording that merely grows changes nothing that anybody keeps.
CREATE FUNCTION tell_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_changes('sources', (
    SELECT array_agg(DISTINCT changed.source_id)
    FROM changed
    JOIN before ON before.id = changed.id AND before.ended_at IS DISTINCT FROM changed.ended_at
  ));
  RETURN NULL;
END
$$;

CREATE TRIGGER subscriptions_inserted AFTER INSERT ON subscriptions
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('sources', 'source_id');
CREATE TRIGGER subscriptions_updated AFTER UPDATE ON subscriptions
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('sources', 'source_id');
CREATE TRIGGER subscriptions_deleted AFTER DELETE ON subscriptions
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('sources', 'source_id');
CREATE TRIGGER sources_updated AFTER UPDATE ON sources
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('sources', 'id');
CREATE TRIGGER runs_inserted AFTER INSERT ON runs
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('sources', 'source_id');
CREATE TRIGGER runs_updated AFTER UPDATE ON runs
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('sources', 'source_id');
CREATE TRIGGER worker_events_inserted AFTER INSERT ON worker_events
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('sources', 'source_id');
CREATE TRIGGER recordings_inserted AFTER INSERT ON recordings
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('sources', 'source_id');
CREATE TRIGGER recordings_updated AFTER UPDATE ON recordings
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_recorded();
CREATE TRIGGER users_inserted AFTER INSERT ON users
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('users', 'id');
CREATE TRIGGER users_updated AFTER UPDATE ON users
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('users', 'id');
CREATE TRIGGER users_deleted AFTER DELETE ON users
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('users', 'id');
CREATE TRIGGER users_renamed AFTER UPDATE ON users
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_renamed();
CREATE TRIGGER sessions_inserted AFTER INSERT ON sessions
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('users', 'user_id');
CREATE TRIGGER sessions_updated AFTER UPDATE ON sessions
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('users', 'user_id');
CREATE TRIGGER sessions_deleted AFTER DELETE ON sessions
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('users', 'user_id');
CREATE TRIGGER config_inserted AFTER INSERT ON config
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('config', 'version');

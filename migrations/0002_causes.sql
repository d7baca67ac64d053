-- What it takes to say why a source was not recorded.

-- Why we stopped a run.
ALTER TABLE runs
  ADD COLUMN stop_reason TEXT CHECK (stop_reason IN ('unwanted', 'double', 'restart', 'disk'));

-- A recorder may stall and recover more than once, each at its own moment.
ALTER TABLE worker_events
  DROP CONSTRAINT worker_events_event_type_check,
  ADD CONSTRAINT worker_events_event_type_check CHECK (event_type IN (
    'started', 'exited', 'stopped', 'queued', 'lost', 'stalled', 'recovered', 'errored', 'reset', 'gap'
  ));
DROP INDEX worker_events_moment;
CREATE UNIQUE INDEX worker_events_moment ON worker_events (source_id, event_type, ts)
  WHERE task_id IS NULL OR event_type IN ('stalled', 'recovered', 'errored', 'reset', 'gap');
CREATE INDEX worker_events_stalls ON worker_events (task_id, ts) WHERE event_type IN ('stalled', 'recovered');

-- What stood in the way of many sources at once: the link to the overseer, the disk, a site that blocks a driver's recorders.
CREATE TABLE outages (
  id       BIGSERIAL PRIMARY KEY,
  kind     TEXT NOT NULL CHECK (kind IN ('link', 'disk', 'driver')),
  -- The driver, or empty.
  subject  TEXT NOT NULL DEFAULT '' CHECK ((kind = 'driver') = (subject <> '')),
  began_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ CHECK (ended_at >= began_at)
);

CREATE UNIQUE INDEX outages_standing ON outages (kind, subject) WHERE ended_at IS NULL;
CREATE INDEX outages_age ON outages (ended_at);

-- What subscriptions were made to wish, and when: a posture, or null once a subscription was removed.
CREATE TABLE wishes (
  id              BIGSERIAL PRIMARY KEY,
  source_id       BIGINT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  -- No reference: this outlives the subscription.
  subscription_id BIGINT NOT NULL,
  posture         TEXT CHECK (posture IN ('active', 'paused', 'archived')),
  ts              TIMESTAMPTZ NOT NULL
);

CREATE INDEX wishes_source ON wishes (source_id, id);
CREATE INDEX wishes_subscription ON wishes (subscription_id, id);
CREATE INDEX wishes_age ON wishes (ts);

-- Of the subscriptions that there are it is known when they were made and when they were last changed.
INSERT INTO wishes (source_id, subscription_id, posture, ts)
SELECT source_id, id, posture, ts FROM (
  SELECT source_id, id, 'active' AS posture, created_at AS ts FROM subscriptions
  UNION ALL
  SELECT source_id, id, posture, updated_at FROM subscriptions WHERE posture <> 'active'
) AS known ORDER BY ts, id;

CREATE FUNCTION note_wishes_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO wishes (source_id, subscription_id, posture, ts)
  SELECT source_id, id, posture, updated_at FROM changed ORDER BY id;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_wishes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO wishes (source_id, subscription_id, posture, ts)
  SELECT changed.source_id, changed.id, changed.posture, changed.updated_at
  FROM changed JOIN before ON before.id = changed.id AND before.posture <> changed.posture
  ORDER BY changed.id;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_wishes_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO wishes (source_id, subscription_id, posture, ts)
  SELECT source_id, id, NULL, now() FROM changed ORDER BY id;
  RETURN NULL;
END
$$;

CREATE TRIGGER wishes_made AFTER INSERT ON subscriptions
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_wishes_made();
CREATE TRIGGER wishes_changed AFTER UPDATE ON subscriptions
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_wishes_changed();
CREATE TRIGGER wishes_removed AFTER DELETE ON subscriptions
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_wishes_removed();

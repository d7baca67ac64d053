-- How starts and runs ended, so that every backend, and one that starts again, knows as much as the one that asked.

ALTER TABLE runs
  -- Why the start was refused, and the recorder's or the overseer's last words.
  ADD COLUMN refusal TEXT CHECK (refusal IN ('full', 'duplicate', 'known', 'shutdown', 'refused')),
  ADD COLUMN message TEXT,
  -- A fingerprint of the overseer's action that it was started as.
  ADD COLUMN action  TEXT,
  -- How many starts of the source in a row had found no room before this one.
  ADD COLUMN tries   INT NOT NULL DEFAULT 0;

-- Since when the session of the recording goes on.
ALTER TABLE recordings ADD COLUMN session_since TIMESTAMPTZ;

-- The moment of the last fact about outages: what an earlier leader still tells of the time before is out of date.
ALTER TABLE installation ADD COLUMN outages_at TIMESTAMPTZ;

-- A run that lost its place in the overseer's queue was never a recorder that is lost.
ALTER TABLE worker_events
  DROP CONSTRAINT worker_events_event_type_check,
  ADD CONSTRAINT worker_events_event_type_check CHECK (event_type IN (
    'started', 'exited', 'stopped', 'queued', 'lost', 'dequeued', 'stalled', 'recovered', 'errored', 'reset', 'gap'
  ));
DROP INDEX worker_events_once;
CREATE UNIQUE INDEX worker_events_once ON worker_events (task_id, event_type)
  WHERE task_id IS NOT NULL AND event_type IN ('started', 'exited', 'stopped', 'queued', 'lost', 'dequeued');

-- What the journal of a backend writes comes from that backend's memory: it is told with the backend's name, '<what> <ids> <name>',
-- so that it need not read it again. A backend that does not know of names takes such a hint for one that may mean anything.
CREATE FUNCTION tell_journalled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids BIGINT[];
BEGIN
  SELECT array_agg(DISTINCT source_id) INTO ids FROM changed;
  PERFORM tell_changes('sources', ids, current_setting('sticky_dvr.backend', true));
  RETURN NULL;
END
$$;

DROP FUNCTION tell_changes(TEXT, BIGINT[]);
CREATE FUNCTION tell_changes(what TEXT, ids BIGINT[], backend TEXT DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(array_length(ids, 1), 0) = 0 THEN
    RETURN;
  END IF;
  PERFORM pg_notify(
    'sticky_dvr',
    trim(concat_ws(
      ' ', what, CASE WHEN array_length(ids, 1) > 200 THEN '*' ELSE array_to_string(ids, ',') END, backend
    ))
  );
END
$$;

CREATE OR REPLACE FUNCTION tell_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_changes('sources', (
    SELECT array_agg(DISTINCT changed.source_id)
    FROM changed
    JOIN before ON before.id = changed.id AND before.ended_at IS DISTINCT FROM changed.ended_at
  ), current_setting('sticky_dvr.backend', true));
  RETURN NULL;
END
$$;

DROP TRIGGER runs_inserted ON runs;
DROP TRIGGER runs_updated ON runs;
DROP TRIGGER worker_events_inserted ON worker_events;
DROP TRIGGER recordings_inserted ON recordings;
CREATE TRIGGER runs_inserted AFTER INSERT ON runs
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_journalled();
CREATE TRIGGER runs_updated AFTER UPDATE ON runs
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_journalled();
CREATE TRIGGER worker_events_inserted AFTER INSERT ON worker_events
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_journalled();
CREATE TRIGGER recordings_inserted AFTER INSERT ON recordings
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_journalled();

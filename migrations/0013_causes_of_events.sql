-- Why a recorder ended, and what was lost of a recording, as data beside the words.
ALTER TABLE worker_events
  ADD COLUMN cause JSONB CHECK (jsonb_typeof(cause) = 'object'),
  DROP CONSTRAINT worker_events_event_type_check,
  ADD CONSTRAINT worker_events_event_type_check CHECK (event_type IN (
    'started', 'exited', 'finished', 'stopped', 'queued', 'lost', 'dequeued', 'stalled', 'recovered', 'errored', 'reset', 'gap', 'lossy'
  ));
DROP INDEX worker_events_moment;
CREATE UNIQUE INDEX worker_events_moment ON worker_events (source_id, event_type, ts)
  WHERE task_id IS NULL OR event_type IN ('stalled', 'recovered', 'errored', 'reset', 'gap', 'lossy');

-- What stood in the way of a recorder that recorded nothing, and that it no longer does: what is told of the past as well as of the present.
ALTER TABLE worker_events
  DROP CONSTRAINT worker_events_event_type_check,
  ADD CONSTRAINT worker_events_event_type_check CHECK (event_type IN (
    'started', 'exited', 'finished', 'stopped', 'queued', 'lost', 'dequeued', 'stalled', 'recovered', 'errored', 'reset', 'gap', 'lossy',
    'hindered', 'freed'
  ));
DROP INDEX worker_events_moment;
CREATE UNIQUE INDEX worker_events_moment ON worker_events (source_id, event_type, ts)
  WHERE task_id IS NULL OR event_type IN ('stalled', 'recovered', 'errored', 'reset', 'gap', 'lossy', 'hindered', 'freed');
CREATE INDEX worker_events_hindrances ON worker_events (task_id, ts) WHERE event_type IN ('hindered', 'freed');

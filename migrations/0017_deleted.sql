-- What was deleted of recordings, so that their past is told as what it is.
ALTER TABLE worker_events
  DROP CONSTRAINT worker_events_event_type_check,
  ADD CONSTRAINT worker_events_event_type_check CHECK (event_type IN (
    'started', 'exited', 'finished', 'stopped', 'queued', 'lost', 'dequeued', 'stalled', 'recovered', 'errored', 'reset', 'gap', 'lossy',
    'hindered', 'freed', 'deleted'
  ));

-- That recordings which had been deleted are there again.
ALTER TABLE worker_events
  DROP CONSTRAINT worker_events_event_type_check,
  ADD CONSTRAINT worker_events_event_type_check CHECK (event_type IN (
    'started', 'exited', 'finished', 'stopped', 'queued', 'lost', 'dequeued', 'stalled', 'recovered', 'errored', 'reset', 'gap', 'lossy',
    'hindered', 'freed', 'deleted', 'found'
  ));

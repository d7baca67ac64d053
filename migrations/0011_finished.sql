-- A recorder that knows of no sessions says by exit code 0 that the broadcast is over, which is no failure.

ALTER TABLE runs
  DROP CONSTRAINT runs_ending_check,
  ADD CONSTRAINT runs_ending_check
    CHECK (ending IN ('exited', 'finished', 'stopped', 'lost', 'dequeued', 'refused', 'unsent'));

ALTER TABLE worker_events
  DROP CONSTRAINT worker_events_event_type_check,
  ADD CONSTRAINT worker_events_event_type_check CHECK (event_type IN (
    'started', 'exited', 'finished', 'stopped', 'queued', 'lost', 'dequeued', 'stalled', 'recovered', 'errored', 'reset', 'gap'
  ));
DROP INDEX worker_events_once;
CREATE UNIQUE INDEX worker_events_once ON worker_events (task_id, event_type)
  WHERE task_id IS NOT NULL
    AND event_type IN ('started', 'exited', 'finished', 'stopped', 'queued', 'lost', 'dequeued');

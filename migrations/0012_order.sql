-- Clocks may be set, and so tell no order. Of a source is counted how many resets and restarts were asked for; runs and events carry
-- how many that were before them, as far as whoever wrote them down knew.
ALTER TABLE sources
  ADD COLUMN asked         INT NOT NULL DEFAULT 0,
  -- How many with the last reset, and with the last restart; 0 without one.
  ADD COLUMN reset_asked   INT NOT NULL DEFAULT 0,
  ADD COLUMN restart_asked INT NOT NULL DEFAULT 0;
ALTER TABLE runs
  ADD COLUMN asked  INT NOT NULL DEFAULT 0,
  -- The order in which runs were made.
  ADD COLUMN number BIGINT;
ALTER TABLE worker_events ADD COLUMN asked INT NOT NULL DEFAULT 0;

UPDATE sources SET
  asked = (reset_at IS NOT NULL)::int + (restart_at IS NOT NULL)::int,
  reset_asked = CASE WHEN reset_at IS NULL THEN 0 ELSE 1 + coalesce(restart_at < reset_at, false)::int END,
  restart_asked = CASE WHEN restart_at IS NULL THEN 0 ELSE 1 + coalesce(reset_at <= restart_at, false)::int END
WHERE reset_at IS NOT NULL OR restart_at IS NOT NULL;
UPDATE runs SET
  asked = coalesce(reset_at <= coalesce(ended_at, runs.created_at), false)::int + coalesce(restart_at <= runs.created_at, false)::int
FROM sources WHERE sources.id = source_id AND sources.asked > 0;
UPDATE worker_events SET asked = coalesce(reset_at < ts, false)::int + coalesce(restart_at < ts, false)::int
FROM sources WHERE sources.id = source_id AND sources.asked > 0 AND event_type IN ('errored', 'exited');

UPDATE runs SET number = made.number
FROM (SELECT task_id, row_number() OVER (ORDER BY created_at, task_id COLLATE "C") AS number FROM runs) AS made
WHERE made.task_id = runs.task_id;
CREATE SEQUENCE runs_number_seq OWNED BY runs.number;
SELECT setval('runs_number_seq', (SELECT count(*) + 1 FROM runs), false);
ALTER TABLE runs
  ALTER COLUMN number SET DEFAULT nextval('runs_number_seq'),
  ALTER COLUMN number SET NOT NULL;
CREATE INDEX runs_made ON runs (source_id, number);

ALTER TABLE sources DROP COLUMN reset_at, DROP COLUMN restart_at;

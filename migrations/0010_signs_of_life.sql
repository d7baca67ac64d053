-- When runs were last known to live, written every half a minute for all at once. A table of its own, without triggers: nobody keeps it
-- in memory. It proves what was recorded where nothing was there to write down the end.
CREATE TABLE signs_of_life (
  task_id TEXT PRIMARY KEY REFERENCES runs (task_id) ON DELETE CASCADE,
  at      TIMESTAMPTZ NOT NULL
);

-- Of earlier runs nothing but their end is known.
INSERT INTO signs_of_life (task_id, at) SELECT task_id, ended_at FROM runs WHERE ended_at IS NOT NULL;

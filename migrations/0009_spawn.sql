-- A start whose process could not be had is not one that found no room.

ALTER TABLE runs
  DROP CONSTRAINT runs_refusal_check,
  ADD CONSTRAINT runs_refusal_check CHECK (refusal IN ('full', 'spawn', 'duplicate', 'known', 'shutdown', 'refused'));

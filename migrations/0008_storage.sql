-- Where recordings go, and what is the matter when they can't.

-- The disk that each recordings' folder lies on, by the name that the system gives it: another one in its place is no folder of ours.
CREATE TABLE recording_roots (
  root   TEXT PRIMARY KEY CHECK (root <> ''),
  device TEXT NOT NULL CHECK (device <> '')
);

ALTER TABLE outages
  DROP CONSTRAINT outages_kind_check,
  ADD CONSTRAINT outages_kind_check CHECK (kind IN ('link', 'disk', 'storage', 'driver'));

ALTER TABLE runs
  DROP CONSTRAINT runs_stop_reason_check,
  ADD CONSTRAINT runs_stop_reason_check CHECK (stop_reason IN ('unwanted', 'double', 'restart', 'disk', 'storage'));

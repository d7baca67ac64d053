-- That as many recorders run as may at once, as what stands in the way of all that wait.
ALTER TABLE outages
  DROP CONSTRAINT outages_kind_check,
  ADD CONSTRAINT outages_kind_check CHECK (kind IN ('link', 'disk', 'storage', 'driver', 'limit'));

-- That a user has as many recorders as each may, as what stands in the way of what nobody else wants: the subject is that user.
ALTER TABLE outages
  DROP CONSTRAINT outages_check,
  ADD CONSTRAINT outages_subject_check CHECK (
    CASE kind WHEN 'driver' THEN subject <> '' WHEN 'limit' THEN TRUE ELSE subject = '' END
  );

-- Whose wish it was. No reference: this outlives the user. Of a subscription that was removed before now it is not known.
ALTER TABLE wishes ADD COLUMN user_id BIGINT;
UPDATE wishes SET user_id = subscriptions.user_id FROM subscriptions WHERE subscriptions.id = wishes.subscription_id;

CREATE OR REPLACE FUNCTION note_wishes_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO wishes (source_id, subscription_id, user_id, posture, ts)
  SELECT source_id, id, user_id, posture, updated_at FROM changed ORDER BY id;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION note_wishes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO wishes (source_id, subscription_id, user_id, posture, ts)
  SELECT changed.source_id, changed.id, changed.user_id, changed.posture, changed.updated_at
  FROM changed JOIN before ON before.id = changed.id AND before.posture <> changed.posture
  ORDER BY changed.id;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION note_wishes_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO wishes (source_id, subscription_id, user_id, posture, ts)
  SELECT source_id, id, user_id, NULL, now() FROM changed ORDER BY id;
  RETURN NULL;
END
$$;

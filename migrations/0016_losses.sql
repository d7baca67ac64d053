-- What is lost of a recording that goes on, so that whoever watches it next goes on counting.
ALTER TABLE recordings ADD COLUMN lost JSONB CHECK (jsonb_typeof(lost) = 'object');

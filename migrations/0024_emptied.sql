-- Since when a recording in the trash is to be erased without further waiting.
ALTER TABLE library ADD COLUMN emptied_at TIMESTAMPTZ;

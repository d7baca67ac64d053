-- What a subscription asks to be kept for longer than its source's rules say.
CREATE TABLE subscription_rules (
  subscription_id BIGINT PRIMARY KEY REFERENCES subscriptions (id) ON DELETE CASCADE,
  keep_days       INT NOT NULL CHECK (keep_days >= 0),
  keep_newest     INT NOT NULL CHECK (keep_newest >= 0),
  keep_bytes      BIGINT NOT NULL CHECK (keep_bytes >= 0)
);

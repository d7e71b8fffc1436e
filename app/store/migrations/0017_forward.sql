CREATE TABLE forward_destinations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  version TEXT NOT NULL,
  auth TEXT NOT NULL,
  username TEXT NOT NULL,
  secret TEXT NOT NULL,
  identity TEXT NOT NULL,
  alias_key TEXT NOT NULL,
  names BOOLEAN NOT NULL,
  filter TEXT NOT NULL,
  batch_most BIGINT NOT NULL,
  enabled BOOLEAN NOT NULL,
  spoken TEXT NOT NULL DEFAULT '',
  paused_by TEXT NOT NULL DEFAULT '',
  paused_ms BIGINT NOT NULL DEFAULT 0,
  trouble TEXT NOT NULL DEFAULT '',
  trouble_status BIGINT NOT NULL DEFAULT 0,
  trouble_said TEXT NOT NULL DEFAULT '',
  trouble_ms BIGINT NOT NULL DEFAULT 0,
  troubles BIGINT NOT NULL DEFAULT 0,
  next_ms BIGINT NOT NULL DEFAULT 0,
  pace_ms BIGINT NOT NULL DEFAULT 0,
  good_ms BIGINT NOT NULL DEFAULT 0,
  batch TEXT NOT NULL DEFAULT '',
  batch_no BIGINT NOT NULL DEFAULT 0,
  created_ms BIGINT NOT NULL
);
CREATE TABLE forward_deliveries (
  seq {{serial}},
  destination_id TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  state TEXT NOT NULL,
  turn BIGINT NOT NULL,
  bulk BIGINT NOT NULL,
  body TEXT NOT NULL DEFAULT '',
  status BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  said TEXT NOT NULL DEFAULT '',
  queued_ms BIGINT NOT NULL,
  done_ms BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX forward_once ON forward_deliveries (destination_id, statement_id);
CREATE INDEX forward_due ON forward_deliveries (destination_id, state, turn, seq);
CREATE INDEX forward_done ON forward_deliveries (destination_id, done_ms);
CREATE INDEX forward_frozen ON forward_deliveries (done_ms) WHERE body <> '';
CREATE INDEX statements_by_occurrence ON statements (at_ms, id);
INSERT INTO forward_destinations (id, name, endpoint, version, auth, username, secret, identity, alias_key, names, filter, batch_most, enabled, created_ms)
  SELECT 'environment', '', '', '1.0.3', 'basic', '', '', 'account', '', FALSE, '{}', 50, TRUE, MIN(created_ms) FROM outbox WHERE topic = 'statement' HAVING COUNT(*) > 0;
INSERT INTO forward_deliveries (destination_id, statement_id, state, turn, bulk, reason, queued_ms, done_ms)
  SELECT 'environment', id, CASE state WHEN 'done' THEN 'delivered' WHEN 'dead' THEN 'refused' ELSE 'queued' END,
    CASE WHEN state IN ('pending', 'sending') AND attempts > 0 THEN 0 ELSE 1 END, 0, CASE state WHEN 'dead' THEN last_error ELSE '' END, created_ms, done_ms
  FROM outbox WHERE topic = 'statement' AND state IN ('pending', 'sending', 'done', 'dead') ORDER BY seq;
DELETE FROM outbox WHERE topic = 'statement';

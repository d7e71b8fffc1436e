CREATE TABLE polls (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  number BIGINT NOT NULL,
  definition TEXT NOT NULL,
  prepared_id TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  opened_ms BIGINT NOT NULL,
  ends_ms BIGINT NOT NULL DEFAULT 0,
  closed_ms BIGINT NOT NULL DEFAULT 0,
  results_shown TEXT NOT NULL DEFAULT '',
  right_shown BOOLEAN NOT NULL,
  removed_ms BIGINT NOT NULL DEFAULT 0,
  removed_by TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX polls_by_session ON polls (session_id, number);
CREATE TABLE poll_votes (
  poll_id TEXT NOT NULL REFERENCES polls (id),
  voter TEXT NOT NULL,
  answer TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (poll_id, voter)
) {{clustered}};
CREATE TABLE poll_hidden (
  poll_id TEXT NOT NULL REFERENCES polls (id),
  answer_key TEXT NOT NULL,
  hidden_by TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (poll_id, answer_key)
);
CREATE TABLE prepared_polls (
  id TEXT PRIMARY KEY,
  classroom_id TEXT NOT NULL REFERENCES classrooms (id),
  position BIGINT NOT NULL,
  definition TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE INDEX prepared_polls_by_classroom ON prepared_polls (classroom_id, position);

CREATE TABLE breakouts (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  classroom_id TEXT NOT NULL REFERENCES classrooms (id),
  number BIGINT NOT NULL,
  phase TEXT NOT NULL,
  body TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  opened_ms BIGINT NOT NULL,
  closed_ms BIGINT NOT NULL
);
CREATE INDEX breakouts_by_session ON breakouts (session_id, number);
CREATE INDEX breakouts_by_classroom ON breakouts (classroom_id, opened_ms);
CREATE TABLE breakout_groups (
  group_id TEXT PRIMARY KEY,
  breakout_id TEXT NOT NULL REFERENCES breakouts (id),
  session_id TEXT NOT NULL REFERENCES sessions (id)
);
CREATE INDEX breakout_groups_by_breakout ON breakout_groups (breakout_id);
CREATE INDEX breakout_groups_by_session ON breakout_groups (session_id);

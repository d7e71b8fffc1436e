CREATE TABLE stages (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id),
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  put_ms BIGINT NOT NULL,
  follow BOOLEAN NOT NULL,
  layout TEXT NOT NULL,
  timer_id TEXT NOT NULL,
  timer_label TEXT NOT NULL,
  timer_state TEXT NOT NULL,
  timer_total_ms BIGINT NOT NULL,
  timer_left_ms BIGINT NOT NULL,
  timer_ends_ms BIGINT NOT NULL
) {{clustered}};

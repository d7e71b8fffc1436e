CREATE TABLE hands (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  user_id TEXT NOT NULL,
  place BIGINT NOT NULL,
  raised_ms BIGINT NOT NULL,
  speaking_ms BIGINT NOT NULL,
  silenced_ms BIGINT NOT NULL,
  PRIMARY KEY (session_id, user_id)
) {{clustered}};
CREATE TABLE hand_floors (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id),
  mode TEXT NOT NULL
) {{clustered}};

CREATE TABLE digests (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id),
  version TEXT NOT NULL,
  polls BIGINT NOT NULL,
  body TEXT NOT NULL
);

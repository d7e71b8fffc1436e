CREATE TABLE files (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  used BOOLEAN NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX files_by_session ON files (session_id);
CREATE INDEX files_unused ON files (used, created_ms);
CREATE TABLE file_parts (
  file_id TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  part BIGINT NOT NULL,
  bytes {{blob}} NOT NULL,
  PRIMARY KEY (file_id, part)
);

DROP TABLE sockets;
CREATE TABLE sockets (
  connection_id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  process_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  device TEXT NOT NULL,
  away BOOLEAN NOT NULL,
  joined_ms BIGINT NOT NULL,
  opened_ms BIGINT NOT NULL,
  heard_ms BIGINT NOT NULL,
  gone_ms BIGINT NOT NULL DEFAULT 0
) {{clustered}};
CREATE INDEX sockets_by_session ON sockets (session_id, user_id);
CREATE TABLE processes (
  id TEXT PRIMARY KEY,
  alive_ms BIGINT NOT NULL
);
CREATE TABLE streams (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id),
  epoch TEXT NOT NULL,
  last BIGINT NOT NULL,
  trimmed BIGINT NOT NULL
);
CREATE TABLE events (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  position BIGINT NOT NULL,
  type TEXT NOT NULL,
  audience TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (session_id, position)
) {{clustered}};
CREATE TABLE commands (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  user_id TEXT NOT NULL,
  id TEXT NOT NULL,
  position BIGINT NOT NULL,
  result TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (session_id, user_id, id)
) {{clustered}};
CREATE TABLE promotions (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  user_id TEXT NOT NULL,
  role TEXT NOT NULL,
  promoted_by TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (session_id, user_id)
);

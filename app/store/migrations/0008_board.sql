CREATE TABLE boards (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  kind TEXT NOT NULL,
  locked BOOLEAN NOT NULL,
  compacted_ms BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX boards_by_session ON boards (session_id);
CREATE TABLE board_updates (
  seq {{serial}},
  board_id TEXT NOT NULL REFERENCES boards (id),
  body {{blob}} NOT NULL
);
CREATE INDEX board_updates_by_board ON board_updates (board_id, seq);
CREATE TABLE board_snapshots (
  board_id TEXT PRIMARY KEY REFERENCES boards (id),
  body {{blob}} NOT NULL
);

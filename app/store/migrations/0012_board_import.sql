CREATE TABLE board_imports (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  source_size BIGINT NOT NULL,
  after_id TEXT NOT NULL,
  state TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  message TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX board_imports_by_session ON board_imports (session_id, created_ms);
CREATE TABLE board_renders (
  import_id TEXT NOT NULL REFERENCES board_imports (id),
  page BIGINT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (import_id, page)
);
CREATE INDEX boards_by_import ON boards (import_id, import_page);
CREATE TABLE board_images (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  user_id TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX board_images_by_session ON board_images (session_id);
CREATE TABLE board_blobs (
  name TEXT NOT NULL,
  part BIGINT NOT NULL,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  bytes {{blob}} NOT NULL,
  PRIMARY KEY (name, part)
);
CREATE INDEX board_blobs_by_session ON board_blobs (session_id);

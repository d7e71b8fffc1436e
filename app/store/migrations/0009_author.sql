CREATE TABLE board_authors (
  board_id TEXT NOT NULL REFERENCES boards (id),
  client BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (board_id, client)
) {{clustered}};

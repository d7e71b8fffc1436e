-- Without AUTOINCREMENT, which has each append write a row of sqlite_sequence. A seq grows within a document all the same,
-- because a page's rows are never deleted before the page.
CREATE TABLE board_updates_counted (
  seq INTEGER PRIMARY KEY,
  board_id TEXT NOT NULL REFERENCES boards (id),
  body BLOB NOT NULL,
  at_ms BIGINT NOT NULL DEFAULT 0,
  folded BOOLEAN NOT NULL DEFAULT false
);
INSERT INTO board_updates_counted (seq, board_id, body, at_ms, folded) SELECT seq, board_id, body, at_ms, folded FROM board_updates ORDER BY seq;
DROP TABLE board_updates;
ALTER TABLE board_updates_counted RENAME TO board_updates;
CREATE INDEX board_updates_by_board ON board_updates (board_id, folded, seq);

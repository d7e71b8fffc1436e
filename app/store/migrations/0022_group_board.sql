ALTER TABLE boards ADD COLUMN group_id TEXT NOT NULL DEFAULT '';
ALTER TABLE boards ADD COLUMN shared BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE boards ADD COLUMN breakout_id TEXT NOT NULL DEFAULT '';
ALTER TABLE boards ADD COLUMN frames TEXT NOT NULL DEFAULT '';
CREATE INDEX boards_by_group ON boards (group_id);
CREATE TABLE board_uses (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  what TEXT NOT NULL,
  PRIMARY KEY (session_id, what)
);
CREATE INDEX board_uses_by_what ON board_uses (what);

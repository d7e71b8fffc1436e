-- Groups that the staff of a classroom keep to use them again; name_key is the folded name.
CREATE TABLE breakout_saved (
  id TEXT PRIMARY KEY,
  classroom_id TEXT NOT NULL REFERENCES classrooms (id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  body TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  saved_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX breakout_saved_by_name ON breakout_saved (classroom_id, name_key);

ALTER TABLE classrooms ADD COLUMN groups_url TEXT NOT NULL DEFAULT '';
ALTER TABLE classrooms ADD COLUMN group_sets_url TEXT NOT NULL DEFAULT '';
ALTER TABLE classrooms ADD COLUMN groups_told BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE classrooms ADD COLUMN link_history TEXT NOT NULL DEFAULT '';
ALTER TABLE classrooms ADD COLUMN context_history TEXT NOT NULL DEFAULT '';
ALTER TABLE memberships ADD COLUMN listed_role TEXT NOT NULL DEFAULT '';
ALTER TABLE memberships ADD COLUMN group_ids TEXT NOT NULL DEFAULT '';
CREATE TABLE rosters (
  classroom_id TEXT PRIMARY KEY REFERENCES classrooms (id),
  used_ms BIGINT NOT NULL DEFAULT 0,
  due_ms BIGINT NOT NULL DEFAULT 0,
  tried_ms BIGINT NOT NULL DEFAULT 0,
  cause TEXT NOT NULL DEFAULT '',
  listed BIGINT NOT NULL DEFAULT 0,
  failures BIGINT NOT NULL DEFAULT 0,
  failed_ms BIGINT NOT NULL DEFAULT 0,
  failure TEXT NOT NULL DEFAULT '',
  failure_status BIGINT NOT NULL DEFAULT 0,
  groups_from TEXT NOT NULL DEFAULT '',
  groups_failure TEXT NOT NULL DEFAULT ''
);
CREATE INDEX rosters_by_due ON rosters (due_ms);
CREATE TABLE roster_changes (
  id {{serial}},
  classroom_id TEXT NOT NULL REFERENCES classrooms (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  kind TEXT NOT NULL,
  role_before TEXT NOT NULL,
  role_after TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE INDEX roster_changes_by_classroom ON roster_changes (classroom_id, id);
CREATE TABLE course_groups (
  classroom_id TEXT NOT NULL REFERENCES classrooms (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  tag TEXT NOT NULL,
  set_id TEXT NOT NULL,
  set_name TEXT NOT NULL,
  PRIMARY KEY (classroom_id, id)
);
CREATE TABLE course_copies (
  classroom_id TEXT PRIMARY KEY REFERENCES classrooms (id),
  decision TEXT NOT NULL,
  ancestor_id TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_ms BIGINT NOT NULL
);

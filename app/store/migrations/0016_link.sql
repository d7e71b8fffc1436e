ALTER TABLE launches ADD COLUMN page TEXT NOT NULL DEFAULT '';
ALTER TABLE launches ADD COLUMN about TEXT NOT NULL DEFAULT '';
CREATE TABLE deep_links (
  launch_id TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL,
  deployment_id TEXT NOT NULL,
  context_id TEXT NOT NULL,
  course_title TEXT NOT NULL,
  settings TEXT NOT NULL,
  answer TEXT NOT NULL DEFAULT '',
  code_hash TEXT NOT NULL DEFAULT '',
  code_expires_ms BIGINT NOT NULL DEFAULT 0,
  code_used_ms BIGINT NOT NULL DEFAULT 0,
  created_ms BIGINT NOT NULL
);
CREATE TABLE planned_links (
  id TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL,
  deployment_id TEXT NOT NULL,
  context_id TEXT NOT NULL,
  plan TEXT NOT NULL,
  shares BOOLEAN NOT NULL,
  classroom_id TEXT NOT NULL DEFAULT '',
  made_by TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE TABLE classroom_links (
  registration_id TEXT NOT NULL,
  deployment_id TEXT NOT NULL,
  resource_link_id TEXT NOT NULL,
  classroom_id TEXT NOT NULL REFERENCES classrooms (id),
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (registration_id, deployment_id, resource_link_id)
);
CREATE INDEX classrooms_by_context ON classrooms (registration_id, deployment_id, context_id);

CREATE TABLE admin_links (
  code_hash TEXT PRIMARY KEY,
  expires_ms BIGINT NOT NULL,
  used_ms BIGINT NOT NULL DEFAULT 0,
  created_ms BIGINT NOT NULL
);
CREATE TABLE platform_invites (
  id TEXT PRIMARY KEY,
  code_hash TEXT NOT NULL,
  name TEXT NOT NULL,
  expires_ms BIGINT NOT NULL,
  claimed_ms BIGINT NOT NULL DEFAULT 0,
  used_ms BIGINT NOT NULL DEFAULT 0,
  registration_id TEXT NOT NULL DEFAULT '',
  created_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX platform_invites_by_code ON platform_invites (code_hash);
CREATE TABLE platform_facts (
  registration_id TEXT PRIMARY KEY,
  launch_ms BIGINT NOT NULL DEFAULT 0,
  deep_link_ms BIGINT NOT NULL DEFAULT 0,
  token_ms BIGINT NOT NULL DEFAULT 0,
  failure_ms BIGINT NOT NULL DEFAULT 0,
  failure_code TEXT NOT NULL DEFAULT '',
  failure_detail TEXT NOT NULL DEFAULT ''
);
CREATE TABLE tool_keys (
  kid TEXT PRIMARY KEY,
  created_ms BIGINT NOT NULL,
  signs_ms BIGINT NOT NULL
);
ALTER TABLE registrations ADD COLUMN product TEXT NOT NULL DEFAULT '';
ALTER TABLE registrations ADD COLUMN messages TEXT NOT NULL DEFAULT '';
CREATE INDEX classrooms_by_registration ON classrooms (registration_id, updated_ms);

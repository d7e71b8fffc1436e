CREATE TABLE installation (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE registrations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  auth_url TEXT NOT NULL,
  token_url TEXT NOT NULL,
  jwks_url TEXT NOT NULL,
  token_audience TEXT NOT NULL DEFAULT '',
  algorithms TEXT NOT NULL DEFAULT '',
  created_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX registrations_by_client ON registrations (issuer, client_id);
CREATE TABLE deployments (
  registration_id TEXT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
  deployment_id TEXT NOT NULL,
  PRIMARY KEY (registration_id, deployment_id)
);
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  locale TEXT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_by_subject ON users (issuer, subject);
CREATE TABLE classrooms (
  id TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL,
  deployment_id TEXT NOT NULL,
  resource_link_id TEXT NOT NULL,
  title TEXT NOT NULL,
  context_id TEXT NOT NULL,
  course_title TEXT NOT NULL,
  tier TEXT NOT NULL,
  settings TEXT NOT NULL,
  memberships_url TEXT NOT NULL,
  line_items_url TEXT NOT NULL,
  line_item_url TEXT NOT NULL,
  ags_scopes TEXT NOT NULL,
  roster_ms BIGINT NOT NULL DEFAULT 0,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX classrooms_by_link ON classrooms (registration_id, deployment_id, resource_link_id);
CREATE TABLE memberships (
  classroom_id TEXT NOT NULL REFERENCES classrooms (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  role TEXT NOT NULL,
  status TEXT NOT NULL,
  launched_ms BIGINT NOT NULL DEFAULT 0,
  listed_ms BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (classroom_id, user_id)
);
CREATE INDEX memberships_by_user ON memberships (user_id);
CREATE TABLE launches (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  classroom_id TEXT NOT NULL,
  role TEXT NOT NULL,
  locale TEXT NOT NULL,
  return_url TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  code_expires_ms BIGINT NOT NULL,
  code_used_ms BIGINT NOT NULL DEFAULT 0,
  created_ms BIGINT NOT NULL
) {{clustered}};
CREATE TABLE handoff_codes (
  code_hash TEXT PRIMARY KEY,
  launch_id TEXT NOT NULL,
  expires_ms BIGINT NOT NULL,
  used_ms BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX handoff_codes_by_expiry ON handoff_codes (expires_ms);
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  classroom_id TEXT NOT NULL REFERENCES classrooms (id),
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  started_by TEXT NOT NULL,
  started_ms BIGINT NOT NULL,
  ended_ms BIGINT NOT NULL DEFAULT 0,
  end_reason TEXT NOT NULL DEFAULT '',
  alive_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX sessions_one_live ON sessions (classroom_id) WHERE state = 'live';
CREATE INDEX sessions_by_classroom ON sessions (classroom_id, started_ms);
CREATE TABLE removals (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  user_id TEXT NOT NULL,
  removed_by TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (session_id, user_id)
);
CREATE TABLE sockets (
  connection_id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  heard_ms BIGINT NOT NULL
) {{clustered}};
CREATE INDEX sockets_by_session ON sockets (session_id);
CREATE TABLE facts (
  seq {{serial}},
  session_id TEXT NOT NULL REFERENCES sessions (id),
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  user_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL,
  data TEXT NOT NULL
);
CREATE UNIQUE INDEX facts_once ON facts (session_id, id);
CREATE INDEX facts_by_session ON facts (session_id, seq);
CREATE TABLE activities (
  id TEXT PRIMARY KEY,
  classroom_id TEXT NOT NULL REFERENCES classrooms (id),
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  score_maximum DOUBLE PRECISION NOT NULL,
  line_item_url TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX activities_by_kind ON activities (classroom_id, kind);
CREATE TABLE scores (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  activity_id TEXT NOT NULL REFERENCES activities (id),
  user_id TEXT NOT NULL,
  computed_given DOUBLE PRECISION NOT NULL,
  computed_comment TEXT NOT NULL,
  overridden BOOLEAN NOT NULL,
  override_given DOUBLE PRECISION NOT NULL,
  override_reason TEXT NOT NULL,
  override_by TEXT NOT NULL,
  override_ms BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  state TEXT NOT NULL,
  last_error TEXT NOT NULL,
  mend TEXT NOT NULL,
  updated_ms BIGINT NOT NULL,
  PRIMARY KEY (session_id, activity_id, user_id)
);
CREATE INDEX scores_by_user ON scores (activity_id, user_id);
CREATE TABLE score_clocks (
  activity_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  last_ms BIGINT NOT NULL,
  PRIMARY KEY (activity_id, user_id)
);
CREATE TABLE statements (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  kind TEXT NOT NULL,
  user_id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  body TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX statements_by_session ON statements (session_id, kind, user_id);
CREATE TABLE outbox (
  seq {{serial}},
  id TEXT NOT NULL,
  topic TEXT NOT NULL,
  destination TEXT NOT NULL,
  collapse_key TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  next_ms BIGINT NOT NULL,
  lease_ms BIGINT NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  created_ms BIGINT NOT NULL,
  done_ms BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX outbox_once ON outbox (id);
CREATE INDEX outbox_due ON outbox (state, next_ms);
CREATE INDEX outbox_by_destination ON outbox (topic, destination, state, seq);

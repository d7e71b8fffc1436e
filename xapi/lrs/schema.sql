CREATE TABLE lrs_statements (
  seq {{serial}},
  id TEXT NOT NULL UNIQUE,
  target TEXT NOT NULL,
  voids BIGINT NOT NULL,
  voided BIGINT NOT NULL,
  stored_ms BIGINT NOT NULL,
  body {{blob}} NOT NULL
);
CREATE INDEX lrs_statements_by_stored ON lrs_statements (stored_ms, seq);
CREATE INDEX lrs_statements_by_target ON lrs_statements (target) WHERE target <> '';
CREATE INDEX lrs_statements_voided ON lrs_statements (seq) WHERE voided = 1;
CREATE TABLE lrs_keys (
  value BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES lrs_statements (seq),
  PRIMARY KEY (value, seq)
) {{clustered}};
CREATE TABLE lrs_attachments (
  sha2 TEXT PRIMARY KEY,
  bytes {{blob}} NOT NULL
);
CREATE TABLE lrs_activities (
  id TEXT PRIMARY KEY,
  definition {{blob}} NOT NULL
);
CREATE TABLE lrs_names (
  agent TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (agent, name)
);
CREATE TABLE lrs_documents (
  kind TEXT NOT NULL,
  activity TEXT NOT NULL,
  agent TEXT NOT NULL,
  registration TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  etag TEXT NOT NULL,
  updated_ms BIGINT NOT NULL,
  bytes {{blob}} NOT NULL,
  PRIMARY KEY (kind, activity, agent, registration, id)
);

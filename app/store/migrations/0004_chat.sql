CREATE TABLE chat_messages (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id),
  number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  to_user TEXT NOT NULL,
  to_name TEXT NOT NULL,
  to_group TEXT NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  text TEXT NOT NULL,
  reply_to TEXT NOT NULL,
  files TEXT NOT NULL,
  sent_ms BIGINT NOT NULL,
  edited_ms BIGINT NOT NULL DEFAULT 0,
  deleted_ms BIGINT NOT NULL DEFAULT 0,
  deleted_by TEXT NOT NULL DEFAULT '',
  deleted_name TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX chat_messages_in_order ON chat_messages (session_id, number);
CREATE TABLE chat_files (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  file_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (session_id, file_id)
) {{clustered}};
CREATE TABLE chat_reactions (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  message_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  emoji TEXT NOT NULL,
  PRIMARY KEY (session_id, message_id, user_id, emoji)
) {{clustered}};
CREATE TABLE chat_mutes (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  muted_by TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (session_id, user_id)
) {{clustered}};
CREATE TABLE chat_settings (
  session_id TEXT PRIMARY KEY REFERENCES sessions (id),
  learners TEXT NOT NULL,
  private BOOLEAN NOT NULL,
  set_by TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE TABLE chat_reads (
  session_id TEXT NOT NULL REFERENCES sessions (id),
  user_id TEXT NOT NULL,
  up_to BIGINT NOT NULL,
  PRIMARY KEY (session_id, user_id)
) {{clustered}};
CREATE TABLE chat_audit (
  seq {{serial}},
  session_id TEXT NOT NULL REFERENCES sessions (id),
  message_id TEXT NOT NULL,
  action TEXT NOT NULL,
  by_user TEXT NOT NULL,
  by_name TEXT NOT NULL,
  by_role TEXT NOT NULL,
  old_text TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE INDEX chat_audit_by_session ON chat_audit (session_id, seq);

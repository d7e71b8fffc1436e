// Package store opens the database, SQLite or PostgreSQL behind one gorm handle, and keeps its schema.
//
// Concurrency: a Store is safe for concurrent use. SQLite gets one connection that writes and several that read, so
// that writers queue in Go instead of spinning on SQLITE_BUSY. Tx carries its transaction in the context: Write and
// Read take part in it, and features share one transaction without knowing each other.
//
// Durability: SQLite runs in WAL mode with synchronous=NORMAL, and its checkpoints run beside the writer. A killed
// process loses nothing that was committed; a power cut may lose the last commits (never the database). Schools that need
// more run PostgreSQL. The updates of boards go to journals beside SQLite's file, and into their table a few seconds later;
// a process that serves boards begins with OpenAhead, which brings what a killed one left there. Whoever reads that table
// asks for what is ahead of it, too (UpdatesAhead), or has it settled before (SettleUpdates).
//
// Lifecycle: Open migrates from whatever version it finds to the newest, each migration once and in its own
// transaction; a released migration is never edited. Close when everything that uses the Store has ended.
//
// Statements: both drivers keep what they prepared, a connection at a time. The few statements that every launch runs are
// a Statement each, without gorm.
//
// Times are stored as BIGINT milliseconds since 1970 UTC, so that both databases compare and sort them alike.
// Allowed imports: app, app/store/journal, gorm, its driver of PostgreSQL, modernc.org/sqlite.
package store

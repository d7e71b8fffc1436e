// Package schedule owns the life of sessions: at most one live session a classroom, begun by an instructor, ended by an
// instructor or by itself when everybody has left.
//
// Ending is one transaction: the state, the fact, and the outbox rows that close the LiveKit rooms and settle the
// session (attendance, scores, statements). Whoever ends second finds it ended. Nothing of it depends on the process
// that served the session being alive.
//
// A Service is safe for concurrent use. RunSweep ends forgotten sessions until its context ends.
// Allowed imports: app, app/outbox, app/store, app/web, gorm in store.go.
package schedule

// Package chat is the chat of a class: messages to everyone, to the staff, to one person or to a group, with replies,
// reactions and files; who may write is decided here.
//
// Messages are numbered within their session, so that every client and every process has them in one order. A message
// has one audience for its whole life, and everything that is told of it (event, snapshot, page, export, file) asks
// that audience: message.audience is the one place that decides who sees it. Private messages are seen by the two
// alone; staff don't see those of others.
//
// A deleted message leaves a row that says who deleted it and when. Its text goes from the row and
// from the events that told of it (live.Outcome.Redact); what it said stays in chat_audit, which staff read, until retention deletes it.
// Edits are kept there too. Facts say that somebody wrote, never what.
//
// The live part (Service is a live.Module) holds the newest messages of a session and is used by the session's loop
// alone; the Service itself is safe for concurrent use and has no lifecycle. Allowed imports: app, app/live, app/store,
// app/web, Echo in http.go, gorm in store.go.
package chat

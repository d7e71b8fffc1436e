// Package board keeps the shared documents of a session, and serves them to Yjs clients. There is one kind so far: the
// note, one text that everybody in the session writes.
//
// The documents are whiteboard's: it decides what is taken and told, this package says who somebody is, what they may do
// and where the bytes are kept. Module gives the note to the live stream: whether it is locked. A lock, the end of the
// class and a change of roles reach open connections at once; whoever connects is asked anew by the database. After the
// class the note can be read by those who may read it, and not be written.
//
// An update is one row, a snapshot takes the place of many; what a snapshot doesn't know stays. Deleting after the time
// of retention is Prune's.
//
// A Service is safe for concurrent use. Run serves until its context ends, and must be called.
// Allowed imports: app, app/live, app/store, app/web, whiteboard, whiteboard/yjs, coder/websocket; gorm in store.go, Echo
// in http.go.
package board

// Package board keeps the shared documents of a session, and serves them to Yjs clients: the note, one text that everybody
// in the session writes, and the pages of its whiteboard. The first page's id is that of the session.
//
// The documents are whiteboard's: it decides what is taken and told, this package says who somebody is, what they may do
// and where the bytes are kept. Module gives the note to the live stream, Pages the board: which pages there are, in which
// order, who may write them, which one is shown. A change of rights, the end of the class and a change of roles reach open
// connections at once; a process in which nobody follows the class's stream looks for them, with several processes.
// Whoever connects is asked anew by the database. After the class the documents can be read by those who may read them, and
// not be written.
//
// A group of a breakout has pages and a note of its own, made in the transaction that opens it: empty, or with what it goes on
// with. While it works they are its own; when it has come back everybody reads the pages, and a page of the main board shows them as
// frames. Groups decides who may, by what stands in the database; the stream says it to clients. Pictures and slides that a group
// takes along into another session are shared with it, and handed on when the earlier session is deleted.
//
// Pictures, and files that become pages, are kept and rendered by app/board/upload, whose routes and rights are here. What was
// rendered is looked at by Pages, which makes pages of it.
//
// Who drew is a fact by the minute. An update is one row with its time. A snapshot takes the place of many; what a snapshot doesn't know stays. The rows of
// a page are kept nevertheless, so that it can be replayed, and are marked as folded. Deleting after the time of retention is
// Prune's.
//
// A Service is safe for concurrent use. Run serves until its context ends, and must be called.
// Allowed imports: app, app/board/render (its Tools alone), app/board/upload, app/live, app/outbox, app/store, app/web,
// whiteboard, whiteboard/yjs; gorm in store.go, Echo in http.go.
package board

// Package file keeps the files of sessions: what people put into the chat, and what goes with the tasks of breakouts. They are kept in the database, in parts, so
// that every process of the app has them and a backup of the database is whole.
//
// An upload is spooled into a temporary file first. What it is is decided by its bytes, not by what the sender says: an
// allow-list of kinds, of which pictures are measured by their headers alone and office documents are told apart by
// what their archive holds. Pictures (but GIF) lose what they say of where, when and with what they were taken. Nothing that a browser would run is taken, and what is sent out can't run either: pictures
// are shown, everything else is a download, with a sandbox and without sniffing. One transaction then keeps the file;
// the sum of a session's files is bounded in it.
//
// A file belongs to who uploaded it until Claim puts it to use; Release gives it up again. What goes on in a later session takes
// its files along as copies (Copy), so that each session's go with it. Files that nobody uses are
// deleted after a day. Who may see a file that is used is answered by whoever uses it (FileVisible).
//
// A Service is safe for concurrent use; the server calls PruneOrphans every hour or so. Allowed imports: app, app/live,
// app/store, app/web, Echo in http.go, gorm in store.go.
package file

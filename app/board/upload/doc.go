// Package upload keeps what people put on boards: files that become pages (imports) and pictures on pages.
//
// Bytes are kept in parts in the database, so that every process has them and a backup is whole; what is large before the
// transaction that makes it known. An import is one row with its state, and a row for each page that is rendered. Jobs of
// the outbox render: a stretch of pages each, so that a process that dies delays an import and loses nothing of it. The
// programs that render are kept apart from everything else (app/board/render).
//
// Pages are the board's (app/board), which serves the routes and decides who may do what. It is asked through Board whether
// there is room, and told to look; then it makes pages of what Unmade returns. That is what no row of boards names as its
// background: all else of that table is the board's own.
//
// What another session's board shows as well is shared with it (board_uses), and handed on by Release when the session that
// it came from is deleted.
//
// A Service is safe for concurrent use, and nothing here runs by itself.
// Allowed imports: app, app/board/render, app/outbox, app/store, app/web.
package upload

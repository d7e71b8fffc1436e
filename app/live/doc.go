// Package live is the state plane of a session: who is there, and one stream of events that all of them see alike.
//
// One goroutine, the session's loop, owns what is live of it in a process; everything else talks to it through its inbox.
// A Hub holds the loops. What is to be decided (a command, somebody who comes or goes, the end) is a request. The loop
// takes the requests that wait and decides them in one transaction, a turn, under the lock of the session's stream. State,
// facts, events and the answers to commands are committed together; only then are clients told, in the order of the
// offsets. A request that fails takes the turn back, and the others are decided without it.
//
// Features are Modules. Their State decides commands and is changed by events alone, so that it is the same in every
// process and after every restart: what another process has decided is read from the database and applied. A Bus says
// that there is something to read; a loop also looks by itself, so that a lost message costs time and nothing else.
//
// A position in a stream is (epoch, offset). Each event has an audience; those that a client may not see still have an
// offset. A client that connects gets a welcome with a snapshot at an offset and every later event that it may see, once
// and in order. One that comes back with its position gets what it has missed, where that is remembered, and else a
// snapshot. The epoch names the viewer's role and group too: who becomes something else gets a snapshot. A command carries
// an idempotency key; a second one of the same person and key is answered like the first and changes nothing.
//
// Each connection has a reader (the HTTP handler's goroutine), a writer and a pinger, and a queue counted in bytes
// between loop and writer: who reads too slowly is disconnected with a code that says "come back", so that no client can
// slow another or fill the memory.
//
// A session ends by what stands in the database. Its loop then has whatever ends with it end (Ender), and says that it has
// ended, in one turn; a process that dies before leaves that to a job (Finish), which does it once.
//
// Who may enter is asked at one Door, by every way in: it knows removals and the classroom's rules of entry. Those rules
// count when somebody comes; who has been in the session comes back whatever they say by then.
//
// Evidence of presence goes into the log of facts: a socket's opening, its going stale (its beats stopped), its resuming,
// and its closing, each with the time at which it was last heard: a frame or a pong. Once a second the hub says that its
// process is alive and when its sockets were heard; sockets of a process that died are closed by another, or by the same
// one when it is back. Somebody whose last connection broke is taken to be there a little longer, so that nobody's hand
// goes down because of a tunnel. A loop whose database fails refuses commands, tells clients to try again, and writes what
// it owes once the database works.
//
// The plane doesn't know LiveKit; it only passes on whether media work. Allowed imports: app, app/store, app/web,
// coder/websocket, Echo in http.go, gorm in store.go.
package live

// Package live is the state plane of a session: who is connected, and one stream of events that all of them see alike.
//
// One goroutine, the session's loop, owns what is live of it; everything else talks to it through its inbox. A Hub
// holds the loops. Each connection has a reader (the HTTP handler's goroutine), a writer and a pinger, and a queue counted in
// bytes between loop and writer: who reads too slowly is disconnected with a code that says "come back", so that no
// client can slow another or fill the memory.
//
// Events carry (epoch, offset): the epoch changes when a loop starts anew, the offset counts up by one an event. A
// client that connects gets a welcome with a snapshot and the offset that it stands at, and every later event once and
// in order.
//
// Evidence of presence goes into the log of facts before anybody is told: a socket's opening, its going stale (its beats
// stopped), its resuming, and its closing, each with the time at which it was last heard: a frame or a pong. Once a second the hub marks
// its sessions as alive and its sockets as heard; after a crash, Recover closes the sockets that nobody closed.
// A loop whose log fails goes on, takes nobody new in, and appends what it owes once the log works again.
//
// The plane doesn't know LiveKit; it only passes on whether media work. Allowed imports: app, app/store, app/web,
// coder/websocket, Echo in http.go.
package live

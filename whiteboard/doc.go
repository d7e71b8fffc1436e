// Package whiteboard serves Yjs documents over WebSockets in the y-websocket protocol (y-protocols: sync, awareness), so
// that any Yjs client connects: notes of a class, pages of a whiteboard.
//
// A document's store (whiteboard/yjs), who is connected, and their awareness are changed in turns, one at a time: a reader
// takes what it read in by itself where nobody is at it, and else leaves it to who is. The document's goroutine, and one for
// the ends of windows, keep time and call the Log, beside the turns. A frame is made once for all who get it, and written
// at once where the network takes it (Wire); only a connection whose network doesn't has a goroutine, and a queue that is
// counted in bytes. An update is applied, appended to the Log, and only then broadcast; what comes while an append runs
// waits for the next one, so that appends gather what a busy class writes. The first update after quiet goes at once; those
// that follow are merged, so that all have them within Limits.Pace, which nobody sees, or for a few times as long as
// appending and telling takes, Limits.Window at most. A joiner is answered from what was appended, never from what might
// still get lost. Where the Log fails for long, the connections are closed with a code that says "come back"; clients then
// send again what was never acknowledged.
//
// Rights are the server's: what a read-only connection sends changes nothing, and who may write only what is theirs
// changes nothing else. A Yjs client id belongs to one user for ever, the Log keeps whose it is, and an element of a page
// is theirs whose client id made it. Names in the awareness are those that the server knows, and an awareness id belongs
// to one connection. RULES.md numbers the rules.
//
// Several processes may serve one document over one Log, if a Bus connects them. What a Bus loses is found within
// Limits.Exchange by state vectors, and within a moment where the Bus has said that it failed.
//
// Lifecycle: New, Run until its context ends, Serve for each connection that has been authenticated. A document without
// connections is compacted and forgotten after Limits.Linger.
// Allowed imports: whiteboard/yjs, coder/websocket, golang.org/x/sys/unix, golang.org/x/time/rate.
package whiteboard

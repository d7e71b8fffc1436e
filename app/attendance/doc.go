// Package attendance computes who was present in a session, when, and where that was seen: intervals from the log of
// facts, never a counter that is kept. Compute is pure and knows nothing of the order in which facts were written, so
// that facts which come twice, reversed or an hour late give the record they would have given in time, and a restart
// loses nothing. Service joins the record with the names and roles of the classroom.
//
// Evidence: a session socket shows its user from the first to the last beat that was heard; a LiveKit participant
// shows its user from joining to leaving, told by a webhook or found by roll calls. Presence is the union of all of
// a user's evidence, so reconnects, second tabs and second devices never count twice. Only time-outs are corrected
// downwards: LiveKit lists somebody whose laptop died for about 21 s more, and a time-out isn't a sighting.
//
// How near the record is to the truth (the seeded tests hold it to this, a stay at a time), for somebody who has a
// session socket:
//   - clean leaving, second tabs, duplicates, reversal, late webhooks, lost webhooks: 1 s (webhooks tell whole seconds);
//   - a laptop that dies: one beat (2 s) early, whatever LiveKit says and whether or not its webhook comes;
//   - the app was killed: no hole where LiveKit went on; somebody who leaves during the outage and whose webhook is
//     lost counts until the app's last sign of life; without media, the outage and the reconnecting are a hole;
//   - LiveKit was killed: no hole, the socket covers it.
//
// For somebody with media alone: clean leaving 1 s; a dead laptop 2 s; a lost webhook of leaving, or a killed LiveKit,
// back to the last roll call; where the session's end closed the room and no webhook told it, 20 s.
//
// A killed app and a dead laptop leave the same trace, a socket closed without a word. They are told apart by the
// company: a killed app takes along the sockets of several people at one and the same time. In a class of one person
// who is put out by LiveKit within 24 s of the app's death, the record is that much short.
//
// Concurrency: everything is safe for concurrent use; nothing is kept between calls. Lifecycle: none.
// Allowed imports: app, app/store, app/web; Echo in http.go.
package attendance

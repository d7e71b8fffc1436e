// Package livekit is the media plane's client: it makes rooms and tokens, lists, mutes and removes
// participants, verifies webhooks, and listens to who speaks. It speaks to LiveKit only from outside
// (Twirp, signed tokens, webhooks, its own client protocol), so the same code serves a server in this
// process, one on the LAN and a cluster.
//
// # Concurrency
//
// A Client has no mutable state and is safe for use by many goroutines. Webhook does no I/O. A Listener
// calls back from goroutines of its own, one call at a time.
//
// # Lifecycle
//
// New checks the configuration and connects to nothing; a Client needs no closing. Every call has a
// deadline: the context's own where that is earlier, else Config.Timeout (5 s). A Listener holds a
// connection and is left with Leave.
//
// # What LiveKit does, and what follows from it
//
//   - joinedAtMs is the time at which the server accepted the signal connection, in Unix
//     milliseconds of the server's clock. It is the same in participant_joined, participant_left and
//     in the listing, so (room sid, participant sid) with JoinedAt is enough to rebuild an interval
//     from a single one of the three.
//   - createdAt of a webhook is the time at which the event was queued, in whole seconds: up to a
//     second earlier than the truth, and no good for ordering.
//   - participant_left carries a disconnect reason. ConnectionTimeout means that the person was last
//     heard about 20 s before the event; only another source (heartbeats) knows when.
//   - During those 20 s the listing still shows the person as "active", with tracks. A listing proves
//     that LiveKit hasn't given up on somebody, not that they are there.
//   - participant_joined is sent when media is connected. Somebody who never gets that far yields
//     participant_connection_aborted, without a joined before it.
//   - Track events carry only the sid and name of the room, and only the sid and identity of the
//     participant; JoinedAt is zero in them.
//   - Hidden and recorder participants yield joined and left like everybody. The events of a room
//     deleted by the API are ParticipantLeft with RoomDeleted, then RoomFinished.
//   - A server that stops in order sends ParticipantLeft with ServerShutdown for everybody, if its
//     process lives long enough to deliver it; one that is killed sends nothing, and after its return
//     the same people join as new participants of a room with a new sid.
//   - A removed participant may come back with the same token until it expires: there is no
//     revocation. Tokens are short-lived, and whoever was removed is removed again when they join.
//   - EnsureRoom on a room that exists changes nothing, neither limits nor metadata.
//   - max_participants is enforced when somebody joins and can be overrun by simultaneous joins:
//     count the seats before making a token.
//   - Webhook bodies hold the room's TURN password and people's names: never log one.
//
// # Imports
//
// The standard library, livekit/protocol (with Twirp, on which its client stands) and, for listening,
// livekit/server-sdk-go; nothing of ours. The subfolder devserver runs a real server for demos and tests and is the only place that
// imports livekit-server.
package livekit

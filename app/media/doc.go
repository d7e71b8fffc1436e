// Package media brings people into the LiveKit room of their session and keeps, as facts, what LiveKit tells of their
// coming and going.
//
// A webhook can come twice, late, in any order, or never. So each becomes facts whose ids are made of the participant's
// sid, and a roll call of every live session's room, every 15 s and soon after a socket has closed, adds what webhooks
// left out: somebody who is there without having joined, and somebody who isn't there any more. Whether LiveKit answers
// is told to the state plane, which goes on without it.
//
// A Service is safe for concurrent use. Run calls the rolls until its context ends; the state of what was seen is read
// back from the facts, so that a restart forgets nothing.
// Allowed imports: app, app/live, app/outbox, app/store, app/web, livekit, Echo in http.go.
package media

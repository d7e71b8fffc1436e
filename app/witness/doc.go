// Package witness sees, in each LiveKit room of a live session that somebody is in, the groups' too, who speaks and for how long, and who
// shows a camera or a screen.
//
// A hidden participant listens there. It takes no sound and no picture: LiveKit judges from the loudness that each
// microphone's packets say they have. LiveKit is the lock, too: a process joins where no listener is listed, and a second one
// of the same moment pushes the first out. What was seen is added to the facts every 20 s. What happens while nobody
// listens, at most the first seconds of a class, some 20 s after a process or LiveKit died, and 20 s before a kill, isn't
// known: app.SumSpoken is what was heard at least.
//
// A Service is safe for concurrent use. Run listens until its context ends; then what was seen is kept.
// Allowed imports: app, app/store, livekit.
package witness

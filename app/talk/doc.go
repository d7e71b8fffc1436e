// Package talk measures who speaks in a session, and for how long, as LiveKit hears it.
//
// In the LiveKit room of every live session that somebody is in, one hidden participant listens to who speaks. It takes no
// sound: LiveKit judges from the loudness that each microphone's packets say they have. LiveKit is the lock, too: a process
// joins where no listener is listed, and a second one of the same moment pushes the first out. Who was heard is added to the
// facts every 20 s. What is said while nobody listens, at most the first seconds of a class, some 20 s after a process or
// LiveKit died, and 20 s before a kill, isn't measured: app.SumSpoken is what was heard at least.
//
// A Service is safe for concurrent use. Run listens until its context ends; then what was heard is kept.
// Allowed imports: app, app/store, livekit.
package talk

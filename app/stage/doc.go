// Package stage keeps what everybody looks at in a session: what staff put on the stage, how the rest is laid out, whether
// everybody's view follows it, and the timer.
//
// Module gives it to the live stream, which decides one command of a session after the other; a state of it belongs to
// one goroutine. One row a session holds all of it. Times are absolute and the server's: a client counts down by itself,
// and a timer ends whether or not anybody is awake.
//
// What is on the stage is only named here. Whether a poll is open or a screen is being shared is its own feature's to say.
//
// A Service is safe for concurrent use. Nothing here runs by itself.
// Allowed imports: app, app/live, app/store; gorm in store.go.
package stage

// Package hand keeps who wants to speak and who may: raised hands in their order, people who were let to speak, people
// whose microphone was taken, whether learners may speak freely, and reactions.
//
// Module gives it to the live stream, which decides one command of a session after the other; a state of it belongs to
// one goroutine. The database is the truth: Service answers from it who may use the microphone, so that another process,
// or a LiveKit that was down, gets the same answer. What follows in LiveKit is done by whoever Rights is, after the commit
// and in the background: the class goes on without it.
//
// Reactions aren't kept. They are counted over the last seconds and told as absolute numbers.
//
// A Service is safe for concurrent use. Nothing here runs by itself.
// Allowed imports: app, app/live, app/store; gorm in store.go.
package hand

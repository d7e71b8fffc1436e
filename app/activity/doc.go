// Package activity writes down what happened in a session as Experience API statements (xAPI 1.0.3, Virtual Classroom
// profile), for learning record stores (LRSs).
//
// # What is said
//
// Settle renders, for a session that has ended: initialized and terminated; joined and left for every visit of
// learners and staff; hands, messages to everybody (never what they say), polls with their answers; who was in which group of
// a breakout, and that a group has done its task, for each learner who was in it; for how long somebody spoke and drew; attended for every learner who was there; completed, which is another thing than attended, for every
// learner who completed the session by the classroom's rule. Anonymous answers, observers and absent learners produce no
// statement: nobody is said to have done something that they didn't do. Timestamps are when it happened.
//
// # Once and for all
//
// Statements are rows: rendered and validated once, kept as bytes, sent as those bytes on every attempt. Their ids
// derive from what happened, so settling a session again adds nothing. A visit that was told stays as it was told; a
// recomputed visit that meets one of them is that one, any other gets the next number. Where a recomputation changes
// what a session comes to (attended, completed, spoke, annotated), a new revision is added and the old one is voided; where
// nothing of it is left, it is voided alone. New titles, roles and addresses change no statement.
//
// # Where they go
//
// Every statement is handed to app/forward in the transaction that keeps it, for the stores elsewhere that want it. While
// the environment names none, what is kept is remembered for the one that comes (QueueUnsent). Where there is a store in
// the same database, statements are in that with the same transaction: it needs no delivery, and FillLocal gives it what
// was kept while an LRS stood in its place.
//
// A Service is safe for concurrent use and has no lifecycle. Allowed imports: app, app/store, xapi, uuid,
// gorm in store.go.
package activity

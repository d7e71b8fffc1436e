// Package forward delivers statements to learning record stores (LRSs), as many as there are: the one of the environment
// and those that an administrator adds, each with its own filter, credentials and way of naming people.
//
// # Rows
//
// A delivery is a row for one statement and one destination, written in the transaction that keeps the statement: queued,
// or skipped where the destination's filter leaves it out. It ends exactly once, as delivered, as duplicate (the store had
// it) or as refused (the store will not have it; a person decides). Where a destination names people in another way than
// the statement does, the bytes for it are rendered with the row and stay as they are; else the statement's own go out.
//
// # Delivery
//
// The outbox is the alarm clock: a message says "this destination has something", and its claim lets one worker at a time
// deliver for a destination in the whole deployment. What is due, and what may have arrived already, is in the tables.
// A worker picks a batch and writes it into the destination's row before it goes out. Whoever comes next after a crash or
// a lost answer sends that very batch again, before anything else, and looks for its first and last statement where the
// store knows some of it. A batch that has been sent in parts is marked before the first part goes, because then the first
// and last tell nothing of those between. Statements whose fate is open are never mixed with new ones. Those of a back-fill
// come after those of today.
//
// # Trouble
//
// A statement is refused for its own fault alone. Trouble of the store holds all of its statements and no other store's:
// back-off for an outage, the store's own wish where it asks for time (and a longer pace afterwards), a pause where a
// person has to act. A paused store is asked with harmless questions, at growing distance up to PauseMost, and goes on once
// they are answered; one that a person paused waits for a person. A store that takes only small batches gets small ones.
//
// # People
//
// By default people are accounts of their LMS. A destination may have pseudonyms instead, made with a key of its own, so
// that two stores can't be joined and nobody can be found again once the destination is removed. Mail addresses and names
// go out only where that is chosen. How people are named stands fast once a destination exists.
//
// Only administrators add destinations. Private addresses are dialled only where Lectern's own address is private.
//
// A Service is safe for concurrent use and has no lifecycle; Register it with the outbox before its workers run, and Wake
// it when they start. Allowed imports: app, app/outbox, app/store, app/web, lti (for its guard), xapi, uuid, Echo in
// http.go, gorm in store.go.
package forward

// Package poll asks the class: polls and quiz questions that are prepared in a classroom or made on the spot, answered
// once by each learner, and counted as they come in.
//
// One vote each is kept by the key of the table poll_votes. Of a named poll its voter is the user. Of an anonymous poll
// it is an HMAC of the poll and the user, and the answer is sealed: neither the tables nor the events hold a choice beside
// something that tells whose it is. The event that changes the count carries both sealed, in one length for all choices,
// because the stream says whose command stood at which offset; the event that tells the person's other tabs has no answer.
// Rows of anonymous votes have no time. Both keys come of one that the installation made; who has that key and the whole
// database can work out who voted what, staff and readers of the tables can't.
//
// Who sees what: staff see counts and right answers always, and who answered what in named polls. Learners see counts by
// the poll's mode (live; on_close; hidden) or as staff decided with poll.reveal, and right answers once staff showed them.
// What is written for a learner, snapshot or event, never holds more than that. Running counts are volatile frames; the
// counts of a poll that is closed are events, so that nobody misses them.
//
// The quiz of a session are its polls with a right answer that is worth points, which are closed, named and not removed;
// a session that has ended has closed its polls. The fraction of the points that an answer gets is told at grade.
//
// Concurrency: a state belongs to its session's loop; a Service is safe for concurrent use. A vote costs the state a
// constant amount of work. Lifecycle: Prune and Forget delete what retention doesn't keep.
// Allowed imports: app, app/live, app/store, app/web, gorm in store.go.
package poll

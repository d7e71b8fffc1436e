// Package outbox delivers what Lectern owes to others, an LMS or an LRS, from rows that were written in the
// transaction that decided them: no crash, no outage and no emptied Redis loses one.
//
// The table is the truth. asynq is the alarm clock and spreads the work over processes: a task says "something of this
// destination is due" and nothing else, so a lost, doubled or late task does no harm. The relay looks for due
// destinations whenever a transaction with messages has committed in this process, when a hold or a wait of this
// process is over, and once every Poll; each gets one task under a fixed id. A task that blocks that id without anybody
// working on it (its worker was killed, or it was archived) is noticed after Patience and replaced by one under a fresh
// id.
//
// # Order and exclusion
//
// One worker at a time delivers for one destination of a topic, in the whole deployment. It claims the destination
// with one conditional UPDATE of the destination's own row in the table, which carries the lease and the hold, and
// gets the due messages in the order of seq, which is the order in which they were added. (On PostgreSQL two
// transactions that commit in the other order than they added are delivered in the order of their commits, at worst.)
// A message that has to be retried doesn't hold up those behind it; a Hold does hold up all and keeps their order, as
// does a restart.
//
// Of several messages of one destination with the same collapse key, only the newest is delivered: older ones that are
// due no later than it is looked at become superseded, also where the newer one has been delivered already. One that
// is being sent is left alone; the newer one follows it.
//
// # Failure
//
// Delivery is at least once. A worker that is killed leaves its messages leased; when the lease is over (Timeout and
// a margin) they are pending again, with the attempt counted, so that a handler that sees Attempt above 1 knows that
// the receiver may have the message already. A late result of a worker that lost its lease is dropped. A handler that
// panics or forgets a result causes a retry; what it had no time for it skips, and gets again in the next batch. Retries
// end in a dead letter once the message is older than GiveUp; holds never do, because their cause isn't the message's
// own. Waits asked for by a receiver count up to MaxWait.
//
// Without Redis for longer than Patience, be it gone or hanging, each process that runs workers drains the table
// directly; the claims keep that safe even where others still reach Redis. The change is logged once each way.
//
// # Concurrency and lifecycle
//
// New, then Handle for every topic, then RunRelay and RunWorkers side by side in the processes that work; both return
// nil when their context ends, after the deliveries in hand were settled. A process that only adds needs neither. Add,
// Drain, Retry, RetryDead, Resume, Stats and Prune are safe for concurrent use at any time.
//
// Clock decides about due times, leases and age; real time only paces the polling and tells how long Redis is away.
// Allowed imports: app, app/store, gorm (store.go), asynq, the standard library.
package outbox

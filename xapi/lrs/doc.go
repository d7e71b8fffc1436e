// Package lrs is a learning record store (LRS): the built-in store of an
// installation without one of its own, the store of the demo, and the double
// against which the client is tested. It speaks xAPI 1.0.3 and 2.0 (IEEE
// 9274.1.1) from one store; RULES.md says which test keeps which clause.
//
// # What it serves
//
// Below the prefix: /statements with every filter, format and attachments;
// /activities/state, /activities/profile and /agents/profile; /activities,
// /agents and /about; beside them a page for people. A request is judged by
// the version that it names. 1.0.x has the alternate request syntax and knows
// no contextAgents and contextGroups: its readers get statements of 2.0
// without them. Pages of other origins may use the resources with credentials
// that they hold themselves.
//
// # How it keeps
//
// A [Database] is two handles of database/sql; [Schema] makes its tables in
// SQLite and in PostgreSQL. An application that has a database hands it in and
// makes the tables by a migration of its own; [Open] has a SQLite file. A
// statement is a row with its JSON and a row for each thing that a filter can
// ask for, so that filters walk an index in the order of the list. A statement
// about another one (a StatementRef) has the keys of that one too, whichever
// came first. One transaction at a time writes: numbers and moments of storing
// grow together, so nothing appears behind a reader's back, and a batch is
// there whole or not at all. What statements say about an activity is merged
// into what is known of it, as far as the credentials may define. Contents of
// attachments are kept once, by their hash.
//
// # What it doesn't do
//
// OAuth, several tenants, and joining the identifiers of one person. Whose
// certificate a signature was made with is for readers to judge. Bodies are
// bounded: 4 MiB of JSON, 16 MiB with attachments, 1,000 statements a request.
//
// # Concurrency and lifecycle
//
// An [LRS] is safe for concurrent use and has no goroutines. A statement is on
// disk before its answer goes out, so a restart loses nothing. [LRS.Close] ends
// requests that a [Fault] lets hang and closes the file of [Open]; stop the HTTP
// server first.
//
// # Allowed imports
//
// The standard library, github.com/google/uuid, the SQLite driver, and xapi.
package lrs

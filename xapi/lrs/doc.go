// Package lrs is a small learning record store: the built-in store of an
// installation without one of its own, the store of the demo, and the double
// against which the client is tested. It is a real one on the wire and on
// disk, and says here what it does not do.
//
// # Covered (xAPI 1.0.3 Communication)
//
// POST, PUT, GET and HEAD of /xapi/statements: single statements and batches,
// which are atomic; strict validation by [xapi.ValidateJSON]; statementId and
// voidedStatementId; the filters agent, verb, activity, registration,
// related_agents, related_activities, since, until, limit and ascending; more
// as a host-relative address; voiding, also before the voided statement
// arrives; 409 for a known id with other content, success for the same content
// again; /xapi/about; the version header demanded and returned; and
// X-Experience-API-Consistent-Through. The page at / shows the latest
// statements to a person.
//
// # Not covered
//
// State, Agent Profile and Activity Profile documents, the Agents and
// Activities resources, attachments in multipart bodies and signed statements,
// the formats ids and canonical, the alternate request syntax, version 2.0,
// OAuth, several tenants, and filters that follow a StatementRef to the
// statement it names. Requests for these are refused, never half answered.
//
// # Concurrency and lifecycle
//
// [Open] opens or makes a SQLite file in WAL mode (":memory:" lives as long as
// the process). An [LRS] is safe for concurrent use; one connection serialises
// access. A statement is on disk before its answer goes out, so a restart
// loses nothing. [LRS.Close] ends hanging requests and closes the file; stop
// the HTTP server first. There are no background goroutines.
//
// # Allowed imports
//
// The standard library, github.com/google/uuid, the SQLite driver, and xapi.
package lrs

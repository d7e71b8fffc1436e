// Package lrs is the built-in learning record store: xapi/lrs on Lectern's own database, served at /xapi with
// credentials of its own, so that a school without an LRS has its statements at once and may point other tools at them.
//
// # What is kept
//
// Without LECTERN_LRS_ENDPOINT app/activity hands each statement over in the transaction that writes it down, so a
// statement is readable as soon as its class is settled, and there is no delivery that could lag or fail. With an LRS of
// the school's own, statements go there; the built-in store serves what it has and what other tools write.
//
// # Credentials
//
// `lectern lrs credential add` makes them, with the scopes of the standard. The secret is 32 random bytes, shown once and
// kept as its SHA-256; it is compared in constant time. What a credential writes has it as authority. Removing one acts
// on a running server at once; what it wrote stays.
//
// # In the house
//
// This is the one feature that knows a library's inside, xapi/lrs, as only embedded and tests do otherwise: it is the
// library's home in a deployment. The library has the tables' schema; the migration 0013_lrs is that schema, and a test
// keeps the two alike.
//
// A Service is safe for concurrent use and has no lifecycle. Allowed imports: app, app/store, xapi, xapi/lrs, Echo in
// http.go.
package lrs

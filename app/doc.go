// Package app holds the words that every part of Lectern shares: ids, roles, the policy table, classrooms,
// sessions, facts, errors and the configuration. It decides nothing that needs a database or a network.
//
// The four planes meet here and nowhere else. A feature (app/launch, app/media, app/attendance …) imports this
// package, app/live, app/outbox, app/store and app/web, and never another feature: what one feature needs of
// another it declares as a small interface, and app/server wires the two. arch_test.go keeps that table.
//
// Everything in this package is a value or a pure function and is safe for concurrent use.
// It imports the standard library and github.com/google/uuid.
package app

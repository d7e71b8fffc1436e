// Package xapi speaks the Experience API 1.0.3: it models statements, builds
// the ones a live class produces, checks any statement strictly, and delivers
// frozen statements to a learning record store (LRS).
//
// # What is where
//
// [Statement] and its parts are plain data whose JSON never contains null,
// writes timestamps in UTC with milliseconds and durations in seconds with at
// most two decimals. [Validate] and [ValidateJSON] apply every rule of
// RULES.md and return a [*ValidationError] that names the rule broken.
// [Classroom] is the renderer of the Virtual Classroom profile. [Freeze] turns
// a statement into bytes once; [Client] sends those bytes, and no others, as
// often as it takes.
//
// # Identity and idempotency
//
// A statement's id is a function of what happened ([StatementID]), so sending
// it twice is harmless. An LRS may compare bytes, hence bodies are rendered
// once and kept ([Frozen]). Actors are accounts (issuer and subject), never
// names or mail addresses.
//
// # Concurrency and lifecycle
//
// Values are immutable by convention; builders are pure functions of their
// arguments. A [Client] is safe for concurrent use, holds no goroutine and
// needs no closing. One destination should nevertheless be served by one
// caller at a time, because the order of statements is the caller's.
//
// # Allowed imports
//
// The standard library and github.com/google/uuid. Nothing of this project.
package xapi

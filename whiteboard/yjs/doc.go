// Package yjs reads, keeps and writes documents of Yjs in its update format v1, without building the documents.
//
// A server never needs to know in which order a text reads: it has to take updates in, say what it has (a state vector),
// and hand out what somebody else lacks (a diff). So a Store keeps the structs of each client as they came, as spans of
// clocks over one buffer, and which clocks are deleted. Structs that refer to what isn't there yet wait. RULES.md holds
// the rules that it keeps, with numbers; tests carry them in their names.
//
// What is read here came from anybody. Apply decodes the whole update first and takes it in or refuses it as a whole,
// also where Yjs itself would fail later on: a text that isn't UTF-8, JSON that doesn't parse, a kind of content that
// isn't known. Sizes, nesting and what may wait are limited.
//
// A store may keep an index of where each struct is, seen from one root type: then a judge can decide about an update
// before anything of it is taken in, by what would be added and deleted where (Index, ApplyIf).
//
// Concurrency: a Store belongs to one goroutine; the functions are safe for concurrent use. Lifecycle: a Store is plain
// memory. Allowed imports: the standard library.
package yjs

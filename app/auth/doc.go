// Package auth turns a launch into a login: the single-use code that a launch page carries in its URL fragment, the
// bearer token that the code is exchanged for, and the sealing of secrets at rest.
//
// Tokens are JWTs (RFC 7519) signed with HS256 under a key derived from LECTERN_SECRET_KEY. A token holds who, where
// and as what, so that checking one needs no database, and it holds nothing else of the person. Codes are random, kept as
// SHA-256 only, and used by one conditional UPDATE, so that of two exchanges at once one wins.
//
// A Service is safe for concurrent use and has no lifecycle. Allowed imports: app, app/store, app/web, jwx, gorm in
// store.go.
package auth

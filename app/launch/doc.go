// Package launch is the door of Lectern: registrations of LMSs, the OIDC login, the LTI launch, the tool's key set, and
// the classrooms that launches lead to.
//
// A launch is one transaction: the classroom of its resource link, the person, their membership and their login are
// written together or not at all. The login's id is the launch's single-use key, so that of the same launch posted twice
// exactly one gets in. Where the launch says nothing new, the login alone is written, as one row.
// Registrations are read from the database again after 50 ms, so that `lectern platform add` and `remove` act on a
// running server at once.
//
// Keys are exchanged without a break: a new key is published a day before it signs, an old one until it is retired.
//
// A Service is safe for concurrent use and has no lifecycle. Allowed imports: app, app/store, app/web, lti, Echo in
// http.go, gorm in store.go.
package launch

// Package admin is for whoever runs the installation: the way in by a single-use link, the LMSs that Lectern is registered
// with and how they are doing, registration by invite (LTI Dynamic Registration 1.0) and by hand, the tool's keys, and the
// doctor that walks one registration step by step.
//
// The administrator is an actor without a classroom: app.Can gives them the installation, and nothing that happens in a
// class. Their token is good for hours and can't be renewed; a new one takes a new link from the server's console.
// A session ends before that when its link is forgotten: by signing out, or all of them at once by `lectern admin revoke`.
//
// A registration by invite asks an address that comes with a stranger's request. It is asked only with an invite that is
// good, and private addresses only where Lectern's own public address is private (package lti says how). An invite is used
// up by the registration that it led to, never by a failed try.
//
// What is known of an LMS is noted in memory and written at most once a minute for each thing about an LMS, by Ledger.Run. A Service is
// safe for concurrent use and has no lifecycle. Allowed imports: app, app/store, app/web, lti, Echo in http.go, gorm in
// store.go.
package admin

// Package link answers LMSs that ask which classes a teacher adds to a course (LTI Deep Linking 2.0), and knows what a
// prepared link leads to when it is opened first.
//
// # A choice
//
// A deep linking launch begins a login that is of no classroom and may do one thing: answer the request of its launch, once.
// The web client takes the answer; the page that posts the signed message to the LMS comes from here, because the web
// client's pages may send forms to Lectern alone. It is asked for with a code that works once.
//
// # A prepared link
//
// Each link carries an opaque id as the custom parameter lectern_room. The first launch of such a link, by whomever, makes
// the classroom that was planned; the plan is used once. The same id on another link (a course that was copied) makes a new
// classroom with the settings that the first one has by then. A link to a classroom that was there already leads to it from
// everywhere in its own course, and from another course to a new one with its settings. An id of another registration leads
// nowhere: the link is as if nobody had prepared it.
//
// # The copy of a course
//
// An LMS may say by custom parameters of which links and courses a link is a copy. An instructor of a classroom that is new is
// then offered, once, to take the settings of an old one over: attendance, columns, rules, the length of the schedule, entry and
// prepared polls; never people, scores or classes that were held. Offered says which classrooms are believed to be ancestors. A
// link that was prepared brings its settings by itself and isn't asked about.
//
// Settings of a request are sealed at rest, since the address to return to may carry a key of the LMS's own session.
//
// A Service is safe for concurrent use and has no lifecycle. Allowed imports: app, app/store, app/web, lti, gorm in store.go,
// Echo in http.go.
package link

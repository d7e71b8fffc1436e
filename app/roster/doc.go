// Package roster knows who belongs to a classroom: everybody who launched, and everybody the LMS lists through Names and
// Role Provisioning Services 2.0, refreshed when the list is read and older than a minute.
//
// A person is keyed by issuer and subject, never by name or mail. A launch says more of a person's role than the list
// does (some LMSs list a teacher without editing rights as a learner), so the list never lowers the role of somebody
// who launched.
//
// A Service is safe for concurrent use. A fetch of a list belongs to the Service and not to the request that began it;
// Close ends those that run, and comes before the Store's. Allowed imports: app, app/store, app/web, lti, gorm in
// store.go.
package roster

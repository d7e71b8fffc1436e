// Package roster knows who belongs to a classroom: everybody who launched, and everybody the LMS lists through Names and
// Role Provisioning Services 2.0, with their groups where the LMS tells them.
//
// # Roles
//
// A person is keyed by issuer and subject, never by name or mail. A launch says more of a person's role than the list
// does (some LMSs list a teacher without editing rights as a learner), so the list doesn't change the role of somebody who
// launched as long as it says the same as it did before. A list that says another role than the last one is the LMS's newer
// word: it counts at once, also for who is in class.
//
// # Refreshing
//
// The list is asked for when it is read and older than a minute, on launches when it is older than five, by a button, and
// by a timer every half hour in classrooms where somebody was in the last 15 days. The timer asks each LMS for one list at
// a time, spread; several processes share the work by taking rows. A course that stays as it was costs no writes but the
// time. Nobody is dropped because of a failure: a list counts when it came whole, and one that lacks most people only when
// it is repeated. After a failure the next try waits, longer each time, up to an hour; an outage is logged once when it
// begins and once when it is over, and is shown to staff with its code.
//
// Who left stays, marked, with since when and until when; what changed is kept as a history.
//
// # Groups
//
// Groups come from the Course Groups Service 1.0 where the launch has its claim: names, sets, and with the members who is in
// which. Else from the custom parameter groups of launches, of each person who launched; and where the LMS tells the
// parameter with its list of members, of everybody. Groups that can't be read don't hold the list up.
//
// # Concurrency and lifecycle
//
// A Service is safe for concurrent use. A fetch of a list belongs to the Service and not to the request that began it;
// Close ends those that run, and comes before the Store's. RunTimer runs until its context ends. Allowed imports: app,
// app/store, app/web, lti, gorm in store.go.
package roster

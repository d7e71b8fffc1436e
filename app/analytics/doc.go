// Package analytics says what the classes of a term came to, for those who teach: who attended, who is slipping away, how
// talking and taking part are spread, and which questions were known. Everything is computed of the facts, by the features
// that know them, and can be computed again.
//
// # What counts
//
// Sessions that have ended and in which a learner was seen. Learners only: staff and observers aren't counted. Nobody missed
// a session that ended before they were of the course, or that ended after they left it; somebody who was seen there
// attended it whenever they came to the course. Who left is shown where they were ever seen, and is flagged no more.
//
// # Slipping away
//
// A few rules that are told in words with their numbers (slipping.go), no score and no order of people: never came; missed
// the last two or more; present much less in the last three than before; took part much less, while the class went on.
//
// # Who may see it
//
// Staff of the classroom see its term. The course, which is all classrooms of one LMS context, is for instructors, and
// holds only the classrooms in which the person is an instructor too. Learners see nothing of it; their own record is
// elsewhere. Of anonymous polls there are counts alone, and what was right only where enough voted.
//
// # In files
//
// term.go, slipping.go, equity.go and mastery.go are pure. analytics.go reads. What one session came to, its digest, is kept
// in a table and in memory, and made anew where its facts, its polls or the classroom's rule of attendance aren't what they
// were. A digest holds the questions that were asked, so it is deleted with them.
//
// A Service is safe for concurrent use and has no lifecycle. Allowed imports: app, app/store, app/web, xapi,
// gorm in store.go.
package analytics

// Package grade takes what was computed of a session to the LMS's gradebook: activity -> line item -> score
// (Assignment and Grade Services 2.0, in short AGS). An activity is a column: one row for each classroom and kind of
// activity, with its line item. A score is one person's row in it for one session. A later activity is a new kind
// handed to Settle, not new code.
//
// # States
//
// A score is draft (nothing is on its way), queued (an outbox message of its revision is), sent (the LMS has it) or
// failed (it won't get there by itself). LastError and Mend say in a person's words why, and what to do; a queued score
// shows what holds it up, and a sent one that the gradebook shows another grade. Every change of what is to be sent
// gives the row the next revision and a message; a message of an older revision has nothing left to do.
//
// An override outlives every recomputation: the computed columns change, what is sent doesn't. Overriding and taking it
// back are facts of the session. Of the tasks of breakouts, and of marks by hand, nothing is computed: their scores are
// overrides alone, of one person or of all members of a group at once.
//
// # Columns and rules
//
// An activity is a column of all sessions, or the template of one for each session; a session stays in the column that it
// was graded in first. A column of all sessions is made of them by its rule: the newest, the mean, the best, the sum. What
// is made of several is carried by the newest session's score, and an older one that changes is sent by it. Excused
// sessions are left out. The classroom's policy says how scores are computed and whether they wait for the instructor
// (held); a session keeps the policy that it was graded by until it is graded anew on purpose.
//
// # What the LMS has
//
// A cell remembers what was sent last and what the gradebook had when it was read. Where the two differ somebody changed
// the grade there: it is shown, and nothing is sent over it but a score that the instructor names. Others wait, and go on when
// the gradebook has what was sent again. A score that isn't to
// count is never erased in the LMS.
//
// # Several sessions, the newest counts
//
// The newest session that has a score for a person decides the person's cell. So a score of an older session is never
// sent once a newer session has one, whatever became of the newer one: it is draft and says so. It keeps its sent where
// it was sent before, until it changes. A changed older score is a draft with the new value, because sent would be a lie.
// Writers take the activity's row first, so that sessions of one classroom that are settled at once agree on who is newer.
//
// # Timestamps
//
// LMSs compare whole seconds and refuse a score that isn't later than what they have. Each message gets its timestamp
// when it is queued, which is when the score was decided (AGS 2.0 §3.4): now in whole seconds, or a second after the
// last one of the same person and column, with the message then not due before. It is in the message, so every attempt
// sends the same, and an LMS that has it already answers 409. What a 409 means is read from the results: the same
// grade is there, and it was sent. Another grade is there, and it is sent once more with a fresh timestamp, after a wait
// where the LMS's clock is a little ahead; if that is refused too, it has failed. Where results can't be read, a 409 to
// a repetition is success.
//
// # Failure
//
// What speaks of the LMS as a whole (no answer, 429, a page of HTML, 502 to 504, a refused token) holds the registration's
// messages, uncounted, for as long as it takes. 400 and the like end the message at once. A 500 is ambiguous, because
// Moodle answers it for a locked column, and so is a 404, because a proxy answers it for an LMS that is being changed.
// Where other scores pass at the same time, the trouble is the score's own and a few tries are enough, one for a 404.
// Where none does but the LMS answers elsewhere, the score alone is tried for hours; where the LMS doesn't, all are held.
//
// # Pace
//
// Each LMS is asked at the pace that it takes, which is learnt from what it took between two requests for a pause (429,
// and Canvas's 403) and forgotten when nothing is sent for a while. A pause of a few seconds is waited for within a
// delivery, a longer one is a hold. An LMS that fails or drops a connection just after it answered is asked again at
// once, a few times; one that failed before is asked with a single score first. Real time paces, whatever Clock says.
//
// # Concurrency and lifecycle
//
// A Service is safe for concurrent use and has no lifecycle. The outbox calls Deliver by one worker at a time for one
// registration; Deliver has at most four requests under way. Settle, Override, Reset and Retry take part in the
// transaction of their context; Deliver and ReadBack must not be called in one.
// What scores are computed from is the Computer's: nothing here knows how presence becomes a number.
// Allowed imports: app, app/outbox, app/store, app/web, lti; gorm in store.go, Echo in http.go.
package grade

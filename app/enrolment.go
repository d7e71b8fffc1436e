package app

import "time"

// Enrolment is a member with when they became one and when they stopped, as far as Lectern knows.
type Enrolment struct {
	Member
	// Since is zero for who was in the first list of the course, or is known from before that was kept: from its beginning.
	Since time.Time
	// Until is when the LMS was first heard to have them no more, or as inactive; zero for who is active.
	Until time.Time
}

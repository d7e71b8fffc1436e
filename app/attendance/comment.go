package attendance

import (
	"fmt"
	"math"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

const (
	// shortSession: sessions shorter than this are told in seconds.
	shortSession = 3 * time.Minute
	// worthTelling: of a line that is told anyway, coming or going by less isn't mentioned.
	worthTelling = time.Minute
)

// Comment is the sentence that explains a line in the gradebook, in English: "Present 41 of 45 min. Joined 4 min late."
// Times are rounded, but the presence never comes out longer than the session and never as nothing. Being late or
// leaving early is told where the status says it, and where it explains a presence that is late or partial anyway.
func Comment(a app.Attendance, session app.Session) string {
	if len(a.Intervals) == 0 {
		return "Absent."
	}
	if session.EndedAt.IsZero() {
		return fmt.Sprintf("Present %s so far.", length(a.Present))
	}
	whole := session.EndedAt.Sub(session.StartedAt)
	if whole <= 0 {
		return "Present."
	}
	text := presence(a.Present, whole)
	late, early := a.FirstJoined().Sub(session.StartedAt), session.EndedAt.Sub(a.LastLeft())
	also := a.Status == app.AttendanceLate || a.Status == app.AttendancePartial
	if late > 0 && (a.Status == app.AttendanceLate || (also && late >= worthTelling)) {
		text += fmt.Sprintf(" Joined %s late.", length(late))
	}
	if early > 0 && (a.Status == app.AttendanceLeftEarly || (also && early >= worthTelling)) {
		text += fmt.Sprintf(" Left %s early.", length(early))
	}
	return text
}

// presence says the presence and the whole in one unit.
func presence(present, whole time.Duration) string {
	unit, name := time.Minute, "min"
	if whole < shortSession {
		unit, name = time.Second, "s"
	}
	n, of := round(present, unit), max(1, round(whole, unit))
	if present < whole && n >= of && whole-present >= unit/2 {
		n = of - 1 // both round to the same although half a unit is missing
	}
	n = min(n, of)
	if n <= 0 && present > 0 {
		return fmt.Sprintf("Present less than 1 of %d %s.", of, name)
	}
	return fmt.Sprintf("Present %d of %d %s.", n, of, name)
}

// length says a duration in minutes, or in seconds below one and a half.
func length(d time.Duration) string {
	if d < 90*time.Second {
		return fmt.Sprintf("%d s", max(1, round(d, time.Second)))
	}
	return fmt.Sprintf("%d min", round(d, time.Minute))
}

func round(d, unit time.Duration) int64 {
	return int64(math.Round(float64(d) / float64(unit)))
}

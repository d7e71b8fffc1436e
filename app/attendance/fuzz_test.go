package attendance

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// FuzzFactData feeds data of facts as a damaged or newer log might hold it: whatever it says, the record keeps within
// the session and its parts agree with each other.
func FuzzFactData(f *testing.F) {
	for _, data := range []string{``, `{}`, `null`, `{"clean":true}`, `{"timedOut":true}`, `{"inferred":true}`, `{"reason":"room_deleted"}`,
		`{"present":["PA_1","k1",""]}`, `{"present":null}`, `{"present":{"PA_1":1}}`, `[`, `{"clean":"yes"}`, `{"reason":7,"timedOut":true}`} {
		f.Add([]byte(data), int64(40_000), false)
		f.Add([]byte(data), int64(-5), true)
	}
	kinds := []app.FactKind{app.FactSocketOpened, app.FactSocketStale, app.FactSocketResumed, app.FactSocketClosed, app.FactMediaJoined,
		app.FactMediaLeft, app.FactMediaRoll, app.FactMediaDown, app.FactMediaUp, app.FactPersonRemoved, app.FactGradeOverridden, "newer"}
	f.Fuzz(func(t *testing.T, data []byte, ms int64, live bool) {
		ms %= 1 << 40
		s := app.Session{ID: "s", StartedAt: at(0), EndedAt: at(60_000), AliveAt: at(59_500)}
		if live {
			s.EndedAt = time.Time{}
		}
		facts := []app.Fact{
			{Session: "s", Kind: app.FactMediaJoined, Source: app.SourceWebhook, User: "u", Connection: "PA_1", At: at(5_000)},
			{Session: "s", Kind: app.FactSocketOpened, Source: app.SourceState, User: "u", Connection: "k1", At: at(5_000)},
		}
		for _, kind := range kinds {
			for _, c := range []app.ConnectionID{"PA_1", "k1"} {
				facts = append(facts, app.Fact{Session: "s", Kind: kind, Source: app.SourceState, User: "u", Connection: c, At: at(ms), Data: json.RawMessage(data)})
				lines := Compute(s, app.DefaultSettings().Attendance, facts, at(90_000))
				for _, l := range lines {
					consistent(t, l, at(0), at(90_000))
				}
			}
		}
	})
}

// consistent checks what holds of every line.
func consistent(t *testing.T, a app.Attendance, start, end time.Time) {
	t.Helper()
	var present time.Duration
	last := start
	for i, iv := range a.Intervals {
		if iv.Start.Before(start) || iv.End.After(end) || !iv.End.After(iv.Start) || (i > 0 && !iv.Start.After(last)) || len(iv.Evidence) == 0 {
			t.Fatalf("interval %v of %+v", iv, a)
		}
		last = iv.End
		present += iv.Duration()
	}
	if present != a.Present || a.Ratio < 0 || a.Ratio > 1 || len(a.Visits) > len(a.Intervals) || (present == 0) != (a.Status == app.AttendanceAbsent) {
		t.Fatalf("line %+v", a)
	}
}

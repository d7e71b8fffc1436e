package attendance

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

// said makes facts of one user from short lines: second, kind, connection, data.
func said(lines ...string) []app.Fact {
	var facts []app.Fact
	for i, line := range lines {
		var sec float64
		var kind, c, data string
		if _, err := fmt.Sscan(line+" - -", &sec, &kind, &c, &data); err != nil {
			panic(err)
		}
		f := app.Fact{ID: fmt.Sprint(i), Session: "s", Kind: app.FactKind(kind), User: "u", Connection: app.ConnectionID(c), At: at(int64(sec * 1000))}
		f.Source = app.SourceWebhook
		switch {
		case strings.HasPrefix(kind, "socket"):
			f.Source = app.SourceState
		case kind == "media.roll", data == "inferred":
			f.Source, f.User = app.SourceReconcile, ""
		}
		switch data {
		case "clean":
			f.Data = app.MustJSON(app.SocketClosedData{Clean: true})
		case "inferred":
			f.Data = app.MustJSON(app.MediaLeftData{Inferred: true})
		case "connection_timeout":
			f.Data = app.MustJSON(app.MediaLeftData{Reason: data, TimedOut: true})
		case "-":
		default:
			f.Data = app.MustJSON(app.MediaLeftData{Reason: data})
		}
		if kind == "media.roll" {
			f.Connection, f.Data = "", app.MustJSON(app.MediaRollData{Present: []app.ConnectionID{app.ConnectionID(c)}})
		}
		facts = append(facts, f)
	}
	return facts
}

// shown is a line in short: its intervals in seconds with their evidence.
func shown(a app.Attendance) string {
	words := map[app.FactSource]string{app.SourceWebhook: "w", app.SourceReconcile: "r", app.SourceState: "s"}
	var out []string
	for _, i := range a.Intervals {
		sources := ""
		for _, s := range i.Evidence {
			sources += words[s]
		}
		out = append(out, fmt.Sprintf("%g-%g %s", i.Start.Sub(epoch).Seconds(), i.End.Sub(epoch).Seconds(), sources))
	}
	return strings.Join(append(out, string(a.Status)), ", ")
}

func TestComputeEvidence(t *testing.T) {
	t.Parallel()
	const opened, joined = "10 socket.opened k", "11 media.joined PA"
	for _, tc := range []struct {
		name, want string
		facts      []app.Fact
	}{
		{"socket", "10-900 s, present", said(opened, "900 socket.closed k clean")},
		{"socket, closed first in the log", "10-900 s, present", said("900 socket.closed k clean", opened)},
		{"socket without opened counts from its first beat known", "300-900 s, present", said("300 socket.resumed k", "900 socket.closed k clean")},
		{"stale and resumed is a hole", "10-400 s, 420-900 s, present", said(opened, "400 socket.stale k", "420 socket.resumed k", "900 socket.closed k")},
		{"one beat between two holes", "10-400 s, 430-900 s, present", said(opened, "400 socket.stale k", "420 socket.resumed k", "420 socket.stale k", "430 socket.resumed k", "900 socket.closed k")},
		{"media covers the hole", "10-900 rws, present", said(opened, joined, "400 socket.stale k", "420 socket.resumed k", "500 media.roll PA", "900 media.left PA client_initiated", "900 socket.closed k")},
		{"two tabs count once", "10-900 s, present", said(opened, "100 socket.opened k2", "500 socket.closed k clean", "900 socket.closed k2 clean")},
		{"a time-out ends with the last beat", "10-500 ws, partial", said(opened, joined, "500 socket.stale k", "500 socket.closed k", "521 media.left PA connection_timeout")},
		{"a time-out without socket ends 21 s before", "11-500 rw, partial", said(joined, "510 media.roll PA", "521 media.left PA connection_timeout")},
		{"a time-out never ends before joining", "10-15 ws, partial", said("10 socket.opened k", "15 socket.closed k", "14 media.joined PA", "31 media.left PA connection_timeout")},
		{"a lost leaving ends with the socket", "10-705.5 rws, present", said(opened, joined, "700 media.roll PA", "705.5 socket.closed k clean", "715 media.left PA inferred")},
		{"a lost leaving without socket ends with the last roll call", "11-700 rw, present", said(joined, "685 media.roll PA", "700 media.roll PA", "715 media.left PA inferred")},
		{"a roll call has the dead still", "10-690 rws, left_early", said(opened, joined, "690 socket.stale k", "690 socket.closed k", "700 media.roll PA", "715 media.left PA inferred")},
		{"a late roll call refutes an inferred leaving", "11-900 rw, present", said(joined, "715 media.left PA inferred", "990 media.roll PA", "900 media.left PA client_initiated")},
		{"told goes before inferred, an hour late", "11-712 rw, present", said(joined, "700 media.roll PA", "715 media.left PA inferred", "712 media.left PA client_initiated")},
		{"the room closed with the session", "11-1000 rw, present", said(joined, "985 media.roll PA")},
		{"the room closed, but the socket had gone", "10-990 rws, present", said(opened, joined, "985 media.roll PA", "990 socket.closed k clean")},
		{"closed sockets of the session's end don't shorten", "10-1000 ws, present", said(opened, joined, "998.2 socket.closed k", "1000 media.left PA room_deleted")},
		{"dead when the room closed", "10-985 ws, present", said(opened, joined, "985 socket.stale k", "985 socket.closed k", "1000 media.left PA room_deleted")},
		{"dead, then back under the same identity", "10-500 ws, 512-900 ws, present", said(opened, joined, "500 socket.closed k", "512 socket.opened k2", "512 media.left PA duplicate_identity",
			"512.5 media.joined PA2", "900 socket.closed k2 clean", "900 media.left PA2 client_initiated")},
		{"LiveKit killed, the socket goes on", "10-900 rws, present", said(opened, joined, "400 media.roll PA", "410 media.down -", "440 media.up -", "440.2 media.left PA inferred", "441 media.joined PA2", "900 socket.closed k clean", "900 media.left PA2 client_initiated")},
		{"LiveKit killed, media alone", "11-400 rw, 441-900 w, present", said(joined, "400 media.roll PA", "410 media.down -", "440.2 media.left PA inferred", "441 media.joined PA2", "900 media.left PA2 client_initiated")},
		{"the app killed, LiveKit went on", "10-900 rws, present", said(opened, joined, "400 socket.closed k", "430 media.roll PA", "431 socket.opened k2", "900 socket.closed k2 clean", "900 media.left PA client_initiated")},
		{"joining lost, roll calls have them", "300-900 rw, present", said("300 media.roll PA", "400 media.roll PA", "900 media.left PA client_initiated")},
		{"a roll call of a stranger", "10-900 s, present", said(opened, "400 media.roll PA9", "900 socket.closed k clean")},
		{"leaving alone says nothing", "absent", said("900 media.left PA client_initiated")},
		{"clipped to the session", "0-1000 s, present", said("-50 socket.opened k", "1100 socket.closed k")},
		{"before the session", "absent", said("-50 socket.opened k", "-20 socket.closed k")},
		{"a webhook's whole second before joining", "10-900 s, present", said("11.4 media.joined PA", "11 media.left PA client_initiated", opened, "900 socket.closed k")},
		{"nobody closed the socket: the app's last sign of life", "10-999 s, present", said(opened)},
		{"removal doesn't end presence by itself", "10-900 s, present", said(opened, "500 person.removed -", "900 socket.closed k")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := app.Session{ID: "s", StartedAt: at(0), EndedAt: at(1_000_000), AliveAt: at(999_000)}
			lines := Compute(s, app.DefaultSettings().Attendance, tc.facts, at(5_000_000))
			if len(lines) != 1 {
				t.Fatalf("%d lines", len(lines))
			}
			consistent(t, lines[0], at(0), at(1_000_000))
			if diff := cmp.Diff(tc.want, shown(lines[0])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestComputeLive(t *testing.T) {
	t.Parallel()
	const opened, joined = "10 socket.opened k", "11 media.joined PA"
	for _, tc := range []struct {
		name, want string
		alive      int64 // seconds; 0: never said
		facts      []app.Fact
	}{
		{"served", "10-600 s, here", 599, said(opened)},
		{"the app says nothing of its life", "10-600 s, here", 0, said(opened)},
		{"stale", "10-500 s, left_early", 599, said(opened, "500 socket.stale k", "590 media.down -")},
		{"stale and resumed", "10-500 s, 510-600 s, here", 599, said(opened, "500 socket.stale k", "510 socket.resumed k")},
		{"the app is dead", "10-302 s, partial", 300, said(opened)},
		{"the app is dead, LiveKit had them last", "11-600 rw, here", 300, said(joined, "300 media.roll PA")},
		{"media alone", "11-600 w, here", 599, said(joined)},
		{"LiveKit is down", "11-310 rw, partial", 599, said(joined, "310 media.roll PA", "330 media.down -")},
		{"LiveKit is back and has them", "11-600 rw, here", 599, said(joined, "310 media.roll PA", "330 media.down -", "350 media.roll PA")},
		{"left", "10-400 s, left_early", 599, said(opened, "400 socket.closed k clean")},
		{"left long ago", "10-100 s, partial", 599, said(opened, "100 socket.closed k clean")},
		{"late and here", "400-600 s, here", 599, said("400 socket.opened k")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := app.Session{ID: "s", State: app.SessionLive, StartedAt: at(0)}
			if tc.alive > 0 {
				s.AliveAt = at(tc.alive * 1000)
			}
			policy := app.DefaultSettings().Attendance
			policy.LeftEarlySeconds = 60
			lines := Compute(s, policy, tc.facts, at(600_000))
			if len(lines) != 1 {
				t.Fatalf("%d lines", len(lines))
			}
			if diff := cmp.Diff(tc.want, shown(lines[0])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestComputePolicy(t *testing.T) {
	t.Parallel()
	policy := app.AttendancePolicy{Threshold: 0.5, LateAfterSeconds: 300, LeftEarlySeconds: 300}
	lenient := policy
	lenient.GraceSeconds = 60
	for _, tc := range []struct {
		name     string
		policy   app.AttendancePolicy
		from, to float64
		ratio    float64
		status   app.AttendanceStatus
	}{
		{"whole", policy, 0, 3600, 1, app.AttendancePresent},
		{"just in time", policy, 300, 3300, 3000.0 / 3600, app.AttendancePresent},
		{"late", policy, 300.001, 3600, 3299.999 / 3600, app.AttendanceLate},
		{"left early", policy, 0, 3299.999, 3299.999 / 3600, app.AttendanceLeftEarly},
		{"late goes before left early", policy, 900, 3000, 2100.0 / 3600, app.AttendanceLate},
		{"partial goes before late", policy, 1900, 3600, 1700.0 / 3600, app.AttendancePartial},
		{"grace lifts over the threshold", lenient, 100, 1870, 1830.0 / 3600, app.AttendanceLeftEarly},
		{"grace never lifts over the whole", lenient, 10, 3600, 1, app.AttendancePresent},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := app.Session{ID: "s", StartedAt: at(0), EndedAt: at(3_600_000)}
			facts := said(fmt.Sprintf("%f socket.opened k", tc.from), fmt.Sprintf("%f socket.closed k clean", tc.to))
			a := Compute(s, tc.policy, facts, at(9_000_000))[0]
			if a.Status != tc.status || a.Ratio-tc.ratio > 1e-9 || tc.ratio-a.Ratio > 1e-9 {
				t.Errorf("ratio %v, %s", a.Ratio, a.Status)
			}
		})
	}
}

func TestComputeSessionWithoutLength(t *testing.T) {
	t.Parallel()
	s := app.Session{ID: "s", StartedAt: at(5_000), EndedAt: at(5_000)}
	policy := app.DefaultSettings().Attendance
	policy.GraceSeconds = 60
	there := Compute(s, policy, said("1 socket.opened k", "9 socket.closed k"), at(9_000))[0]
	if there.Ratio != 1 || there.Present != 0 || there.Status != app.AttendancePresent {
		t.Errorf("there: %+v", there)
	}
	if gone := Compute(s, policy, said("1 socket.opened k", "4 socket.closed k"), at(9_000))[0]; gone.Ratio != 0 || gone.Status != app.AttendanceAbsent {
		t.Errorf("gone: %+v", gone)
	}
}

func TestComputeVisits(t *testing.T) {
	t.Parallel()
	s := app.Session{ID: "s", StartedAt: at(0), EndedAt: at(1_000_000)}
	a := Compute(s, app.DefaultSettings().Attendance, said("0 socket.opened a", "100 socket.closed a", "114.999 socket.opened b", "200 socket.closed b", "215 socket.opened c", "300 socket.closed c"), at(0))[0]
	if len(a.Intervals) != 3 || len(a.Visits) != 2 || a.Visits[0].End != at(200_000) || a.Present != 270001*time.Millisecond {
		t.Errorf("%s, visits %v", shown(a), a.Visits)
	}
}

func TestComputeKeepsSessionsApart(t *testing.T) {
	t.Parallel()
	facts := said("10 socket.opened k", "900 socket.closed k clean")
	if lines := Compute(app.Session{ID: "other", StartedAt: at(0), EndedAt: at(1_000_000)}, app.DefaultSettings().Attendance, facts, at(0)); len(lines) != 0 {
		t.Errorf("lines of another session: %v", lines)
	}
}

// A killed app closes everybody's sockets at one time. That isn't a laptop that died: whoever is put out right after
// was there until then.
func TestComputeTellsAKilledAppFromADeadLaptop(t *testing.T) {
	t.Parallel()
	facts := said("10 socket.opened k", "11 media.joined PA", "500 socket.closed k", "510 socket.opened k2", "512 media.left PA duplicate_identity", "900 socket.closed k2 clean")
	other := said("10 socket.opened o", "500 socket.closed o")
	for i := range other {
		other[i].User = "v"
	}
	s := app.Session{ID: "s", StartedAt: at(0), EndedAt: at(1_000_000)}
	if got := shown(Compute(s, app.DefaultSettings().Attendance, append(facts, other...), at(0))[0]); got != "10-900 ws, present" {
		t.Error(got)
	}
	// A laptop that dies while the app is dead is dated by LiveKit's time-out and not by the app's death.
	facts = said("10 socket.opened k", "11 media.joined PA", "500 socket.closed k", "526 media.left PA connection_timeout")
	if got := shown(Compute(s, app.DefaultSettings().Attendance, append(facts, other...), at(0))[0]); got != "10-505 ws, partial" {
		t.Error(got)
	}
}

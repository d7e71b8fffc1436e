package analytics

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var began = time.Date(2026, 9, 1, 10, 0, 0, 0, time.UTC)

const room = app.ClassroomID("room")

// at is when the n-th class begins, from 0; it lasts an hour.
func at(n int) time.Time { return began.AddDate(0, 0, 7*n) }

func meeting(n int) app.Session {
	return app.Session{ID: app.SessionID(fmt.Sprint("s", n)), Classroom: room, Title: "Algebra", State: app.SessionEnded, StartedBy: "teacher", StartedAt: at(n), EndedAt: at(n).Add(time.Hour)}
}

func enrolled(users ...string) []app.Enrolment {
	out := []app.Enrolment{member("teacher", app.RoleInstructor), member("helper", app.RoleAssistant), member("watcher", app.RoleObserver)}
	for _, u := range users {
		out = append(out, member(u, app.RoleLearner))
	}
	return out
}

func member(user string, role app.Role) app.Enrolment {
	return app.Enrolment{Member: app.Member{Person: app.Person{ID: app.UserID(user), Name: user, Issuer: "https://lms.example.org", Subject: user}, Role: role, Status: app.MemberActive}}
}

// there is who was at a class from its beginning to its end.
func there(more ...func(*Part)) Part {
	p := Part{Status: app.AttendancePresent, Ratio: 1, Present: time.Hour}
	for _, change := range more {
		change(&p)
	}
	return p
}

func half(p *Part) { p.Status, p.Ratio = app.AttendanceLate, 0.5 }

func did(n int) func(*Part) { return func(p *Part) { p.Messages = n } }

// class is the n-th class with those people and the teacher in it.
func class(n int, people map[app.UserID]Part, asked ...Asked) Digest {
	d := Digest{Session: meeting(n), People: map[app.UserID]Part{"teacher": there(did(3))}, Questions: asked}
	for user, part := range people {
		d.People[user] = part
	}
	return d
}

// rows write a term down: a letter for each class and learner, p present, h half, a absent.
func rows(of map[app.UserID]string) []Digest {
	var out []Digest
	for n := 0; ; n++ {
		people := map[app.UserID]Part{}
		more := false
		for user, row := range of {
			if n >= len(row) {
				continue
			}
			more = true
			switch row[n] {
			case 'p':
				people[user] = there()
			case 'h':
				people[user] = there(half)
			}
		}
		if !more {
			return out
		}
		out = append(out, class(n, people))
	}
}

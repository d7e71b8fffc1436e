package live_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// promotions returns what instructors made of people.
func (w *world) promotions() []string {
	w.t.Helper()
	var rows []struct{ UserID, Role string }
	if err := w.store.Read(context.Background()).Raw("SELECT user_id, role FROM promotions").Scan(&rows).Error; err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		out = append(out, r.UserID+" "+r.Role)
	}
	return out
}

func TestALaterLaunchOutranksWhatAnInstructorMade(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		here := app.Session{ID: session, Classroom: "room", State: app.SessionLive}
		teacher := w.dial("instructor:teacher")
		w.dial("learner:ana")
		teacher.next("person.joined")
		teacher.send(`{"type":"person.role","id":"make-0001","userId":"ana","role":"assistant"}`)
		if f := teacher.next("person.changed"); f.Person.Role != app.RoleAssistant {
			t.Fatalf("%+v", f)
		}
		teacher.next("ack")
		if diff := cmp.Diff([]string{"ana assistant"}, w.promotions()); diff != "" {
			t.Error(diff)
		}
		w.Relaunched(here, "ana", app.RoleLearner)
		if f := teacher.next("person.changed"); f.Person.Role != app.RoleLearner {
			t.Errorf("%+v", f)
		}
		if again := w.dial("learner:ana"); again.welc.You.Role != app.RoleLearner || len(w.promotions()) != 0 {
			t.Errorf("back as %+v with %v", again.welc.You, w.promotions())
		}
		w.exec("INSERT INTO promotions (session_id, user_id, role, promoted_by, at_ms) VALUES (?, 'ben', 'learner', 'teacher', 1)", session)
		w.Relaunched(here, "ben", app.RoleInstructor) // who isn't there
		if ben := w.dial("instructor:ben"); ben.welc.You.Role != app.RoleInstructor || len(w.promotions()) != 0 {
			t.Errorf("ben is %+v with %v", ben.welc.You, w.promotions())
		}
	})
}

// TestALockedSocketHoldsNobodyUp has a turn hold the row of a socket while the process says that it is alive.
func TestALockedSocketHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.Postgres(t))
	w := newWorld(t, s)
	ana := w.dial("learner:ana")
	err := s.Tx(t.Context(), func(ctx context.Context) error {
		if err := s.Write(ctx).Exec("UPDATE sockets SET away = away").Error; err != nil {
			return err
		}
		w.add(time.Second)
		ana.beat() // which is to be kept
		want := []int64{store.Millis(w.Now())}
		eventually(t, func() string {
			var alive []int64
			// The reading connection, outside of the transaction.
			if err := s.Read(context.Background()).Raw("SELECT alive_ms FROM processes").Scan(&alive).Error; err != nil {
				return err.Error()
			}
			return cmp.Diff(want, alive)
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if log := w.log.String(); log != "" {
		t.Error(log)
	}
}

// TestASocketThatNobodyHasIsClosed has a row of this very process whose commit it never learnt of.
func TestASocketThatNobodyHasIsClosed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.dial("learner:ana")
		w.exec(`INSERT INTO sockets (connection_id, session_id, process_id, user_id, name, role, device, away, joined_ms, opened_ms, heard_ms)
			SELECT 'ghost', session_id, process_id, 'gus', 'N', role, device, away, joined_ms, opened_ms, heard_ms FROM sockets`)
		w.add(61 * time.Second)
		eventually(t, func() string {
			for _, f := range w.facts() {
				if f == `closed gus 0s {"clean":false}` {
					return ""
				}
			}
			return fmt.Sprint(w.facts())
		})
	})
}

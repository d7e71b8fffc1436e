package schedule_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestASessionFromItsStartToItsEnd(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		session := w.start(t)
		want := app.Session{ID: session.ID, Classroom: "room", Title: "Algebra", State: app.SessionLive, StartedBy: "teacher", StartedAt: start, AliveAt: start}
		if diff := cmp.Diff(want, w.session(t, session.ID)); diff != "" {
			t.Error(diff)
		}
		if q := w.queued(t); len(q) != 0 {
			t.Errorf("a start queues %+v", q)
		}
		w.add(45 * time.Minute)
		ended, err := w.End(context.Background(), session.ID, w.Now(), app.EndByInstructor, "teacher")
		if err != nil {
			t.Fatal(err)
		}
		want.State, want.EndedAt, want.EndReason = app.SessionEnded, w.Now(), app.EndByInstructor
		if diff := cmp.Diff(want, ended); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]app.Session{want}, w.told()); diff != "" {
			t.Error(diff)
		}
		facts := []string{`session.started teacher 0s {"by":"teacher"}`, `session.ended teacher 45m0s {"reason":"instructor","by":"teacher"}`}
		if diff := cmp.Diff(facts, w.facts(t, session.ID)); diff != "" {
			t.Error(diff)
		}
		payload := fmt.Sprintf(`{"v":1,"session":%q}`, session.ID)
		messages := []message{
			{Topic: "media.close", Destination: "livekit", Payload: payload, NextMs: w.Now().UnixMilli()},
			{Topic: "session.settle", Destination: "room", Payload: payload, NextMs: w.Now().UnixMilli() + 1500},
		}
		if diff := cmp.Diff(messages, w.queued(t)); diff != "" {
			t.Error(diff)
		}
		if id, err := schedule.ParseEnded([]byte(payload)); err != nil || id != session.ID {
			t.Errorf("the payload names %s, %v", id, err)
		}
		if again := w.start(t); again.ID == session.ID {
			t.Error("the next session has the id of the last")
		}
	})
}

func TestOfManyStartsAtOnceOneWins(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		var wg sync.WaitGroup
		started, refused := make([]app.SessionID, 8), make([]app.SessionID, 8)
		for i := range started {
			wg.Go(func() {
				session, err := w.Start(context.Background(), w.room, "teacher")
				var e *app.Error
				if errors.As(err, &e) && e.Code == app.CodeSessionAlreadyLive {
					refused[i] = e.Session
				} else if err != nil {
					t.Error(err)
				}
				started[i] = session.ID
			})
		}
		wg.Wait()
		var won app.SessionID
		for _, id := range started {
			if id != "" && won != "" {
				t.Errorf("%s and %s are live", won, id)
			}
			won = max(won, id)
		}
		for i, id := range refused {
			if started[i] == "" && id != won {
				t.Errorf("a refusal names %q, live is %q", id, won)
			}
		}
	})
}

// TestARefusedStartNamesALiveSession starts and ends from all sides: whoever is refused is told which session is in the
// way, also where that one has just ended.
func TestARefusedStartNamesALiveSession(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		ctx := context.Background()
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 25 {
					session, err := w.Start(ctx, w.room, "teacher")
					var e *app.Error
					if errors.As(err, &e) && e.Code == app.CodeSessionAlreadyLive && e.Session == "" {
						t.Error("a refusal names no session")
					} else if err == nil {
						_, err = w.End(ctx, session.ID, w.Now(), app.EndByInstructor, "teacher")
					}
					if err != nil && e == nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
	})
}

func TestOfManyEndsAtOnceOneCounts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		session := w.start(t)
		w.add(10 * time.Minute)
		w.set(func(p *parts) { p.last = start.Add(time.Minute) })
		var wg sync.WaitGroup
		got := make([]app.Session, 6)
		for i := range got {
			wg.Go(func() {
				if i == 0 {
					if err := w.Sweep(context.Background()); err != nil {
						t.Error(err)
					}
				}
				var err error
				at := start.Add(time.Duration(i+2) * time.Minute)
				if got[i], err = w.End(context.Background(), session.ID, at, app.EndByInstructor, "teacher"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, g := range got {
			if diff := cmp.Diff(got[0], g); diff != "" {
				t.Error(diff)
			}
		}
		if facts, q := w.facts(t, session.ID), w.queued(t); len(facts) != 2 || len(q) != 2 || len(w.told()) != 1 {
			t.Errorf("%d facts, %d messages, told %d times", len(facts), len(q), len(w.told()))
		}
	})
}

// refusing takes no message.
type refusing struct{}

func (refusing) Add(context.Context, ...outbox.Message) error {
	return errors.New("the outbox is full")
}

func TestAnEndWithoutItsMessagesIsNone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		session := w.start(t)
		broken := schedule.New(schedule.Deps{Store: s, Classrooms: w.parts, Live: w.parts, Presence: w.parts, Outbox: refusing{}, Clock: w.Now, Log: slog.New(slog.DiscardHandler)})
		if _, err := broken.End(context.Background(), session.ID, w.Now(), app.EndByInstructor, "teacher"); err == nil {
			t.Fatal("it ended")
		}
		if got := w.session(t, session.ID); got.State != app.SessionLive || len(w.facts(t, session.ID)) != 1 || len(w.told()) != 0 {
			t.Errorf("left behind: %+v, %v, told %v", got, w.facts(t, session.ID), w.told())
		}
	})
}

func TestAnEndBeforeTheStartIsAtTheStart(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	session := w.start(t)
	w.add(-time.Hour) // the clock was set back
	ended, err := w.End(context.Background(), session.ID, w.Now(), app.EndByInstructor, "teacher")
	if err != nil || !ended.EndedAt.Equal(start) {
		t.Errorf("ended at %v, %v", ended.EndedAt, err)
	}
}

func TestResettle(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	ctx := context.Background()
	session := w.start(t)
	if err := w.Resettle(ctx, session.ID); err != nil || len(w.queued(t)) != 0 {
		t.Fatalf("a live session queues %v, %v", w.queued(t), err)
	}
	if _, err := w.End(ctx, session.ID, w.Now(), app.EndByInstructor, "teacher"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.Resettle(ctx, session.ID); err != nil {
			t.Fatal(err)
		}
	}
	q := w.queued(t)
	if len(q) != 4 || q[3].Topic != "session.settle" || q[3].CollapseKey != string(session.ID) {
		t.Errorf("queued %+v", q)
	}
	if err := w.Resettle(ctx, "nothing"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("nothing gives %v", err)
	}
}

func TestEveryLiveSessionIsListed(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	ctx := context.Background()
	const many = 230
	err := w.store.Tx(ctx, func(ctx context.Context) error {
		for i := range many {
			room := w.room
			room.ID = app.ClassroomID(fmt.Sprint("room", i))
			err := w.store.Write(ctx).Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
				settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
				VALUES (?, 'r', 'd', ?, 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`, room.ID, room.ID).Error
			if err != nil {
				return err
			}
			if _, err := w.Start(ctx, room, "teacher"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := w.LiveSessions(ctx)
	if err != nil || len(sessions) != many {
		t.Fatalf("%d of %d are listed, %v", len(sessions), many, err)
	}
}

func TestSessionsAreListedNewestFirst(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	ctx := context.Background()
	var want []app.SessionID
	for range 3 {
		session := w.start(t)
		want = append([]app.SessionID{session.ID}, want...)
		w.add(time.Hour)
		if _, err := w.End(ctx, session.ID, w.Now(), app.EndByInstructor, "teacher"); err != nil {
			t.Fatal(err)
		}
	}
	other := w.insertRoom(t, "other")
	if _, err := w.Start(ctx, other, "teacher"); err != nil {
		t.Fatal(err)
	}
	sessions, err := w.Sessions(ctx, "room")
	var got []app.SessionID
	for _, s := range sessions {
		got = append(got, s.ID)
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestParseEndedRefusesOthers(t *testing.T) {
	t.Parallel()
	for _, payload := range []string{"", "{}", `{"v":2,"session":"s"}`, `{"v":1}`, `{"v":1,"session":7}`, "null"} {
		if id, err := schedule.ParseEnded([]byte(payload)); err == nil {
			t.Errorf("%s names %q", payload, id)
		}
	}
}

package media_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func joins(user, sid string, at time.Duration) hook {
	return hook{event: "participant_joined", user: user, sid: sid, joined: at, created: at}
}

func leaves(user, sid string, joined, at time.Duration) hook {
	return hook{event: "participant_left", user: user, sid: sid, joined: joined, created: at, reason: "CLIENT_INITIATED"}
}

func TestWebhookEdges(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	h := joins("ana", "PA_1", 0)
	h.room = app.RoomName(w.session.ID, "")
	good := h.body()
	for name, tc := range map[string]struct {
		authorization, body string
		status              int
	}{
		"no signature":     {"", good, 401},
		"garbage":          {"garbage", good, 401},
		"other secret":     {sign(good, "another-secret-of-at-least-32-bytes"), good, 401},
		"of another body":  {sign("{}", secret), good, 401},
		"body changed":     {sign(good, secret), strings.Replace(good, "ana", "eve", 1), 401},
		"signed, no event": {sign("[]", secret), "[]", 400},
		"signed, empty":    {sign("", secret), "", 400},
		"too large":        {sign(good, secret), good + strings.Repeat(" ", 300<<10), 413},
	} {
		if rec := w.request("POST", "/livekit/webhook", tc.authorization, tc.body); rec.Code != tc.status {
			t.Errorf("%s: %d %s, want %d", name, rec.Code, rec.Body, tc.status)
		}
	}
	if facts := w.facts(); len(facts) != 0 {
		t.Errorf("kept %v", facts)
	}
	if log := w.log.String(); strings.Contains(log, "hush") || strings.Contains(log, "García") {
		t.Errorf("logged %s", log)
	}
}

func TestWebhooksThatTellNothingOfOurPeople(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	own := app.RoomName(w.session.ID, "")
	for name, h := range map[string]hook{
		"foreign room":      {event: "participant_joined", room: "standup", user: "ana", sid: "PA_1"},
		"unknown session":   {event: "participant_joined", room: "s-unknown", user: "ana", sid: "PA_1"},
		"hidden":            {event: "participant_joined", room: own, user: "ana", sid: "PA_1", permission: `{"hidden":true}`},
		"recorder":          {event: "participant_left", room: own, user: "ana", sid: "PA_1", permission: `{"recorder":true}`},
		"without a sid":     {event: "participant_joined", room: own, user: "ana"},
		"never connected":   {event: "participant_connection_aborted", room: own, user: "ana", sid: "PA_1"},
		"a track":           {event: "track_published", room: own, user: "ana", sid: "PA_1"},
		"the room":          {event: "room_finished", room: own},
		"of a newer server": {event: "participant_levitated", room: own, user: "ana", sid: "PA_1"},
	} {
		if status := w.deliver(h); status != 200 {
			t.Errorf("%s: %d", name, status)
		}
	}
	if facts := w.facts(); len(facts) != 0 {
		t.Errorf("kept %v", facts)
	}
}

// TestWebhooksInAnyOrder delivers the webhooks of one coming and going in every order, some twice.
func TestWebhooksInAnyOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		w := newWorld(t, s)
		w.add(time.Hour)
		hooks := []hook{joins("ana", "PA_1", 1234*time.Millisecond), leaves("ana", "PA_1", 1234*time.Millisecond, 60*time.Second),
			joins("ana", "PA_2", 70*time.Second), joins("ben", "PA_3", 0),
			{event: "participant_left", user: "ben", sid: "PA_3", created: 90 * time.Second, reason: "CONNECTION_TIMEOUT"}}
		hooks = append(hooks, hooks...)
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(hooks), func(i, j int) { hooks[i], hooks[j] = hooks[j], hooks[i] })
		for _, h := range hooks {
			if status := w.deliver(h); status != 200 {
				t.Fatalf("%+v: %d", h, status)
			}
		}
		got := w.facts()
		slices.Sort(got)
		want := []string{
			"media.joined ana PA_1 1.234s webhook", "media.joined ana PA_2 1m10s webhook", "media.joined ben PA_3 0s webhook",
			`media.left ana PA_1 1m0s webhook {"reason":"client_initiated"}`,
			`media.left ben PA_3 1m30s webhook {"reason":"connection_timeout","timedOut":true}`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTimesOfWebhooks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		now  time.Duration
		hook hook
		want string // of the last fact
	}{
		"left, at once":              {10*time.Second + 700*time.Millisecond, leaves("ana", "PA_1", 0, 10*time.Second), "10.7s"},
		"left, late":                 {20 * time.Second, leaves("ana", "PA_1", 0, 10*time.Second), "10s"},
		"left, its clock is ahead":   {8 * time.Second, leaves("ana", "PA_1", 0, 10*time.Second), "8s"},
		"left in the second it came": {20 * time.Second, leaves("ana", "PA_1", 10*time.Second+900*time.Millisecond, 10*time.Second), "10.9s"},
		"left at a time not told":    {20 * time.Second, leaves("ana", "PA_1", 0, -time.Duration(start.UnixNano())), "20s"},
		"joined, its clock is ahead": {8 * time.Second, joins("ana", "PA_1", 10*time.Second), "8s"},
		"joined at a time not told":  {20 * time.Second, joins("ana", "PA_1", -time.Duration(start.UnixNano())), "20s"},
		"joined an hour ago":         {time.Hour, joins("ana", "PA_1", 1500*time.Millisecond), "1.5s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSQLite(t)
			w.add(tc.now)
			if status := w.deliver(tc.hook); status != 200 {
				t.Fatal(status)
			}
			facts := w.facts()
			if got := strings.Fields(facts[len(facts)-1])[3]; got != tc.want {
				t.Errorf("%v", facts)
			}
		})
	}
}

func TestALateWebhookSettlesAnEndedSessionAgain(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.deliver(joins("ana", "PA_1", 0))
	w.add(time.Minute)
	w.end()
	if n := w.settles(); n != 1 {
		t.Fatalf("settled %d times by its end", n)
	}
	w.add(time.Hour)
	for range 2 { // the second is no news
		if status := w.deliver(leaves("ana", "PA_1", 0, 50*time.Second)); status != 200 {
			t.Fatal(status)
		}
		if n := w.settles(); n != 2 {
			t.Errorf("settled %d times", n)
		}
	}
}

// asLive finds sessions as they were before their end.
type asLive struct{ media.Sessions }

func (a asLive) Session(ctx context.Context, id app.SessionID) (app.Session, error) {
	s, err := a.Sessions.Session(ctx, id)
	s.State = app.SessionLive
	return s, err
}

func TestAnEndWhileAWebhookIsTakenSettlesAgain(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.Sessions = asLive{w.schedule}
	w.end()
	w.deliver(joins("ana", "PA_1", 0))
	if n := w.settles(); n != 2 {
		t.Errorf("settled %d times", n)
	}
}

func TestWhoMayNotBeThereIsSentOut(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.deliver(joins("ana", "PA_1", 0))
	if out := w.room.out; len(out) != 0 {
		t.Errorf("%v are sent out", out)
	}
	if err := w.Remove(context.Background(), w.session, "ana", "teacher"); err != nil {
		t.Fatal(err)
	}
	w.deliver(joins("ana", "PA_2", 0))
	w.end()
	w.deliver(joins("ben", "PA_3", 0))
	if diff := cmp.Diff([]string{"ana", "ana", "ben"}, w.room.out); diff != "" {
		t.Error(diff)
	}
}

func TestAWebhookThatCanNotBeKeptShallComeAgain(t *testing.T) {
	t.Parallel()
	s, err := store.Open(context.Background(), storetest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, h := range []hook{joins("ana", "PA_1", 0), leaves("ana", "PA_1", 0, 0)} {
		if status := w.deliver(h); status != 503 {
			t.Errorf("%s: %d", h.event, status)
		}
	}
	if !strings.Contains(w.log.String(), "webhook not kept") || strings.Contains(w.log.String(), "García") {
		t.Error(fmt.Sprint("logged ", w.log))
	}
}

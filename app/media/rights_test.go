package media_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/livekit"
)

// floor has whose microphone was taken, and whom to take for something else than their membership says.
type floor struct {
	mu    sync.Mutex
	taken map[app.UserID]bool
	roles map[app.UserID]app.Role
	err   error
	asked func()
}

func (f *floor) with(change func(f *floor)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *floor) Microphones(context.Context, app.SessionID) (func(app.UserID, app.Role) bool, error) {
	f.mu.Lock()
	taken := map[app.UserID]bool{}
	for u, is := range f.taken {
		taken[u] = is
	}
	asked, err := f.asked, f.err
	f.mu.Unlock()
	if asked != nil {
		asked()
	}
	return func(u app.UserID, r app.Role) bool { return r.IsStaff() || !taken[u] }, err
}

func (f *floor) Roles(_ context.Context, _ app.Session, users []app.UserID) (map[app.UserID]app.Role, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	roles := map[app.UserID]app.Role{}
	for _, u := range users {
		roles[u] = app.RoleLearner
		if r, other := f.roles[u]; other {
			roles[u] = r
		}
	}
	return roles, f.err
}

// withFloor has a floor, and people who have all rights in LiveKit.
func withFloor(t *testing.T, users ...string) (*world, *floor) {
	t.Helper()
	w := newSQLite(t)
	f := &floor{taken: map[app.UserID]bool{}, roles: map[app.UserID]app.Role{}}
	w.Floor, w.Service.Roles = f, f
	for _, u := range users {
		p := person(u, "PA_"+u, 0)
		p.Permission = livekit.Permission{CanPublish: true, CanSubscribe: true, Sources: livekit.AllSources()}
		w.room.people = append(w.room.people, p)
	}
	return w, f
}

func (w *world) granted() []string {
	w.room.mu.Lock()
	defer w.room.mu.Unlock()
	got := w.room.granted
	w.room.granted = nil
	return got
}

func TestATokenCarriesNoSoundWithoutTheFloor(t *testing.T) {
	t.Parallel()
	w, f := withFloor(t)
	f.taken["ana"], f.taken["ben"], f.roles["ben"] = true, true, app.RoleAssistant
	all := []any{"camera", "microphone", "screen_share", "screen_share_audio"}
	for user, want := range map[string]any{"ana": []any{"camera", "screen_share"}, "ben": all, "cem": all} {
		ticket, err := w.Join(context.Background(), w.session, actor(app.RoleLearner, user))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, readToken(t, ticket.Token).Video.CanPublishSources); diff != "" {
			t.Errorf("%s: %s", user, diff)
		}
	}
	f.err = errors.New("broken")
	if _, err := w.Join(context.Background(), w.session, actor(app.RoleLearner, "ana")); err == nil {
		t.Error("a token is given out without knowing who may speak")
	}
}

func TestMendChangesOnlyWhatIsWrong(t *testing.T) {
	t.Parallel()
	w, f := withFloor(t, "ana", "ben", "eve")
	f.roles["eve"] = app.RoleObserver
	mend := func(want ...string) {
		t.Helper()
		if err := w.Mend(context.Background()); err != nil {
			t.Fatal(err)
		}
		got := w.granted()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	mend("eve []")
	mend()
	f.with(func(f *floor) { f.taken["ana"] = true })
	mend("ana [camera screen_share]")
	f.with(func(f *floor) { f.roles["ana"] = app.RoleAssistant })
	mend("ana [camera microphone screen_share screen_share_audio]")
	f.with(func(f *floor) { delete(f.roles, "ana") })
	mend("ana [camera screen_share]")
	f.with(func(f *floor) { delete(f.taken, "ana") })
	mend("ana [camera microphone screen_share screen_share_audio]")
	if err := w.Service.Remove(context.Background(), w.session, "ben", "teacher"); err != nil {
		t.Fatal(err)
	}
	mend()
	if diff := cmp.Diff([]string{"ben", "ben"}, w.room.out); diff != "" { // LiveKit still lists them
		t.Error(diff)
	}
}

func TestALiveKitThatWasDownIsMended(t *testing.T) {
	t.Parallel()
	w, f := withFloor(t, "ana")
	w.room.with(func(r *room) { r.err = livekit.ErrUnavailable })
	f.with(func(f *floor) { f.taken["ana"] = true })
	if err := w.Regrant(context.Background(), w.session, "ana"); !errors.Is(err, livekit.ErrUnavailable) {
		t.Errorf("regrant says %v", err)
	}
	if err := w.Mend(context.Background()); err != nil {
		t.Error(err)
	}
	w.granted()
	w.room.with(func(r *room) { r.err = nil })
	if err := w.Mend(context.Background()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"ana [camera screen_share]"}, w.granted()); diff != "" {
		t.Error(diff)
	}
}

func TestWhoeverComesWithAnOldTokenIsMendedAtOnce(t *testing.T) {
	t.Parallel()
	w, f := withFloor(t)
	f.with(func(f *floor) { f.taken["ana"] = true })
	w.deliver(joins("ana", "PA_1", 0))
	if diff := cmp.Diff([]string{"ana [camera screen_share]"}, w.granted()); diff != "" {
		t.Error(diff)
	}
}

// TestTheLastDecisionIsHeeded decides again while the first is being carried out.
func TestTheLastDecisionIsHeeded(t *testing.T) {
	t.Parallel()
	w, f := withFloor(t, "ana")
	again := sync.OnceFunc(func() {
		f.with(func(f *floor) { f.taken["ana"] = true })
		if err := w.Regrant(context.Background(), w.session, "ana"); err != nil {
			t.Error(err)
		}
	})
	f.asked = again
	if err := w.Regrant(context.Background(), w.session, "ana"); err != nil {
		t.Fatal(err)
	}
	want := []string{"ana [camera microphone screen_share screen_share_audio]", "ana [camera screen_share]"}
	if diff := cmp.Diff(want, w.granted()); diff != "" {
		t.Error(diff)
	}
}

func TestRegrantOfSomebodyWhoIsNotThere(t *testing.T) {
	t.Parallel()
	w, _ := withFloor(t)
	for _, err := range []error{livekit.ErrRoomNotFound, livekit.ErrParticipantNotFound} {
		w.room.with(func(r *room) { r.err = err })
		if err := errors.Join(w.Regrant(context.Background(), w.session, "ana"), w.RegrantAll(context.Background(), w.session)); err != nil {
			t.Error(err)
		}
	}
}

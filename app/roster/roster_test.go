package roster_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestRefreshFollowsTheLMS(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.launched(t, "5", "Ana García", app.RoleLearner)
		w.launched(t, "admin", "Site Admin", app.RoleInstructor) // never enrolled
		if err := w.Refresh(context.Background(), room); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"3": "instructor active", "4": "assistant active", "5": "learner active", "6": "learner active", "7": "learner active",
			"8": "learner active", "9": "learner active", "10": "observer active", "admin": "instructor active"}
		if diff := cmp.Diff(want, w.members(t)); diff != "" {
			t.Fatal(diff)
		}
		for user, status := range map[platform.UserID]platform.MemberStatus{"6": platform.MemberRemoved, "7": platform.MemberSuspended} {
			if err := w.lms.SetMember(user, status); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.lms.SetRoles("8", platform.RoleTeachingAssistant); err != nil {
			t.Fatal(err)
		}
		w.refresh(t)
		want["6"], want["7"], want["8"] = "learner deleted", "learner deleted", "assistant active"
		if diff := cmp.Diff(want, w.members(t)); diff != "" {
			t.Error(diff)
		}
		if err := w.lms.SetMember("6", platform.MemberActive); err != nil {
			t.Fatal(err)
		}
		w.refresh(t)
		want["6"] = "learner active"
		if diff := cmp.Diff(want, w.members(t)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTheListNeverLowersWhoLaunched(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.launched(t, "5", "", app.RoleInstructor) // a teacher without editing rights: the list says Learner
	w.refresh(t)
	w.launched(t, "6", "", app.RoleAssistant)
	w.refresh(t)
	got := w.members(t)
	if got["5"] != "instructor active" || got["6"] != "assistant active" {
		t.Errorf("5 is %s, 6 is %s", got["5"], got["6"])
	}
	w.launched(t, "5", "", app.RoleLearner) // a launch may
	if got := w.members(t)["5"]; got != "learner active" {
		t.Errorf("after another launch 5 is %s", got)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	ctx := context.Background()
	nameless := w.launched(t, "5", "", app.RoleLearner)
	person := func(id app.UserID) app.Person {
		t.Helper()
		p, err := w.Person(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if got := person(nameless).Name; len(got) != len("Participant ")+4 {
		t.Errorf("who has no name is called %q", got)
	}
	w.refresh(t)
	if p := person(nameless); p.Name != "Ana García" || p.Email != "learner1@school.example" || p.Issuer != w.lms.URL() || p.Subject != "5" {
		t.Errorf("the list made %+v", p)
	}
	if again := w.launched(t, "5", "", app.RoleLearner); again != nameless || person(again).Name != "Ana García" {
		t.Errorf("a launch without a name made %+v", person(again))
	}
	w.launched(t, "5", "Ana Maria García", app.RoleLearner)
	if got := person(nameless).Name; got != "Ana Maria García" {
		t.Errorf("a launch with another name made %q", got)
	}
	if _, err := w.Person(ctx, "nobody"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("nobody gives %v", err)
	}
}

func TestOneSubjectOfTwoIssuersIsTwoPeople(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	a := w.launched(t, "5", "Ana", app.RoleLearner)
	b, err := w.Launched(context.Background(), app.Person{Issuer: "https://other.example", Subject: "5", Name: "Ana"}, app.Arrival{Classroom: room, Role: app.RoleLearner})
	if err != nil || a == b.ID {
		t.Errorf("%s and %s, %v", a, b.ID, err)
	}
}

func TestAnLMSThatIsDownLeavesWhatIsKnown(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]platform.Fault{
		"500":           {Status: 500},
		"html":          {Status: 200, Body: "<html>maintenance</html>"},
		"429":           {Status: 429, RetryAfter: "60"},
		"cut":           {Drop: true},
		"hangs":         {Hang: true},
		"other content": {Status: 200, Body: `{"members":7}`, Type: "application/json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSQLite(t)
			w.refresh(t)
			before := w.members(t)
			w.lms.Faults().Set(platform.EndpointNRPS, fault)
			w.clock.Add(time.Minute)
			ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
			defer cancel()
			if err := w.Refresh(ctx, room); err == nil {
				t.Error("the refresh succeeds")
			}
			if diff := cmp.Diff(before, w.members(t)); diff != "" {
				t.Error(diff)
			}
			w.lms.Faults().ClearAll()
			w.Close()
			if err := w.Refresh(context.Background(), room); err == nil {
				t.Error("a closed service fetches")
			}
		})
	}
}

func TestAListIsGoodForAMinute(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.refresh(t)
	w.clock.Add(time.Minute - time.Millisecond)
	if err := w.Refresh(context.Background(), room); err != nil {
		t.Fatal(err)
	}
	if n := w.lms.Faults().Count(platform.EndpointNRPS); n != 1 {
		t.Errorf("%d requests", n)
	}
	w.clock.Add(time.Millisecond)
	if err := w.Refresh(context.Background(), room); err != nil {
		t.Fatal(err)
	}
	if n := w.lms.Faults().Count(platform.EndpointNRPS); n != 2 {
		t.Errorf("%d requests", n)
	}
}

// groupless has no groups.
type groupless struct{}

func (groupless) Groups(context.Context, lti.Registration, string) ([]lti.Group, error) {
	return nil, errors.New("no groups")
}

func (groupless) GroupSets(context.Context, lti.Registration, string) ([]lti.GroupSet, error) {
	return nil, errors.New("no sets")
}

// slow is an LMS that answers when it is told to.
type slow struct {
	groupless
	calls   atomic.Int64
	asked   chan struct{} // one for each call
	answer  chan error
	members []lti.Member
}

func (s *slow) Members(ctx context.Context, _ lti.Registration, _ string, _ lti.MembersOptions) ([]lti.Member, lti.NRPSContext, error) {
	s.calls.Add(1)
	s.asked <- struct{}{}
	select {
	case err := <-s.answer:
		return s.members, lti.NRPSContext{}, err
	case <-ctx.Done():
		return nil, lti.NRPSContext{}, ctx.Err()
	}
}

func newSlow(t *testing.T) (*roster.Service, *slow) {
	t.Helper()
	s := storetest.Open(t, storetest.SQLite(t))
	insertRoom(t, s, room)
	d := directory{rooms: map[app.ClassroomID]app.Classroom{room: {ID: room, MembershipsURL: "https://lms.example/members"}}, reg: lti.Registration{Issuer: "i"}}
	lms := &slow{asked: make(chan struct{}, 100), answer: make(chan error, 1), members: []lti.Member{{UserID: "5", Roles: []string{"Learner"}}}}
	service := roster.New(roster.Deps{Store: s, Classrooms: d, Registrations: d, Names: lms, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(service.Close)
	return service, lms
}

func TestManyCallersShareOneFetch(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]error{"that succeeds": nil, "that fails": errors.New("lms down")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, lms := newSlow(t)
			var wg sync.WaitGroup
			errs := make([]error, 20)
			ask := func(i int) { wg.Go(func() { errs[i] = service.Refresh(context.Background(), room) }) }
			ask(0)
			<-lms.asked
			for i := range errs[1:] {
				ask(i + 1)
			}
			// Whoever asks from now on finds the list fresh or the fetch running, so the answer may come at any time.
			lms.answer <- fails
			if fails != nil {
				close(lms.answer)
			}
			wg.Wait()
			if fails == nil && lms.calls.Load() != 1 {
				t.Errorf("%d calls", lms.calls.Load())
			}
			if !errors.Is(errs[0], fails) {
				t.Errorf("the first got %v", errs[0])
			}
		})
	}
}

// TestTheButtonWhileAnOlderFetchRuns asks once more, since what was changed in the LMS may not be in the answer that comes.
func TestTheButtonWhileAnOlderFetchRuns(t *testing.T) {
	t.Parallel()
	service, lms := newSlow(t)
	clock := storetest.NewClock(time.Now())
	service.Clock = clock.Now
	older, pressed := make(chan error, 1), make(chan error, 2)
	go func() { older <- service.Refresh(context.Background(), room) }()
	<-lms.asked
	clock.Add(3 * time.Second)
	for range cap(pressed) {
		go func() { pressed <- service.RefreshNow(context.Background(), room) }()
	}
	lms.answer <- nil
	if err := <-older; err != nil {
		t.Error(err)
	}
	<-lms.asked
	lms.members = append(lms.members, lti.Member{UserID: "6", Roles: []string{"Learner"}})
	lms.answer <- nil
	for range cap(pressed) {
		if err := <-pressed; err != nil {
			t.Error(err)
		}
	}
	if members, err := service.Members(context.Background(), room); err != nil || len(members) != 2 || lms.calls.Load() != 2 {
		t.Errorf("%d members after %d calls, %v", len(members), lms.calls.Load(), err)
	}
}

func TestACallerThatLeavesDoesNotStopTheFetch(t *testing.T) {
	t.Parallel()
	service, lms := newSlow(t)
	ctx, cancel := context.WithCancel(context.Background())
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { first <- service.Refresh(ctx, room) }()
	<-lms.asked
	go func() { second <- service.Refresh(context.Background(), room) }()
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	lms.answer <- nil
	if err := <-second; err != nil {
		t.Errorf("who waited got %v", err)
	}
	if members, err := service.Members(context.Background(), room); err != nil || len(members) != 1 || lms.calls.Load() != 1 {
		t.Errorf("%d members after %d calls, %v", len(members), lms.calls.Load(), err)
	}
}

func TestCloseEndsAFetch(t *testing.T) {
	t.Parallel()
	service, lms := newSlow(t)
	got := make(chan error, 1)
	go func() { got <- service.Refresh(context.Background(), room) }()
	<-lms.asked
	service.Close()
	if err := <-got; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// lists answers each classroom's own list.
type lists struct {
	groupless
	of map[string][]lti.Member
}

func (l lists) Members(_ context.Context, _ lti.Registration, url string, _ lti.MembersOptions) ([]lti.Member, lti.NRPSContext, error) {
	return l.of[url], lti.NRPSContext{}, nil
}

func TestTwoClassroomsOfACourseRefreshAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var forth []lti.Member
		for i := range 60 {
			forth = append(forth, lti.Member{UserID: fmt.Sprint(i), Name: fmt.Sprint("P ", i), Roles: []string{"Learner"}})
		}
		back := slices.Clone(forth)
		slices.Reverse(back) // an LMS may list in any order
		d := directory{rooms: map[app.ClassroomID]app.Classroom{"a": {ID: "a", MembershipsURL: "a"}, "b": {ID: "b", MembershipsURL: "b"}}, reg: lti.Registration{Issuer: "i"}}
		insertRoom(t, s, "a")
		insertRoom(t, s, "b")
		service := roster.New(roster.Deps{Store: s, Classrooms: d, Registrations: d, Names: lists{of: map[string][]lti.Member{"a": forth, "b": back}}, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
		t.Cleanup(service.Close)
		var wg sync.WaitGroup
		for id := range d.rooms {
			wg.Go(func() {
				if err := service.Refresh(context.Background(), id); err != nil {
					t.Errorf("%s: %v", id, err)
				}
			})
		}
		wg.Wait()
		for id := range d.rooms {
			if m, err := service.Members(context.Background(), id); err != nil || len(m) != len(forth) {
				t.Errorf("%s has %d members, %v", id, len(m), err)
			}
		}
	})
}

func TestARefreshThatFailsHalfWayChangesNothing(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	insertRoom(t, s, room)
	d := directory{rooms: map[app.ClassroomID]app.Classroom{room: {ID: room, MembershipsURL: "a"}}, reg: lti.Registration{Issuer: "i"}}
	service := roster.New(roster.Deps{Store: s, Classrooms: d, Registrations: d, Names: lists{of: map[string][]lti.Member{"a": {{UserID: "1"}, {UserID: "2"}}}}, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(service.Close)
	ctx := context.Background()
	if err := s.Write(ctx).Exec(`CREATE TRIGGER second BEFORE INSERT ON memberships WHEN (SELECT COUNT(*) FROM memberships) = 1 BEGIN SELECT RAISE(ABORT, 'full'); END`).Error; err != nil {
		t.Fatal(err)
	}
	if err := service.Refresh(ctx, room); err == nil {
		t.Fatal("the refresh succeeds")
	}
	if m, err := service.Members(ctx, room); err != nil || len(m) != 0 {
		t.Errorf("%d members are kept, %v", len(m), err)
	}
	if err := s.Write(ctx).Exec("DROP TRIGGER second").Error; err != nil {
		t.Fatal(err)
	}
	if err := service.Refresh(ctx, room); err != nil { // the list isn't taken for fresh
		t.Fatal(err)
	}
	if m, err := service.Members(ctx, room); err != nil || len(m) != 2 {
		t.Errorf("%d members are kept, %v", len(m), err)
	}
}

func TestACourseWithoutTheServiceHasNothingToRefresh(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	insertRoom(t, s, room)
	d := directory{rooms: map[app.ClassroomID]app.Classroom{room: {ID: room}}}
	service := roster.New(roster.Deps{Store: s, Classrooms: d, Registrations: d, Names: lists{}, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err := service.Refresh(context.Background(), room); err != nil {
		t.Error(err)
	}
	if err := service.Refresh(context.Background(), "nowhere"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("nowhere gives %v", err)
	}
}

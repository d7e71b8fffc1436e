package roster_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
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

// TestARoleThatChangesInTheLMS is effective at once, also for who launched as something else before.
func TestARoleThatChangesInTheLMS(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		var mu sync.Mutex
		told := map[app.UserID]app.Role{}
		changed := func() map[app.UserID]app.Role {
			mu.Lock()
			defer mu.Unlock()
			defer func() { told = map[app.UserID]app.Role{} }()
			return told
		}
		w.Changed = func(_ app.ClassroomID, user app.UserID, role app.Role) {
			mu.Lock()
			defer mu.Unlock()
			told[user] = role
		}
		ids := map[string]app.UserID{}
		for subject, role := range map[string]app.Role{"5": app.RoleLearner, "6": app.RoleInstructor, "3": app.RoleInstructor} {
			ids[subject] = w.launched(t, subject, "", role)
		}
		w.refresh(t) // 6 launched as more than the list says: that stays
		changed()
		w.refresh(t)
		if got := changed(); len(got) != 0 || w.members(t)["6"] != "instructor active" {
			t.Fatalf("%v, 6 is %s", got, w.members(t)["6"])
		}
		try(t, w.lms.SetRoles("5", platform.RoleInstructor))
		try(t, w.lms.SetRoles("3", platform.RoleLearner))
		try(t, w.lms.SetRoles("8", platform.RoleInstructor, platform.RoleTeachingAssistant))
		w.refresh(t)
		got, people := changed(), w.members(t)
		if got[ids["5"]] != app.RoleInstructor || got[ids["3"]] != app.RoleLearner || len(got) != 3 || people["5"] != "instructor active" || people["3"] != "learner active" || people["8"] != "assistant active" {
			t.Errorf("told %v, %v", got, people)
		}
		w.launched(t, "3", "", app.RoleInstructor) // a launch is the newer word then
		w.refresh(t)
		if got := w.members(t)["3"]; got != "instructor active" {
			t.Errorf("3 is %s", got)
		}
		changes, err := w.Changes(context.Background(), room)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, c := range changes {
			p, err := w.Person(context.Background(), c.User)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprint(p.Subject, " ", c.Kind, " ", c.Before, " ", c.After))
		}
		slices.Sort(lines)
		if diff := cmp.Diff([]string{"3 role instructor learner", "5 role learner instructor", "8 role learner assistant"}, lines); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTheHistoryOfWhoIsOfACourse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		try(t, w.lms.SetMember("9", platform.MemberRemoved))
		w.refresh(t)
		try(t, w.lms.SetMember("9", platform.MemberActive))
		try(t, w.lms.SetMember("6", platform.MemberRemoved))
		w.refresh(t)
		w.refresh(t)
		try(t, w.lms.SetMember("6", platform.MemberActive))
		w.refresh(t)
		changes, err := w.Changes(context.Background(), room)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, c := range changes {
			lines = append(lines, string(c.Kind)+" "+string(c.After))
		}
		slices.Sort(lines[1:])
		if diff := cmp.Diff([]string{"returned learner", "joined learner", "left learner"}, lines); diff != "" {
			t.Error(diff)
		}
		if n, err := w.Prune(context.Background(), w.clock.Now().Add(time.Hour)); n != 3 || err != nil {
			t.Errorf("pruned %d, %v", n, err)
		}
	})
}

// TestAListThatLacksMostPeople is believed when it is repeated, and drops nobody before.
func TestAListThatLacksMostPeople(t *testing.T) {
	t.Parallel()
	w := newCourse(t, storetest.Open(t, storetest.SQLite(t)), platform.Demo, 30)
	w.setRoom(func(c *app.Classroom) { c.GroupsURL, c.GroupSetsURL = "", "" })
	w.refresh(t)
	for i := range 20 {
		try(t, w.lms.SetMember(platform.UserID(fmt.Sprint("l", i)), platform.MemberRemoved))
	}
	w.clock.Add(time.Minute)
	if err := w.Refresh(context.Background(), room); err == nil {
		t.Error("half a list is taken")
	}
	if st := w.standing(t); st.Failure == nil || st.Failure.Code != "shrunk_list" || st.Listed != 31 {
		t.Errorf("%+v", st)
	}
	gone := func() (n int) {
		for _, m := range w.members(t) {
			if strings.HasSuffix(m, "deleted") {
				n++
			}
		}
		return n
	}
	if n := gone(); n != 0 {
		t.Fatalf("%d are gone", n)
	}
	w.clock.Add(time.Minute)
	if err := w.Refresh(context.Background(), room); err == nil {
		t.Error("it is taken a minute later")
	}
	w.refresh(t)
	if n := gone(); n != 20 || w.standing(t).Failure != nil {
		t.Errorf("%d are gone, %+v", n, w.standing(t))
	}
}

// calm is a classroom in use and a log.
type calm struct {
	*world
	log *bytes.Buffer
	mu  sync.Mutex
}

func (c *calm) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.Write(b)
}

func (c *calm) lines() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Count(c.log.String(), "\n")
}

func newCalm(t *testing.T, s *store.Store) *calm {
	t.Helper()
	c := &calm{world: newWorld(t, s), log: &bytes.Buffer{}}
	c.Log = slog.New(slog.NewTextHandler(c, nil))
	c.Random = func() float64 { return 0.5 }
	c.Pause = time.Nanosecond
	return c
}

// due runs the timer once.
func (c *calm) due(t *testing.T) int {
	t.Helper()
	n, err := c.RefreshDue(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheTimerAsksForClassroomsInUse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newCalm(t, s)
		asked := func() int { return w.lms.Faults().Count(platform.EndpointNRPS) }
		if n := w.due(t); n != 0 {
			t.Errorf("%d lists of classrooms that nobody uses", n)
		}
		w.Entered(room)
		until(t, func() bool { return asked() == 1 && !w.standing(t).At.IsZero() })
		w.Entered(room) // the same minute
		w.clock.Add(29 * time.Minute)
		if n := w.due(t); n != 0 {
			t.Errorf("%d lists before they are due", n)
		}
		w.clock.Add(time.Minute)
		if n := w.due(t); n != 1 || asked() != 2 {
			t.Errorf("%d lists, asked %d times", n, asked())
		}
		if n := w.due(t); n != 0 {
			t.Errorf("%d lists right after", n)
		}
		if st := w.standing(t); st.Cause != roster.CauseTimer {
			t.Errorf("%+v", st)
		}
		w.clock.Add(16 * 24 * time.Hour)
		if n := w.due(t); n != 0 {
			t.Errorf("%d lists of classrooms that nobody uses any more", n)
		}
	})
}

// until waits for what other goroutines do.
func until(t *testing.T, done func() bool) {
	t.Helper()
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-deadline.C:
			t.Fatal("it doesn't happen")
		case <-tick.C:
		}
	}
}

// TestAnLMSThatIsDownForAnHour is asked a few times, told of once, and loses nobody.
func TestAnLMSThatIsDownForAnHour(t *testing.T) {
	t.Parallel()
	w := newCalm(t, storetest.Open(t, storetest.SQLite(t)))
	w.Entered(room)
	until(t, func() bool { return !w.standing(t).At.IsZero() })
	before := w.members(t)
	w.lms.Faults().Set(platform.EndpointNRPS, platform.Fault{Status: 503, RetryAfter: "120"})
	asked := w.lms.Faults().Count(platform.EndpointNRPS)
	for range 90 {
		w.clock.Add(time.Minute)
		w.due(t)
	}
	if n := w.lms.Faults().Count(platform.EndpointNRPS) - asked; n < 3 || n > 6 {
		t.Errorf("asked %d times in 90 minutes", n)
	}
	if n := w.lines(); n != 1 {
		t.Errorf("%d lines of log:\n%s", n, w.log)
	}
	if diff := cmp.Diff(before, w.members(t)); diff != "" {
		t.Error(diff)
	}
	st := w.standing(t)
	if st.Failure == nil || st.Failure.Code != lti.ServiceServerError || st.Failure.Status != 503 || st.Failures < 3 || !st.NextAt.After(w.clock.Now()) {
		t.Errorf("%+v", st)
	}
	w.lms.Faults().ClearAll()
	w.clock.Add(time.Hour)
	if n := w.due(t); n != 1 || w.standing(t).Failure != nil || w.lines() != 2 {
		t.Errorf("%d lists, %+v\n%s", n, w.standing(t), w.log)
	}
}

// TestAnLMSThatFailsHoldsItsOtherLists asks for one list of an LMS that is down and not for the rest.
func TestAnLMSThatFailsHoldsItsOtherLists(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	w := newCalm(t, s)
	for i := range 5 {
		id := app.ClassroomID(fmt.Sprint("room", i))
		insertRoom(t, s, id)
		other := w.room
		other.ID = id
		w.rooms[id] = other
		try(t, s.Write(context.Background()).Exec("INSERT INTO rosters (classroom_id, used_ms, due_ms) VALUES (?, ?, 0)", id, w.clock.Now().UnixMilli()).Error)
	}
	w.lms.Faults().Set(platform.EndpointNRPS, platform.Fault{Status: 503})
	if n := w.due(t); n != 1 {
		t.Errorf("asked for %d lists", n)
	}
	if n := w.due(t); n != 0 {
		t.Errorf("asked for %d more", n)
	}
	w.lms.Faults().ClearAll()
	w.clock.Add(10 * time.Minute)
	if n := w.due(t); n != 5 {
		t.Errorf("asked for %d lists when it is back", n)
	}
}

func TestTheButtonAsksAtOnce(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.refresh(t)
	ask := func(after time.Duration, want int) {
		t.Helper()
		w.clock.Add(after)
		if err := w.RefreshNow(context.Background(), room); err != nil {
			t.Fatal(err)
		}
		if n := w.lms.Faults().Count(platform.EndpointNRPS); n != want {
			t.Errorf("asked %d times, want %d", n, want)
		}
	}
	ask(time.Second, 1)
	ask(5*time.Second, 2)
	w.lms.Faults().Set(platform.EndpointNRPS, platform.Fault{Status: 403, Times: 1})
	w.clock.Add(10 * time.Second)
	if err := w.RefreshNow(context.Background(), room); err == nil {
		t.Error("a refusal isn't told")
	}
	ask(5*time.Second, 4)
}

// TestAThousandThatStayTheSame writes nobody anew.
func TestAThousandThatStayTheSame(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	w := newCourse(t, s, platform.Demo, 999)
	w.setRoom(func(c *app.Classroom) { c.GroupsURL, c.GroupSetsURL = "", "" })
	w.refresh(t)
	ctx := context.Background()
	for _, table := range []string{"memberships", "users"} {
		for _, what := range []string{"INSERT", "UPDATE"} {
			try(t, s.Write(ctx).Exec(fmt.Sprintf("CREATE TRIGGER no_%s_%s BEFORE %s ON %s BEGIN SELECT RAISE(ABORT, 'written'); END", what, table, what, table)).Error)
		}
	}
	w.refresh(t)
	if st := w.standing(t); st.Listed != 1000 || st.Failure != nil {
		t.Errorf("%+v", st)
	}
}

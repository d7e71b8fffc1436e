package breakout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/file"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// withFiles gives the breakouts the files of the server.
func (c *class) withFiles(s *store.Store) *file.Service {
	files := file.New(file.Deps{Store: s, Clock: c.Clock.Now, Log: slog.New(slog.DiscardHandler)})
	c.service.Files = files
	return files
}

// TestFilesOfTasks puts the two features together, as the server does.
func TestFilesOfTasks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c, ctx, session := newClass(t, s), context.Background(), livetest.Session.ID
		files := c.withFiles(s)
		upload := func(session app.SessionID, who app.UserID) app.FileID {
			t.Helper()
			f, err := files.Upload(ctx, session, who, "sheet.txt", strings.NewReader("one and two"))
			if err != nil {
				t.Fatal(err)
			}
			return f.ID
		}
		c.Exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) SELECT 'elsewhere', classroom_id, title, 'ended', started_by, started_ms, alive_ms FROM sessions")
		all, red, old := upload(session, "ida"), upload(session, "ida"), upload(session, "ida")
		plan := func(id app.BreakoutID, all, red []app.FileID) frame {
			f := frame{"type": commandPlan, "name": "Bridges", "plan": frame{"files": all}, "groups": []frame{{"name": "Red", "members": []string{"ana"}, "files": red}, {"name": "Blue", "members": []string{"ben"}}}}
			if id != "" {
				f["breakoutId"] = id
			}
			return f
		}
		for name, forged := range map[string]app.FileID{"unknown": "unknown", "of another session": upload("elsewhere", "ida"), "a learner's": upload(session, "ana"), "a colleague's": upload(session, "tom")} {
			for _, f := range []frame{plan("", []app.FileID{all, forged}, nil), plan("", nil, []app.FileID{forged})} {
				var refused *app.Error
				if err := c.Do("ida", f); !errors.As(err, &refused) || refused.Code != app.CodeInvalid {
					t.Errorf("a file that is %s: %v", name, err)
				}
			}
		}
		c.Must("ida", plan("", []app.FileID{all}, []app.FileID{red, old}))
		id := c.kept().sets[0].BreakoutID
		sees := func(when string, want map[app.FileID]string) {
			t.Helper()
			for f, who := range want {
				got := ""
				for _, user := range []app.UserID{"ida", "tom", "ana", "ben", "cleo", "otto"} {
					p, _ := c.Person(user)
					may, err := c.service.FileVisible(ctx, session, user, p.Role, f)
					if err != nil {
						t.Fatal(err)
					}
					if may {
						got += string(user) + " "
					}
				}
				if strings.TrimSpace(got) != who {
					t.Errorf("%s: %s see it, not %s", when, got, who)
				}
			}
		}
		sees("planned", map[app.FileID]string{all: "ida tom", red: "ida tom", old: "ida tom", "unknown": ""})
		// The assistant keeps what the instructor attached, and takes one away.
		c.Must("tom", plan(id, []app.FileID{all}, []app.FileID{red}))
		left, err := files.Named(ctx, session, []app.FileID{old, red, all})
		if err != nil || len(left) != 2 || left[0].ID != red {
			t.Errorf("there are %+v, %v", left, err)
		}
		c.Must("ida", frame{"type": commandOpen, "breakoutId": id})
		sees("open", map[app.FileID]string{all: "ida tom ana ben cleo otto", red: "ida tom ana", old: ""})
		c.Must("ida", frame{"type": commandAttend, "userId": "otto", "groupIds": []app.GroupID{c.kept().sets[0].Groups[0].GroupID}})
		c.Must("ida", frame{"type": commandAssign, "userId": "cleo", "groupId": c.kept().sets[0].Groups[0].GroupID})
		sees("attended", map[app.FileID]string{red: "ida tom ana cleo otto"})
		seen, err := c.service.TaskFiles(ctx, session, "ben", app.RoleLearner)
		if err != nil || len(seen) != 1 || seen[0].ID != all || seen[0].Name != "sheet.txt" || seen[0].Size != 11 {
			t.Errorf("ben is told of %+v, %v", seen, err)
		}
		more, extra := upload(session, "ida"), upload(session, "ida")
		blue := c.kept().sets[0].Groups[1].GroupID
		c.Must("ida", frame{"type": commandAttach, "groupId": blue, "files": []app.FileID{more}})
		c.Must("ida", frame{"type": commandAttach, "files": []app.FileID{all, extra}})
		sees("attached while open", map[app.FileID]string{all: "ida tom ana ben cleo otto", extra: "ida tom ana ben cleo otto", more: "ida tom ben"})
		if err := c.Do("ida", frame{"type": commandAttach, "files": []app.FileID{all, extra, "unknown"}}); app.CodeOf(err) != app.CodeInvalid {
			t.Errorf("an unknown file is attached: %v", err)
		}
		c.Must("tom", frame{"type": commandAttach, "files": []app.FileID{all}})
		if left, err := files.Named(ctx, session, []app.FileID{more, extra}); err != nil || len(left) != 1 {
			t.Errorf("after one was taken away there are %+v, %v", left, err)
		}
		c.Must("ida", frame{"type": commandClose, "seconds": 0})
		sees("closed", map[app.FileID]string{all: "ida tom ana ben cleo otto", red: "ida tom ana ben cleo otto"})
		// What nobody has sent or attached is gone after a day; what a task needs isn't.
		c.Clock.Add(25 * time.Hour)
		if n, err := files.PruneOrphans(ctx); err != nil || n != 3 {
			t.Errorf("%d orphans went, %v", n, err)
		}
		if left, err := files.Named(ctx, session, []app.FileID{all, red}); err != nil || len(left) != 2 {
			t.Errorf("there are %+v, %v", left, err)
		}
	})
}

// TestBRK19FilesGoOn says of which files a plan has that goes on, by what it says of them.
func TestBRK19FilesGoOn(t *testing.T) {
	t.Parallel()
	last := app.Breakout{BreakoutID: "last", Phase: app.BreakoutClosed, OpenedAt: &began, BreakoutPlan: app.BreakoutPlan{Files: []app.FileID{"all"}}, Groups: []app.BreakoutGroup{
		{GroupID: "g1", Name: "A", Files: []app.FileID{"a"}}, {GroupID: "g2", Name: "B", Files: []app.FileID{"b"}}, {GroupID: "g3", Name: "C", MergedInto: "g1", Files: []app.FileID{"c"}}}}
	for name, tc := range map[string]struct {
		in   BreakoutMakePlan
		want string
	}{
		"nothing is said":        {BreakoutMakePlan{}, "[all] A[a] B[b]"},
		"groups say nothing":     {BreakoutMakePlan{Groups: []BreakoutGroupPlan{{GroupID: "g2", Name: "Bee"}, {Name: "A"}, {Name: "D"}}}, "[all] Bee[b] A[a] D[]"},
		"none are wanted":        {BreakoutMakePlan{Plan: app.BreakoutPlan{Files: []app.FileID{}}, Groups: []BreakoutGroupPlan{{Name: "A", Files: []app.FileID{}}}}, "[] A[]"},
		"others, and one of old": {BreakoutMakePlan{Plan: app.BreakoutPlan{Files: []app.FileID{"new"}}, Groups: []BreakoutGroupPlan{{Name: "A", Files: []app.FileID{"a", "more"}}}}, "[new] A[a more]"},
	} {
		tc.in.GoesOn = "last"
		events, err := newMachine(t).give(Command{Do: tc.in, By: "ida", Role: app.RoleInstructor, Earlier: &last})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b := events[0].Data.(*BreakoutWasPlanned).Breakout
		got := fmt.Sprint(b.Files)
		for _, g := range b.Groups {
			got += fmt.Sprint(" ", g.Name, g.Files)
		}
		if got != tc.want {
			t.Errorf("%s: it has %s, want %s", name, got, tc.want)
		}
	}
}

// later is another session of the classroom.
var later = app.Session{ID: "later", Classroom: "room", State: app.SessionLive}

// TestBRK19FilesComeAlongAsCopies goes on with groups in another session, with the files of their tasks.
func TestBRK19FilesComeAlongAsCopies(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c, ctx, session := newClass(t, s), context.Background(), livetest.Session.ID
		files := c.withFiles(s)
		upload := func(session app.SessionID, name string) app.FileID {
			t.Helper()
			f, err := files.Upload(ctx, session, "ida", name, strings.NewReader("This is "+name))
			if err != nil {
				t.Fatal(err)
			}
			c.Clock.Add(time.Minute)
			return f.ID
		}
		all, red, chats := upload(session, "all.txt"), upload(session, "red.txt"), upload(session, "chats.txt")
		c.Must("ida", frame{"type": commandPlan, "plan": frame{"files": []app.FileID{all}}, "groups": []frame{{"name": "Red", "members": []string{"ana"}, "files": []app.FileID{red, all}}}})
		id := c.kept().sets[0].BreakoutID
		c.Must("ida", frame{"type": commandOpen, "breakoutId": id})
		c.Must("ida", frame{"type": commandClose, "seconds": 0})
		c.Exec("UPDATE sessions SET state = 'ended', ended_ms = 5")
		c.Exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) SELECT 'later', classroom_id, title, 'live', started_by, started_ms, alive_ms FROM sessions")
		gone := c.goes(frame{"goesOn": id})
		if gone.err != nil || len(gone.plan.Files) != 1 || len(gone.plan.Groups[0].Files) != 2 || gone.plan.Groups[0].Files[1] != gone.plan.Files[0] || gone.plan.Files[0] == all {
			t.Fatalf("it goes on with %+v, %v", gone.plan, gone.err)
		}
		named := func(when string, session app.SessionID, ids []app.FileID, want ...string) {
			t.Helper()
			got := []string{}
			found, err := files.Named(ctx, session, ids)
			for _, f := range found {
				got = append(got, f.Name)
			}
			if err != nil || strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("%s: there are %v, %v, want %v", when, got, err, want)
			}
		}
		named("gone on", "later", gone.plan.Groups[0].Files, "red.txt", "all.txt")
		named("gone on, before", session, []app.FileID{red, all}, "red.txt", "all.txt")
		// The client may name those of before, and take some away; what isn't of the breakout doesn't come.
		some := c.goes(frame{"goesOn": id, "plan": frame{"files": []app.FileID{}}, "groups": []frame{{"name": "Red", "files": []app.FileID{red, upload("later", "new.txt")}}, {"name": "Blue"}}})
		named("some", "later", append(some.plan.Groups[0].Files, some.plan.Files...), "red.txt", "new.txt")
		for name, f := range map[string]frame{"of the chat": {"goesOn": id, "plan": frame{"files": []app.FileID{chats}}}, "of what it doesn't go on with": {"plan": frame{"files": []app.FileID{all}}, "groups": []frame{{"name": "A"}}}} {
			if refused := c.goes(f); app.CodeOf(refused.err) != app.CodeInvalid {
				t.Errorf("a file %s: %+v, %v", name, refused.plan, refused.err)
			}
		}
		// Where the later session is full nothing comes; where the file is gone the rest does.
		c.Exec("INSERT INTO files (id, session_id, user_id, name, type, size, width, height, used, created_ms) VALUES ('big', 'later', 'ida', 'big', 'text/plain', ?, 0, 0, TRUE, 1)", file.SessionBytes)
		if full := c.goes(frame{"goesOn": id}); app.CodeOf(full.err) != app.CodeConflict {
			t.Errorf("a full session: %+v, %v", full.plan, full.err)
		}
		c.Exec("DELETE FROM files WHERE id = 'big'")
		if err := files.Release(ctx, session, []app.FileID{red}); err != nil {
			t.Fatal(err)
		}
		rest := c.goes(frame{"goesOn": id})
		named("the rest", "later", append(rest.plan.Groups[0].Files, rest.plan.Files...), "all.txt", "all.txt")
		if err := files.Forget(ctx, session); err != nil {
			t.Fatal(err)
		}
		named("the earlier session is forgotten", "later", gone.plan.Files, "all.txt")
		c.thrown(gone.plan.BreakoutID)
		named("the plan is discarded", "later", append(gone.plan.Files, rest.plan.Files...), "all.txt")
	})
}

// gone is what became of a plan.
type gone struct {
	plan app.Breakout
	err  error
}

// goes gives a plan in the later session.
func (c *class) goes(f frame) gone {
	c.T.Helper()
	out, err := c.later(commandPlan, f)
	if err != nil {
		return gone{err: err}
	}
	return gone{plan: out.Events[0].Payload.(*BreakoutWasPlanned).Breakout}
}

// thrown discards a plan of the later session.
func (c *class) thrown(id app.BreakoutID) {
	c.T.Helper()
	if _, err := c.later(commandDiscard, frame{"breakoutId": id}); err != nil {
		c.T.Fatal(err)
	}
}

// later gives a command of Ida's in the later session.
func (c *class) later(kind string, f frame) (out live.Outcome, err error) {
	c.T.Helper()
	err = c.Store.Tx(context.Background(), func(ctx context.Context) error {
		st, err := c.service.Load(ctx, later)
		if err != nil {
			return err
		}
		out, err = st.Command(ctx, live.Command{ID: "goes-on", Type: kind, Actor: app.Actor{User: "ida", Role: app.RoleInstructor, Classroom: "room"}, At: c.Clock.Now(), Body: app.MustJSON(f), People: c, Session: later})
		return err
	})
	return out, err
}

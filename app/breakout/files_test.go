package breakout

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/file"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// TestFilesOfTasks puts the two features together, as the server does.
func TestFilesOfTasks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c, ctx, session := newClass(t, s), context.Background(), livetest.Session.ID
		files := file.New(file.Deps{Store: s, Clock: c.Clock.Now, Log: slog.New(slog.DiscardHandler)})
		c.service.Files = files
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

// TestFilesGoOnWithinTheirSession goes on with groups, here and from an earlier class.
func TestFilesGoOnWithinTheirSession(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	id, _ := m.plan(app.BreakoutPlan{}, "A: ana", "B: ben")
	one := copyBreakout(m.st.find(id).Breakout)
	at := m.at
	one.Groups[0].Files, one.Phase, one.OpenedAt, one.ClosedAt = []app.FileID{"f"}, app.BreakoutClosed, &at, &at
	if got := again(one.Groups, true)[0].Files; len(got) != 1 {
		t.Errorf("here it goes on with the files %v", got)
	}
	if got := again(one.Groups, false)[0].Files; len(got) != 0 {
		t.Errorf("in another class it goes on with the files %v", got)
	}
}

package live_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// TestWanderersEndWithWhatTheDatabaseHas runs the property test of the stream over real sockets: seven pages of five
// people that give commands, drop, come back with right and forged positions and send again, while modules fail, roles
// change, texts are erased, events are trimmed, the database goes away for a moment and processes are restarted or killed;
// on PostgreSQL two processes share the session and a bus that loses every second message. LECTERN_STREAM_SEED reruns one
// seed; what a run does in detail depends on the machine's timing too.
func TestWanderersEndWithWhatTheDatabaseHas(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		open             func(testing.TB) string
		processes, seeds int
	}{
		"sqlite":   {storetest.SQLite, 1, 30},
		"postgres": {storetest.Postgres, 2, 15},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seeds := []uint64{}
			for range tc.seeds {
				seeds = append(seeds, rand.Uint64()%1e12)
			}
			if text := os.Getenv("LECTERN_STREAM_SEED"); text != "" {
				seed, err := strconv.ParseUint(text, 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				seeds = []uint64{seed}
			}
			t.Logf("seeds %v", seeds)
			var wg sync.WaitGroup
			places := make(chan struct{}, 15) // they wait more than they compute
			for _, seed := range seeds {
				places <- struct{}{}
				wg.Go(func() {
					defer func() { <-places }()
					t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) { wander(t, newCampus(t, tc.open(t), tc.processes), seed) })
				})
			}
			wg.Wait()
		})
	}
}

// pages are who wanders: the person and the role of their launch.
var pages = []struct {
	user app.UserID
	role app.Role
}{{"u0", app.RoleInstructor}, {"u1", app.RoleLearner}, {"u1", app.RoleLearner}, {"u2", app.RoleAssistant}, {"u3", app.RoleLearner}, {"u3", app.RoleLearner}, {"u4", app.RoleObserver}}

func wander(t *testing.T, c *campus, seed uint64) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	run := &wandering{tokens: map[app.UserID]app.Role{}}
	var all []*wanderer
	for i, p := range pages {
		run.tokens[p.user] = p.role
		all = append(all, &wanderer{campus: c, run: run, rnd: rand.New(rand.NewPCG(seed, uint64(i))), user: p.user, name: fmt.Sprintf("page%d", i)})
	}
	weather := &weather{campus: c, run: run, rnd: rand.New(rand.NewPCG(seed, 100))}
	weather.forecast(len(all) * 40)
	var wg sync.WaitGroup
	for _, w := range all {
		wg.Go(func() {
			for range 40 {
				if ctx.Err() != nil || run.broken() {
					return
				}
				w.step(ctx)
				weather.blow()
			}
		})
	}
	wg.Wait()
	finish(ctx, t, c, run, all)
	checkTexts(ctx, t, c, run, !weather.outages)
	for _, w := range all {
		w.lose()
	}
	if t.Failed() {
		t.Logf("seed %d, %v", seed, weather.said)
	}
}

// weather is what happens to the whole session, at certain steps of all the pages together.
type weather struct {
	campus  *campus
	run     *wandering
	rnd     *rand.Rand
	steps   atomic.Int64
	events  map[int64]func()
	outages bool
	said    []string

	mu    sync.Mutex // held while something happens
	next  int64      // the step up to which it has
	away  bool       // a table is
	after []func()   // once it is back
}

func (w *weather) forecast(steps int) {
	w.events = map[int64]func(){}
	draw := func(name string, f func()) {
		at := int64(w.rnd.IntN(steps))
		w.events[at] = f
		w.said = append(w.said, fmt.Sprint(name, " at ", at))
	}
	for range 2 {
		i, killed := w.rnd.IntN(len(w.campus.processes)), w.rnd.IntN(2) == 0
		draw(fmt.Sprintf("restart of %d, killed: %t", i, killed), func() { w.restart(i, killed) })
	}
	for range 3 {
		user := app.UserID(fmt.Sprint("u", 1+w.rnd.IntN(4)))
		role := []app.Role{app.RoleLearner, app.RoleAssistant, app.RoleObserver}[w.rnd.IntN(3)]
		draw(fmt.Sprintf("launch of %s as %s", user, role), func() { w.relaunch(user, role) })
	}
	if w.rnd.IntN(4) == 0 {
		w.outages = true
		at := int64(w.rnd.IntN(steps - 20))
		table := []string{"events", "slate", "sockets"}[w.rnd.IntN(3)]
		w.events[at] = func() { w.lose(table) }
		w.events[at+20] = func() { w.find(table) }
		w.said = append(w.said, fmt.Sprint("no ", table, " at ", at))
	}
}

func (w *weather) lose(table string) {
	w.campus.exec("ALTER TABLE " + table + " RENAME TO away")
	w.away = true
}

func (w *weather) find(table string) {
	w.campus.exec("ALTER TABLE away RENAME TO " + table)
	w.away = false
	for _, f := range w.after {
		f()
	}
}

// restart waits for a database that works: an app doesn't start without one.
func (w *weather) restart(i int, killed bool) {
	if w.away {
		w.after = append(w.after, func() { w.campus.restart(i, killed) })
		return
	}
	w.campus.restart(i, killed)
}

// relaunch is a launch with another role: sockets that open later have it too.
func (w *weather) relaunch(user app.UserID, role app.Role) {
	w.run.mu.Lock()
	w.run.tokens[user] = role
	w.run.mu.Unlock()
	w.campus.at(0).hub.Relaunched(app.Session{ID: session, Classroom: "room", State: app.SessionLive}, user, role)
}

func (w *weather) blow() {
	step := w.steps.Add(1) - 1
	if w.events[step] == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for ; w.next <= step; w.next++ { // in their order: what comes back must have gone
		if f := w.events[w.next]; f != nil {
			f()
		}
	}
}

// finish has every page come back until everything is answered and all believe the same as the database.
func finish(ctx context.Context, t *testing.T, c *campus, run *wandering, all []*wanderer) {
	t.Helper()
	fresh := map[app.UserID]*wanderer{}
	for i, p := range pages {
		if fresh[p.user] == nil {
			fresh[p.user] = &wanderer{campus: c, run: run, rnd: rand.New(rand.NewPCG(1, uint64(i))), user: p.user, name: "fresh-" + string(p.user)}
		}
	}
	everybody := slices.Concat(all, slices.Collect(maps.Values(fresh)))
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for problem := "nothing was compared"; problem != ""; {
		select {
		case <-ctx.Done():
			t.Fatal(problem)
		case <-tick.C:
		}
		var wg sync.WaitGroup
		for _, w := range everybody {
			wg.Go(func() { w.catchUp(ctx) })
		}
		wg.Wait()
		if run.broken() {
			t.Fatal(strings.Join(run.faults, "\n"))
		}
		problem = compare(ctx, c, everybody, fresh)
	}
}

// catchUp sends again what has no answer, and reads what there is.
func (w *wanderer) catchUp(ctx context.Context) {
	if w.conn == nil && !w.dial(ctx) {
		return
	}
	for _, o := range w.pending {
		w.write(ctx, o.frame)
	}
	w.listen(ctx)
}

// compare says what somebody believes that the database doesn't say.
func compare(ctx context.Context, c *campus, everybody []*wanderer, fresh map[app.UserID]*wanderer) string {
	var db struct{ Last, Bells, Count int64 }
	err := c.store.Read(ctx).Raw(`SELECT (SELECT last FROM streams) AS last, (SELECT COUNT(*) FROM slate WHERE kind = 'bell') AS bells,
		COALESCE((SELECT n FROM slate WHERE kind = 'count'), 0) AS count`).Scan(&db).Error
	if err != nil || db.Bells > 0 {
		return fmt.Sprint(db.Bells, " bells are to ring, ", err)
	}
	for _, w := range everybody {
		if w.conn == nil || len(w.pending) > 0 || w.offset != db.Last {
			return fmt.Sprintf("%s is at %d of %d; %d commands have no answer", w.name, w.offset, db.Last, len(w.pending))
		}
		like := fresh[w.user]
		if w.viewer != like.viewer || w.count != db.Count {
			return fmt.Sprintf("%s is %+v and takes itself for %+v; it believes in %d of %d ticks", w.name, like.viewer, w.viewer, w.count, db.Count)
		}
		want, err := kept(ctx, c.store, session, like.viewer)
		if err != nil {
			return err.Error()
		}
		if diff := cmp.Or(gocmp.Diff(want, slateSnapshot{w.texts, w.greeted}), gocmp.Diff(like.people, w.people)); diff != "" {
			return fmt.Sprintf("%s, a %s at %d, believes (-database +page):\n%s", w.name, w.viewer.Role, w.offset, diff)
		}
	}
	return ""
}

var token = regexp.MustCompile(`<(page\d+)\.(\d+)>`)

// checkTexts looks that what was acknowledged is there, once, and in its page's order; that what was refused isn't; and
// that the events of what was erased don't tell it any more.
func checkTexts(ctx context.Context, t *testing.T, c *campus, run *wandering, inOrder bool) {
	t.Helper()
	all, err := slate{c.store}.Load(ctx, app.Session{ID: session})
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for key, text := range all.(*slateState).texts {
		last := map[string]int{}
		for _, m := range token.FindAllStringSubmatch(text, -1) {
			n, _ := strconv.Atoi(m[2]) // digits
			times[m[0]]++
			if inOrder && n <= last[m[1]] {
				t.Errorf("%s comes after %d in %s: %s", m[0], last[m[1]], key, text)
			}
			last[m[1]] = n
		}
		if strings.Contains(text, "never") {
			t.Errorf("a command that failed wrote %s", key)
		}
	}
	for _, o := range run.acked {
		if n := times[o.text]; n > 1 || n == 0 && !strings.HasSuffix(o.key, erasable) {
			t.Errorf("%s of %s was acknowledged and is there %d times", o.text, o.key, n)
		}
	}
	for _, o := range run.refused {
		if o.kind == "slate.append" && times[o.text] > 0 {
			t.Errorf("%s was refused and is there", o.text)
		}
	}
	var told int64
	err = c.store.Read(ctx).Raw("SELECT COUNT(*) FROM events WHERE position IN ? AND body <> ''", append(run.erased, -1)).Scan(&told).Error
	if err != nil || told > 0 {
		t.Errorf("%d events tell what was erased, %v", told, err)
	}
}

package server_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// results are what was measured of one server, by what it is called.
type results struct {
	server  string
	names   []string
	figures map[string]string
}

func (r *results) set(name, format string, values ...any) {
	r.names = append(r.names, name)
	r.figures[name] = fmt.Sprintf(format, values...)
}

// BenchmarkSharedState draws on Yjs documents of Lectern, with its database and its rights on, and then of others, who
// have neither: a small class and a large one, who comes late, a class that comes at once, fifty classes, and listeners
// who stop reading. CPU and memory are those of the server's process. The load is the same for all, and on the same
// machine: the tails of the times are as good as that is quiet. Machines are quicker and slower by the minute, so the
// drawing is done in turns, several times with each server, and of that all is counted.
func BenchmarkSharedState(b *testing.B) {
	all := make([]*results, len(docServers))
	b.Run("drawing", func(b *testing.B) { benchInTurns(b, all) })
	if slices.Contains(all, nil) {
		return
	}
	for i, start := range docServers {
		b.Run(fmt.Sprintf("server=%d", i), func(b *testing.B) {
			ctx, cancel := context.WithTimeout(b.Context(), 4*time.Minute)
			defer cancel()
			s, c, r := start(b), pollVisitors(b), all[i]
			benchJoins(b, ctx, s, c, r, roomOfJoins)
			benchStalled(b, ctx, s, c, r, roomOfStalled, 0)
			benchStalled(b, ctx, s, c, r, roomOfStalled+1, 5)
			s = start(b) // what was done before isn't a part of what the fifty take
			benchRoomsAtOnce(b, ctx, s, c, r, roomOfFifty, rss(b, s.pid))
		})
	}
	fmt.Println(table(all))
}

// drawingTurns is how often each server is drawn on, for drawingSpan each time.
const (
	drawingTurns = 6
	drawingSpan  = 10 * time.Second
)

// drawingClasses are how many are in the classes that are drawn for.
var drawingClasses = []int{30, 200}

// Rooms of the benchmark: each turn of drawing has its own, before these.
const (
	roomOfJoins   = 2 * drawingTurns
	roomOfStalled = roomOfJoins + 1
	roomOfFifty   = roomOfStalled + 2
	benchRooms    = roomOfFifty + fifty
)

// benchInTurns draws on all servers in turns, each time another one first, and adds what was measured to the results.
func benchInTurns(b *testing.B, all []*results) {
	ctx, cancel := context.WithTimeout(b.Context(), 15*time.Minute)
	defer cancel()
	servers, poller := make([]*docServer, len(docServers)), pollVisitors(b)
	idle := make([]float64, len(servers))
	for i, start := range docServers {
		servers[i] = start(b)
		all[i] = &results{server: servers[i].name, figures: map[string]string{}}
		idle[i] = rss(b, servers[i].pid)
		all[i].set("idle RSS MB; CPU s in 20 s", "%.0f; %.2f", idle[i], 4*idling(b, servers[i], 5*time.Second))
	}
	for class, n := range drawingClasses {
		drawn := make([]drawn, len(servers))
		for turn := range drawingTurns {
			for i := range servers {
				i = (i + turn) % len(servers)
				drawn[i].add(b, benchDrawers(b, ctx, servers[i], poller, class*drawingTurns+turn, n))
			}
		}
		for i, s := range servers {
			drawn[i].report(b, s, all[i], n, idle[i])
		}
	}
}

// idling returns the CPU seconds that a server uses while nobody is there.
func idling(b *testing.B, s *docServer, span time.Duration) float64 {
	b.Helper()
	before := cpu(b, s.pid)
	time.Sleep(span) // the time that is measured
	after := cpu(b, s.pid)
	return ((after.user + after.system) - (before.user + before.system)).Seconds()
}

func table(all []*results) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-44s", "")
	for _, r := range all {
		fmt.Fprintf(&out, "%24s", r.server)
	}
	for _, name := range all[0].names {
		fmt.Fprintf(&out, "\n%-44s", name)
		for _, r := range all {
			fmt.Fprintf(&out, "%24s", r.figures[name])
		}
	}
	return out.String()
}

// party are visitors of rooms, who read until the test ends them.
type party struct{ visitors []*visitor }

// invite opens rooms of so many visitors each, and waits until all have what is there. The first ones draw.
func invite(b *testing.B, ctx context.Context, s *docServer, poller *poller, first, rooms, each, drawers int, watches []*watch) *party {
	b.Helper()
	c := &party{visitors: make([]*visitor, rooms*each)}
	var dialing sync.WaitGroup
	work := make(chan int)
	for range 16 {
		dialing.Go(func() {
			for i := range work {
				v := &visitor{drawer: -1, watch: watches[i/each]}
				if i%each < drawers {
					v.drawer = i % each
				}
				if err := errors.Join(visit(s, first+i/each, 1+i%each, v), poller.take(v)); err != nil {
					b.Errorf("visitor %d: %v", i, err)
					continue
				}
				c.visitors[i] = v
			}
		})
	}
	for i := range c.visitors {
		work <- i
	}
	close(work)
	dialing.Wait()
	if b.Failed() {
		b.FailNow()
	}
	for i, v := range c.visitors {
		select {
		case <-v.joined:
		case <-ctx.Done():
			b.Fatalf("visitor %d isn't told what is there", i)
		}
	}
	return c
}

func (c *party) end() {
	for _, v := range c.visitors {
		v.leave()
	}
}

// draw lets a visitor draw so many chunks a second, with the unsteadiness of a hand.
func draw(v *visitor, w *watch, client uint64, perSecond int) error {
	r := rand.New(rand.NewPCG(client, 5))
	s := &sketch{client: client}
	if err := v.write(s.begin()); err != nil {
		return err
	}
	every := time.Second / time.Duration(perSecond)
	next := time.Now().Add(time.Duration(r.Int64N(int64(every))))
	for n := range w.sent[v.drawer] {
		time.Sleep(time.Until(next)) // the pace of the load
		next = next.Add(every + time.Duration(r.Int64N(int64(every)/2)) - every/4)
		w.sent[v.drawer][n].Store(time.Since(w.begun).Nanoseconds())
		if err := v.write(s.draw(v.drawer, n)); err != nil {
			return err
		}
	}
	return nil
}

// run lets everybody draw who does, and returns the times until the last one had each chunk, and how many chunks of how
// many got lost on the way to somebody.
func (c *party) run(b *testing.B, perSecond int, watches []*watch) (took []time.Duration, lost, all int) {
	b.Helper()
	var drawing sync.WaitGroup
	for i, v := range c.visitors {
		if v.drawer >= 0 {
			drawing.Go(func() {
				if err := draw(v, v.watch, uint64(1000+i), perSecond); err != nil {
					b.Error(err)
				}
			})
		}
	}
	drawing.Wait()
	patience := time.Now().Add(10 * time.Second)
	for _, w := range watches {
		for d := range w.left {
			for n := range w.left[d] {
				for w.left[d][n].Load() > 0 && time.Now().Before(patience) {
					time.Sleep(time.Millisecond) // what is still on its way
				}
				all++
				if w.left[d][n].Load() > 0 {
					lost++
					continue
				}
				took = append(took, time.Duration(w.last[d][n].Load()-w.sent[d][n].Load()))
			}
		}
	}
	slices.Sort(took)
	return took, lost, all
}

func at(took []time.Duration, q int) float64 {
	if len(took) == 0 {
		return -1
	}
	return float64(took[(len(took)-1)*q/100].Microseconds()) / 1000
}

const benchDrawing, benchPace = 5, 30

// drawn is what some drawing took: the times until the last one had each chunk, what of them got lost on the way to
// somebody, and what the server used for it. turns has the 99th percentile of each turn, in ms.
type drawn struct {
	took      []time.Duration
	lost, all int
	used      time.Duration
	rss       float64 // MB, at the end
	turns     []string
}

func (d *drawn) add(b *testing.B, one drawn) {
	b.Helper()
	d.turns = append(d.turns, fmt.Sprintf("%.1f", at(one.took, 99)))
	d.took = append(d.took, one.took...)
	d.lost, d.all, d.used, d.rss = d.lost+one.lost, d.all+one.all, d.used+one.used, max(d.rss, one.rss)
}

func (d *drawn) report(b *testing.B, s *docServer, r *results, n int, idle float64) {
	b.Helper()
	slices.Sort(d.took)
	name := fmt.Sprintf("%d clients: ", n)
	r.set(name+"last receiver p50/p95/p99 ms", "%.1f/%.1f/%.1f", at(d.took, 50), at(d.took, 95), at(d.took, 99))
	r.set(name+"p99 of each turn, ms", "%s", strings.Join(d.turns, " "))
	r.set(name+"CPU s in 20 s; µs a delivery", "%.2f; %.2f", d.used.Seconds()*20/(drawingTurns*drawingSpan).Seconds(), float64(d.used.Microseconds())/float64(d.all*(n-1)))
	r.set(name+"RSS MB (over idle); lost", "%.0f (%+.0f); %d", d.rss, d.rss-idle, d.lost)
	if d.lost > 0 && s.name == lectern {
		b.Errorf("%d of %d chunks got lost on the way to somebody", d.lost, d.all)
	}
}

// benchDrawers measures five who draw before a class of n.
func benchDrawers(b *testing.B, ctx context.Context, s *docServer, poller *poller, room, n int) drawn {
	b.Helper()
	watches := []*watch{newWatch(benchDrawing, benchPace*int(drawingSpan.Seconds()), n-1)}
	c := invite(b, ctx, s, poller, room, 1, n, benchDrawing, watches)
	defer c.end()
	before := cpu(b, s.pid)
	took, lost, all := c.run(b, benchPace, watches)
	after := cpu(b, s.pid)
	return drawn{took: took, lost: lost, all: all, used: (after.user + after.system) - (before.user + before.system), rss: rss(b, s.pid)}
}

// benchJoins measures who comes to a page of 2 MB: one alone, and a class at once.
func benchJoins(b *testing.B, ctx context.Context, s *docServer, poller *poller, r *results, room int) {
	b.Helper()
	const size, joins, class = 2 << 20, 20, 30
	staff := &visitor{drawer: -1}
	if err := errors.Join(visit(s, room, 0, staff), poller.take(staff)); err != nil {
		b.Fatal(err)
	}
	defer staff.leave()
	<-staff.joined
	if err := staff.write(drawing(7, size)); err != nil {
		b.Fatal(err)
	}
	join := func(somebody int) time.Duration {
		begun := time.Now()
		v := &visitor{drawer: -1, large: size}
		if err := errors.Join(visit(s, room, somebody, v), poller.take(v)); err != nil {
			b.Error(err)
			return 0
		}
		select {
		case <-v.joined:
		case <-ctx.Done():
			b.Error("a page isn't handed out")
		}
		took := time.Since(begun)
		v.leave()
		return took
	}
	join(1) // until then the page is still being taken in
	before := cpu(b, s.pid)
	var took []time.Duration
	for i := range joins {
		took = append(took, join(1+i))
		time.Sleep(20 * time.Millisecond) // they don't come one upon another
	}
	after := cpu(b, s.pid)
	slices.Sort(took)
	r.set("late join of 2 MB: median ms; CPU ms", "%.1f; %.1f", at(took, 50), float64(((after.user+after.system)-(before.user+before.system)).Milliseconds())/joins)
	before = cpu(b, s.pid)
	begun := time.Now()
	var wg sync.WaitGroup
	for i := range class {
		wg.Go(func() { join(1 + i) })
	}
	wg.Wait()
	all := time.Since(begun)
	after = cpu(b, s.pid)
	r.set("30 join at once: ms; CPU s", "%.0f; %.2f", float64(all.Milliseconds()), ((after.user + after.system) - (before.user + before.system)).Seconds())
}

const fifty = 50

// benchRoomsAtOnce measures fifty classes of thirty, in each of which one person draws.
func benchRoomsAtOnce(b *testing.B, ctx context.Context, s *docServer, poller *poller, r *results, first int, idle float64) {
	b.Helper()
	const rooms, each, perSecond, seconds = fifty, 30, 5, 10
	watches := make([]*watch, rooms)
	for i := range watches {
		watches[i] = newWatch(1, perSecond*seconds, each-1)
	}
	c := invite(b, ctx, s, poller, first, rooms, each, 1, watches)
	defer c.end()
	before := cpu(b, s.pid)
	took, lost, all := c.run(b, perSecond, watches)
	after := cpu(b, s.pid)
	used := (after.user + after.system) - (before.user + before.system)
	r.set(fmt.Sprintf("%d rooms of %d: p50/p95/p99 ms; CPU s", rooms, each), "%.1f/%.1f/%.1f; %.2f", at(took, 50), at(took, 95), at(took, 99), used.Seconds())
	r.set(fmt.Sprintf("%d rooms of %d: RSS MB (over idle); lost", rooms, each), "%.0f (%+.0f); %d", rss(b, s.pid), rss(b, s.pid)-idle, lost)
	if lost > 0 && s.name == lectern {
		b.Errorf("%d of %d chunks got lost on the way to somebody", lost, all)
	}
}

// benchStalled measures what so many cost who stop reading, while others send them 40 MB.
func benchStalled(b *testing.B, ctx context.Context, s *docServer, poller *poller, r *results, room, stalled int) {
	b.Helper()
	const each, updates, drawers = 20, 40, 5
	watches := []*watch{newWatch(drawers, updates, each-1)}
	c := invite(b, ctx, s, poller, room, 1, each, drawers, watches)
	defer c.end()
	for i := range stalled {
		v := &visitor{drawer: -1}
		if err := visit(s, room, 1+each+i, v); err != nil {
			b.Fatal(err)
		}
		defer v.leave()
	}
	before := rss(b, s.pid)
	most := before
	var drawing sync.WaitGroup
	for d := range drawers {
		drawing.Go(func() {
			v, sk := c.visitors[d], &sketch{client: uint64(2000 + d)}
			if err := v.write(sk.begin()); err != nil {
				b.Error(err)
			}
			for n := range updates {
				time.Sleep(50 * time.Millisecond) // the pace of the load
				watches[0].sent[d][n].Store(time.Since(watches[0].begun).Nanoseconds())
				large := append(append([]byte{0x83}, sk.id(sk.clock-1)...), text(strings.Repeat("x", 200<<10))...)
				if err := v.write(sk.update(1, large)); err != nil {
					b.Error(err)
				}
				if err := v.write(sk.draw(d, n)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { drawing.Wait(); close(done) }()
	for ended := false; !ended; {
		select {
		case <-done:
			ended = true
		case <-time.After(20 * time.Millisecond):
		}
		most = max(most, rss(b, s.pid))
	}
	var took []time.Duration
	lost := 0
	patience := time.Now().Add(20 * time.Second)
	for d := range drawers {
		for n := range updates {
			for watches[0].left[d][n].Load() > 0 && time.Now().Before(patience) {
				time.Sleep(time.Millisecond) // what is still on its way
			}
			if watches[0].left[d][n].Load() > 0 {
				lost++
				continue
			}
			took = append(took, time.Duration(watches[0].last[d][n].Load()-watches[0].sent[d][n].Load()))
		}
	}
	slices.Sort(took)
	most = max(most, rss(b, s.pid))
	r.set(fmt.Sprintf("%d stop reading, 40 MB: RSS MB more at most", stalled), "%.0f", most-before)
	r.set(fmt.Sprintf("%d stop reading: the others' p50/p95 ms; lost", stalled), "%.1f/%.1f; %d", at(took, 50), at(took, 95), lost)
	if lost > 0 && s.name == lectern {
		b.Errorf("%d of %d chunks got lost while %d don't read", lost, drawers*updates, stalled)
	}
}

package server_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/lti/platform"
	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// convergeWithin is how soon everybody has the same once all have drawn and are connected.
const convergeWithin = apptest.Wait

// easel is the first page of a class, and the learners who draw on it.
type easel struct {
	t       *testing.T
	rng     *rand.Rand
	session app.SessionID
	teacher *apptest.Client
	drawers []*apptest.Drawer
	enough  chan struct{}
	drawing sync.WaitGroup
}

// inkSeed is a new one, or that of LECTERN_INK_SEED.
func inkSeed(t *testing.T) uint64 {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("LECTERN_INK_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed %d (LECTERN_INK_SEED)", seed)
	return seed
}

// setUp opens the first page of a class at the process for n learners. Learner i opens its socket at address(i, tries).
func setUp(t *testing.T, p *apptest.Process, lms *platform.Platform, n int, address func(i, tries int) string) *easel {
	t.Helper()
	seed := inkSeed(t)
	e := &easel{t: t, rng: rand.New(rand.NewPCG(seed, 0)), teacher: apptest.Enter(t, p.URL, lms, "teacher", "1"), drawers: make([]*apptest.Drawer, n)}
	e.session = e.teacher.Start().ID
	var wg sync.WaitGroup
	work := make(chan int)
	for range 8 {
		wg.Go(func() {
			for i := range work {
				client := apptest.Enter(t, p.URL, lms, platform.UserID(strconv.Itoa(1000+i)), "1")
				e.drawers[i] = e.open(client, seed+uint64(i), func(tries int) string { return address(i, tries) })
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return e
}

func (e *easel) open(client *apptest.Client, seed uint64, address func(tries int) string) *apptest.Drawer {
	e.t.Helper()
	return apptest.OpenDrawer(e.t, seed, func(tries int) string {
		return "ws" + address(tries)[len("http"):] + "/ws/boards/" + string(e.session) + "?token=" + client.Token.Token
	})
}

// visitor opens the page at the process for somebody who was never there.
func (e *easel) visitor(p *apptest.Process) *apptest.Drawer {
	e.t.Helper()
	return e.open(e.teacher, e.rng.Uint64(), func(int) string { return p.URL })
}

// scribble lets everybody draw until finish.
func (e *easel) scribble() {
	e.enough = make(chan struct{})
	for _, d := range e.drawers {
		e.drawing.Go(func() { d.Scribble(e.enough) })
	}
}

// finish waits until everybody has drawn their stroke to its end.
func (e *easel) finish() {
	close(e.enough)
	e.drawing.Wait()
}

// aMoment waits until some moment of the scribbling.
func (e *easel) aMoment() {
	<-time.After(600*time.Millisecond + time.Duration(e.rng.Int64N(int64(1400*time.Millisecond))))
}

// allBack waits until everybody is there again.
func (e *easel) allBack() {
	e.t.Helper()
	apptest.Eventually(e.t, apptest.Wait, func() error {
		for i, d := range e.drawers {
			if err := d.Synced(); err != nil {
				return fmt.Errorf("drawer %d: %w", i, err)
			}
		}
		return nil
	})
}

// drawings are what everybody has drawn and has been told.
func (e *easel) drawings() []apptest.Drawing {
	all := make([]apptest.Drawing, len(e.drawers))
	for i, d := range e.drawers {
		all[i] = d.Drawing()
	}
	return all
}

// everything is the document that holds what everybody has drawn, and nothing else.
func everything(t *testing.T, all []apptest.Drawing) *yjs.Store {
	t.Helper()
	var updates [][]byte
	for _, d := range all {
		for _, m := range d.Marks {
			updates = append(updates, m.Update)
		}
	}
	return stored(t, updates...)
}

func stored(t *testing.T, updates ...[]byte) *yjs.Store {
	t.Helper()
	s := yjs.New(yjs.Limits{UpdateBytes: 64 << 20})
	for _, u := range updates {
		if _, err := s.Apply(u); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// compacted is a document in the one form that all have who have the same.
func compacted(s *yjs.Store) []byte {
	s.Compact()
	return s.Diff(nil)
}

// converge waits until everybody and the visitors have what all have drawn, no more and no less, and wants it to be so to the
// last byte. It returns how long that took.
func (e *easel) converge(within time.Duration, visitors ...*apptest.Drawer) time.Duration {
	e.t.Helper()
	begun := time.Now()
	want := everything(e.t, e.drawings())
	vector := want.StateVector()
	deleted := want.Diff(vector)
	all := slices.Concat(e.drawers, visitors)
	apptest.Eventually(e.t, within, func() error {
		for i, d := range all {
			got := d.Drawing()
			if !maps.Equal(got.Vector, vector) || !bytes.Equal(got.Deleted, deleted) || got.Pending > 0 {
				return fmt.Errorf("drawer %d of %d, faults %v, %d structs wait: %s", i, len(all), got.Faults, got.Pending, cmp.Diff(vector, got.Vector))
			}
		}
		return nil
	})
	took := time.Since(begun)
	whole := compacted(want)
	for i, d := range all {
		if !bytes.Equal(compacted(stored(e.t, d.Document())), whole) {
			e.t.Errorf("drawer %d of %d has another document", i, len(all))
		}
		for _, fault := range d.Drawing().Faults {
			e.t.Errorf("drawer %d: %s", i, fault)
		}
	}
	e.once(want)
	return took
}

// once wants each stroke to stand under its key once, and those to live that weren't erased.
func (e *easel) once(s *yjs.Store) {
	e.t.Helper()
	s.Index("elements")
	for i, d := range e.drawings() {
		for _, stroke := range d.Strokes {
			if holders := s.Holders(stroke.ID); len(holders) != 1 || holders[0].Client != d.Client || holders[0].Lives == stroke.Erased {
				e.t.Errorf("stroke %s of drawer %d, erased %t, is held by %v", stroke.ID, i, stroke.Erased, holders)
			}
		}
	}
}

// seen is what of the clients of a page is in one document, or in several taken together.
type seen struct {
	vector  yjs.StateVector
	deleted map[uint64][]apptest.Clocks
}

func (s seen) has(client uint64, m apptest.Mark) bool {
	if m.Deleted.From < m.Deleted.To && !slices.ContainsFunc(s.deleted[client], func(c apptest.Clocks) bool { return c.From <= m.Deleted.From && m.Deleted.To <= c.To }) {
		return false
	}
	return s.vector[client] >= m.To
}

// sees reads what is in a document.
func sees(t *testing.T, d apptest.Drawing) seen {
	t.Helper()
	s := seen{d.Vector, map[uint64][]apptest.Clocks{}}
	b := d.Deleted[1:] // no structs
	next := func() uint64 {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			t.Fatal("deleted ranges can't be read")
		}
		b = b[size:]
		return n
	}
	for clients := next(); clients > 0; clients-- {
		client := next()
		for ranges := next(); ranges > 0; ranges-- {
			from := next()
			s.deleted[client] = append(s.deleted[client], apptest.Clocks{From: from, To: from + next()})
		}
	}
	return s
}

// acknowledged says of each drawer which marks are: the server has said so, or somebody else has seen it.
func acknowledged(t *testing.T, all []apptest.Drawing) [][]bool {
	t.Helper()
	eyes, out := make([]seen, len(all)), make([][]bool, len(all))
	for i, d := range all {
		eyes[i] = sees(t, d)
	}
	for i, d := range all {
		out[i] = make([]bool, len(d.Marks))
		for n, m := range d.Marks {
			out[i][n] = n < d.Acked
			for k := 0; k < len(eyes) && !out[i][n]; k++ {
				out[i][n] = k != i && eyes[k].has(d.Client, m)
			}
		}
	}
	return out
}

// compare wants a document to hold every acknowledged mark, and prints what became of the others.
func compare(t *testing.T, all []apptest.Drawing, acked [][]bool, document apptest.Drawing) {
	t.Helper()
	there := sees(t, document)
	drawn, acks, lost, gone := 0, 0, 0, 0
	for i, d := range all {
		for n, m := range d.Marks {
			drawn++
			has := there.has(d.Client, m)
			switch {
			case acked[i][n] && !has:
				acks++
				lost++
			case acked[i][n]:
				acks++
			case !has:
				gone++
			}
		}
	}
	t.Logf("%d updates drawn, %d acknowledged, %d of them lost; of the %d others %d lost with those who drew them", drawn, acks, lost, drawn-acks, gone)
	if lost > 0 {
		t.Errorf("%d acknowledged updates are lost", lost)
	}
	if document.Pending > 0 {
		t.Errorf("%d structs wait for something that is lost", document.Pending)
	}
}

// logReturns prints how those came back who were there before.
func (e *easel) logReturns() {
	e.t.Helper()
	var took []time.Duration
	for _, d := range e.drawings() {
		took = append(took, d.Backs...)
	}
	slices.Sort(took)
	if len(took) == 0 {
		e.t.Error("nobody came back")
		return
	}
	at := func(q int) time.Duration { return took[(len(took)-1)*q/100].Round(time.Millisecond) }
	e.t.Logf("%d returns; from the loss until all is there again p50 %v, p95 %v, max %v", len(took), at(50), at(95), at(100))
}

// readByYjs wants Yjs itself to find in the document the strokes that were drawn, and nothing else.
func readByYjs(t *testing.T, all []apptest.Drawing, document []byte) {
	t.Helper()
	type stroke struct {
		Type   string
		Ink    string
		Chunks int
	}
	var got struct {
		Strokes map[string]stroke
		Roots   []string
		Waits   bool
	}
	cmd := exec.Command("node", "testdata/page.mjs")
	cmd.Stdin = bytes.NewReader(document)
	out, err := cmd.Output()
	if err = errors.Join(err, json.Unmarshal(out, &got)); err != nil {
		t.Fatalf("read a page by Yjs; are there frontend/node_modules (npm ci in frontend)? %v", err)
	}
	want := map[string]stroke{}
	for _, d := range all {
		for _, s := range d.Strokes {
			if !s.Erased {
				want[s.ID] = stroke{"freedraw", base64.StdEncoding.EncodeToString(s.Ink), 0}
			}
		}
	}
	if diff := cmp.Diff(want, got.Strokes); diff != "" || got.Waits || !slices.Equal(got.Roots, []string{"elements"}) {
		t.Errorf("Yjs reads something else, roots %v, waits %t (-drawn +read):\n%s", got.Roots, got.Waits, diff)
	}
	t.Logf("Yjs finds the same %d strokes", len(got.Strokes))
}

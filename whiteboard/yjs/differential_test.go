package yjs_test

import (
	"bufio"
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// node is Yjs itself.
type node struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Scanner
}

type history struct {
	Updates [][]byte `json:"updates"`
	Vector  []byte   `json:"vector"`
	Undone  int      `json:"undone"`
	loose   int
}

func startNode(t *testing.T) *node {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("the comparison with Yjs needs node, and frontend/node_modules (npm ci in frontend)")
	}
	if _, err := os.Stat("../../frontend/node_modules/yjs"); err != nil {
		t.Fatal("the comparison with Yjs needs frontend/node_modules: run npm ci in frontend")
	}
	cmd := exec.Command("node", "testdata/histories.mjs")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 64<<20)
	return &node{t, in, lines}
}

func (n *node) ask(request map[string]any, answer any) {
	n.t.Helper()
	b, err := json.Marshal(request)
	if err != nil {
		n.t.Fatal(err)
	}
	if _, err := n.in.Write(append(b, '\n')); err != nil {
		n.t.Fatal(err)
	}
	if !n.out.Scan() {
		n.t.Fatalf("node ended: %v", n.out.Err())
	}
	if err := json.Unmarshal(n.out.Bytes(), answer); err != nil {
		n.t.Fatal(err)
	}
}

// TestA5_D1_C3_J3_SameDocumentsAsYjs plays random histories through a Store in every way, and lets Yjs compare: of the
// first histories all that a Store makes of them, of the others three by turns. Several Yjs compare at once.
// LECTERN_YJS_HISTORIES says how many, LECTERN_YJS_SEED where to begin.
func TestA5_D1_C3_J3_SameDocumentsAsYjs(t *testing.T) {
	t.Parallel()
	count, first := fromEnv(t, "LECTERN_YJS_HISTORIES", 3000), fromEnv(t, "LECTERN_YJS_SEED", 1)
	var updates, undone, loose atomic.Int64
	t.Run("histories", func(t *testing.T) {
		nodes := max(2, runtime.GOMAXPROCS(0))
		for at := range nodes {
			t.Run(strconv.Itoa(at), func(t *testing.T) {
				t.Parallel()
				yjsNode := startNode(t)
				for seed := first + at; seed < first+count; seed += nodes {
					h := compareHistory(t, yjsNode, seed, seed-first < 100)
					updates.Add(int64(len(h.Updates)))
					undone.Add(int64(h.Undone))
					loose.Add(int64(h.loose))
				}
			})
		}
	})
	t.Logf("seeds %d to %d: %d updates, %d undone or done again, %d answers about which Yjs isn't of one mind with itself",
		first, first+count-1, updates.Load(), undone.Load(), loose.Load())
	if count >= 100 && undone.Load() == 0 {
		t.Error("nothing was undone")
	}
}

// compareHistory plays one history.
func compareHistory(t *testing.T, yjsNode *node, seed int, whole bool) history {
	t.Helper()
	var h history
	yjsNode.ask(map[string]any{"op": "make", "seed": seed}, &h)
	all := replays(t, seed, h)
	names := slices.Sorted(maps.Keys(all))
	for i, name := range names {
		if !whole && (i+seed)%len(names) >= 3 {
			continue
		}
		var verdict struct {
			Fault string
			Loose bool
		}
		yjsNode.ask(map[string]any{"op": "check", "updates": all[name], "cuts": strings.HasPrefix(name, "cut")}, &verdict)
		if verdict.Loose {
			h.loose++
		}
		if verdict.Fault != "" {
			t.Errorf("seed %d: %s: %s", seed, name, verdict.Fault)
		}
	}
	return h
}

func fromEnv(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// replays returns, by the way they came about, updates that must give the history's document.
func replays(t *testing.T, seed int, h history) map[string][][]byte {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(seed), 7))
	want, err := yjs.DecodeStateVector(h.Vector)
	if err != nil {
		t.Fatal(err)
	}
	inOrder := store(t, h.Updates...)
	if diff := cmp.Diff(want, inOrder.StateVector()); diff != "" {
		t.Fatalf("seed %d: state vector (-Yjs +ours):\n%s", seed, diff)
	}
	mixed := slices.Concat(h.Updates, h.Updates[:len(h.Updates)/3])
	r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	shuffled, takes := yjs.New(yjs.Limits{}), [][]byte{}
	shuffled.Index("map")
	for _, u := range mixed {
		apply(t, shuffled, u)
		if r.IntN(3) == 0 {
			shuffled.Compact()
		}
		if r.IntN(2) == 0 {
			takes = appendSome(takes, shuffled.Take())
		}
	}
	takes = appendSome(takes, shuffled.Take())
	checkPlaces(t, seed, shuffled)
	half := h.Updates[:r.IntN(len(h.Updates)+1)]
	at := store(t, half...).StateVector()
	merged := merge(t, mixed...)
	rest, err := yjs.DiffUpdate(merged, at)
	if err != nil {
		t.Fatal(err)
	}
	plain := inOrder.Diff(nil)
	diff := inOrder.Diff(at)
	partly := at
	for client, clock := range partly { // a vector that cuts structs
		partly[client] = r.Uint64N(clock + 1)
	}
	cut := inOrder.Diff(partly)
	inOrder.Compact()
	compacted := inOrder.Diff(nil)
	return map[string][][]byte{
		"in order": {plain}, "shuffled": {shuffled.Diff(nil)}, "takes": takes, "merged": {merged},
		"merged of merged": {merge(t, merge(t, mixed[:len(mixed)/2]...), merge(t, mixed[len(mixed)/2:]...))},
		"diff":             appendSome(slices.Clone(half), diff), "diff of merged": appendSome(slices.Clone(half), rest),
		"cut": appendSome(slices.Clone(half), cut), "cut, then all": appendSome([][]byte{cut}, plain),
		"compacted": {compacted}, "compacted and read": {store(t, compacted).Diff(nil)}, "compacted diff": {plain, inOrder.Diff(partly)},
	}
}

// checkPlaces compares the index of a store, which was kept while it grew and was compacted, with one made anew (J3).
func checkPlaces(t *testing.T, seed int, s *yjs.Store) {
	t.Helper()
	anew := store(t, s.Diff(nil))
	anew.Index("map")
	for client, end := range s.StateVector() {
		for clock := range end {
			kept, made := s.PlaceAt(yjs.ID{Client: client, Clock: clock}), anew.PlaceAt(yjs.ID{Client: client, Clock: clock})
			kept.Entry.Clock, made.Entry.Clock = 0, 0 // what was deleted there one after another is one struct
			if kept != made {
				t.Errorf("seed %d: %d of %d is at %+v, and at %+v by an index made anew", seed, clock, client, kept, made)
				return
			}
		}
	}
}

func appendSome(to [][]byte, update []byte) [][]byte {
	if update == nil {
		return to
	}
	return append(to, update)
}

func store(t testing.TB, updates ...[]byte) *yjs.Store {
	t.Helper()
	s := yjs.New(yjs.Limits{})
	for _, u := range updates {
		apply(t, s, u)
	}
	return s
}

func apply(t testing.TB, s *yjs.Store, update []byte) bool {
	t.Helper()
	changed, err := s.Apply(update)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func merge(t testing.TB, updates ...[]byte) []byte {
	t.Helper()
	m, err := yjs.MergeUpdates(updates...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

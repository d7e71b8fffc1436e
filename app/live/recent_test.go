package live

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRecentIsAllOrNothing compares what is remembered with the whole stream, while texts are redacted.
func TestRecentIsAllOrNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, seed))
		var r recent
		var all []Event
		first := rnd.Int64N(100)
		r.reset(nil, first)
		for range 50 + rnd.IntN(100) {
			switch rnd.IntN(8) {
			case 0:
				if len(all) > 0 {
					at := all[rnd.IntN(len(all))].Offset
					all[at-first-1].Body = nil
					r.forget([]int64{at, 0, at + 1e6})
				}
			default:
				e := Event{Type: "slate.set", Audience: []Audience{Everyone(), Staff(), Nobody()}[rnd.IntN(3)], Offset: first + int64(len(all)) + 1,
					Body: []byte(strings.Repeat("x", 1+rnd.IntN(resumeBytes/20)))}
				all = append(all, e)
				r.add(e)
			}
			checkRecent(t, seed, &r, all, first)
		}
	}
}

func checkRecent(t *testing.T, seed uint64, r *recent, all []Event, first int64) {
	t.Helper()
	bytes := 0
	for _, e := range r.events {
		bytes += len(e.Body)
	}
	if bytes != r.bytes || bytes > resumeBytes || len(r.events) > resumeMost {
		t.Fatalf("seed %d: %d events of %d bytes are counted as %d", seed, len(r.events), bytes, r.bytes)
	}
	learner := Viewer{User: "ana", Role: "learner"}
	for _, at := range []int64{first, r.from - 1, r.from, r.from + int64(len(r.events))/2, first + int64(len(all)), first + int64(len(all)) + 1} {
		got, ok := r.after(at, learner)
		want, complete := []string{}, at >= r.from && at <= first+int64(len(all))
		if complete {
			for _, e := range all[at-first:] {
				if learner.Sees(e.Audience) {
					want = append(want, fmt.Sprint(e.Offset, len(e.Body)))
					complete = complete && !e.redacted()
				}
			}
		}
		if ok != complete {
			t.Fatalf("seed %d: after %d it says %t", seed, at, ok)
		}
		told := []string{}
		for _, e := range got {
			told = append(told, fmt.Sprint(e.Offset, len(e.Body)))
		}
		if diff := cmp.Diff(want, told); ok && diff != "" {
			t.Fatalf("seed %d: after %d (-want +got):\n%s", seed, at, diff)
		}
	}
}

func TestRecentIsBounded(t *testing.T) {
	t.Parallel()
	var r recent
	for i := range int64(resumeMost + 500) {
		r.add(Event{Offset: i + 1, Body: []byte("{}"), Audience: Everyone()})
	}
	if len(r.events) != resumeMost || r.from != 500 {
		t.Errorf("%d are kept, after %d", len(r.events), r.from)
	}
	if _, ok := r.after(499, Viewer{}); ok {
		t.Error("what is forgotten is told")
	}
}

package attendance

import (
	"slices"
	"sort"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// span is a stretch of time in which one connection shows its user.
type span struct {
	start, end time.Time
	sources    []app.FactSource
	// open: nothing says that it ended; end is as far as it may count.
	open bool
	// survived: whoever was heard didn't die with it: the client said goodbye, or was heard again on the same socket.
	survived bool
	// killed: it ended because the app died, and says nothing of the client.
	killed bool
}

// addSource returns the sorted set with one more source; the empty one says nothing.
func addSource(set []app.FactSource, more ...app.FactSource) []app.FactSource {
	for _, source := range more {
		at, has := slices.BinarySearch(set, source)
		if !has && source != "" {
			set = slices.Insert(set, at, source)
		}
	}
	return set
}

// clip cuts the spans to the session and drops what lies outside. Spans without length are kept only where the
// session has none either.
func clip(spans []span, start, end time.Time) []span {
	var out []span
	for _, s := range spans {
		if s.start.After(end) || s.end.Before(start) {
			continue
		}
		if s.start.Before(start) {
			s.start = start
		}
		if s.end.After(end) {
			s.end = end
		}
		if s.end.After(s.start) || !end.After(start) {
			out = append(out, s)
		}
	}
	return out
}

// sorted returns the spans by start, then end, so that what is made of them doesn't depend on their order.
func sorted(spans []span) []span {
	spans = slices.Clone(spans)
	sort.SliceStable(spans, func(i, j int) bool {
		if !spans[i].start.Equal(spans[j].start) {
			return spans[i].start.Before(spans[j].start)
		}
		return spans[i].end.Before(spans[j].end)
	})
	return spans
}

// merge returns the union of the spans; gaps shorter than gap are closed, and spans that touch are one.
func merge(spans []span, gap time.Duration) []app.Interval {
	var out []app.Interval
	for _, s := range sorted(spans) {
		if n := len(out); n > 0 && joins(out[n-1].End, s.start, gap) {
			if s.end.After(out[n-1].End) {
				out[n-1].End = s.end
			}
			out[n-1].Evidence = addSource(out[n-1].Evidence, s.sources...)
			continue
		}
		out = append(out, app.Interval{Start: s.start, End: s.end, Evidence: slices.Clone(s.sources)})
	}
	return out
}

func joins(end, start time.Time, gap time.Duration) bool {
	between := start.Sub(end)
	return between <= 0 || between < gap
}

// union is merge for spans: each keeps the way it ended. Of several that end at once, one that is open makes it open,
// and it survived only where all did.
func union(spans []span) []span {
	var out []span
	for _, s := range sorted(spans) {
		n := len(out)
		if n == 0 || s.start.After(out[n-1].end) {
			out = append(out, s)
			continue
		}
		last := &out[n-1]
		switch {
		case s.end.After(last.end):
			last.end, last.open, last.survived, last.killed = s.end, s.open, s.survived, s.killed
		case s.end.Equal(last.end):
			last.open, last.survived = last.open || s.open, last.survived && s.survived
			last.killed = last.killed || s.killed
		}
	}
	return out
}

package analytics

import (
	"cmp"
	"math"
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

// Measure names something that is spread over people.
type Measure string

// The measures, in their order. Talk is there only where it was measured.
const (
	MeasureTalk     Measure = "talk"     // milliseconds of speaking
	MeasureMessages Measure = "messages" // messages to everybody
	MeasureActions  Measure = "actions"  // whatever learners do: messages, polls, hands, being let to speak, the board
)

// Equity is how one measure is spread over the learners who attended a class in which it could be seen.
type Equity struct {
	Measure Measure
	// Total is of the learners; Staff is of those who teach, and nil where they don't do such things.
	Total float64
	Staff *float64
	// Shares are each learner's, by name; they add up to 1 where there is any.
	Shares []Share
	// Gini is 0 where all did the same and 1 where one did all, however many they are: the mean difference between two of
	// them over twice the mean (Gini 1912).
	Gini float64
	// Top of the people, a fifth rounded up, did TopShare of the whole; Half is the fewest who did half of it together.
	Top, Half int
	TopShare  float64
	// Quiet is how many did nothing.
	Quiet int
}

// Share is one learner's part of a measure.
type Share struct {
	User  app.UserID
	Name  string
	Value float64
	Share float64
}

// equities returns a line for each measure that anybody, learner or staff, did anything of.
func (t *term) equities(meetings []Meeting, learners []Learner) []Equity {
	var out []Equity
	for _, m := range []struct {
		Measure
		of    func(Part) float64
		in    func(Digest) bool
		staff bool
	}{
		{MeasureTalk, func(p Part) float64 { return float64(p.Talk.Milliseconds()) }, func(d Digest) bool { return d.Measured }, true},
		{MeasureMessages, func(p Part) float64 { return float64(p.Messages) }, func(Digest) bool { return true }, true},
		{MeasureActions, func(p Part) float64 { return float64(p.Actions()) }, func(Digest) bool { return true }, false},
	} {
		var shares []Share
		for _, l := range learners {
			value, there := 0.0, false
			for i, c := range l.Cells {
				if c.Status == "" || c.Status == app.AttendanceAbsent || !m.in(t.digests[i]) {
					continue
				}
				value, there = value+m.of(c.part), true
			}
			if there {
				shares = append(shares, Share{User: l.User, Name: l.Name, Value: value})
			}
		}
		e := Spread(m.Measure, shares)
		if m.staff {
			e.Staff = new(t.staff(meetings, m.of))
		}
		if e.Total > 0 || (e.Staff != nil && *e.Staff > 0) {
			out = append(out, e)
		}
	}
	return out
}

// staff sums what those who teach did in the meetings that count.
func (t *term) staff(meetings []Meeting, of func(Part) float64) float64 {
	sum := 0.0
	for i, d := range t.digests {
		if !meetings[i].Counted {
			continue
		}
		for user, part := range d.People {
			if t.role(d.Session.Classroom, user).IsStaff() {
				sum += of(part)
			}
		}
	}
	return sum
}

// Spread says how values are spread; shares have their values and get what they are of the whole.
func Spread(measure Measure, shares []Share) Equity {
	e := Equity{Measure: measure, Shares: shares}
	values := make([]float64, len(shares))
	for i, s := range shares {
		values[i] = s.Value
		e.Total += s.Value
		if s.Value == 0 {
			e.Quiet++
		}
	}
	if e.Total <= 0 {
		return e
	}
	slices.SortFunc(values, func(a, b float64) int { return cmp.Compare(b, a) })
	n := float64(len(values))
	e.Top = int(math.Ceil(n / 5))
	sum, ranked := 0.0, 0.0
	for i, v := range values {
		ranked += (n - float64(i)) * v // the smallest has rank 1
		if i < e.Top {
			e.TopShare += v / e.Total
		}
		if sum < e.Total/2-tiny {
			e.Half++
		}
		sum += v
	}
	if n > 1 {
		e.Gini = max(0, (2*ranked/e.Total-(n+1))/(n-1))
	}
	for i := range e.Shares {
		e.Shares[i].Share = e.Shares[i].Value / e.Total
	}
	return e
}

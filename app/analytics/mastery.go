package analytics

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lectern-classroom/lectern/app"
)

// fewVoters: of an anonymous poll that fewer answered nothing is told but how many.
const fewVoters = 5

// Question is a question of the term, however often it was asked. Those with a right answer come first, the most missed
// on top.
type Question struct {
	Text      string
	Kind      string
	Anonymous bool
	Graded    bool
	// Times are the sessions in which it was asked, Present how many learners were there then, all together.
	Times   []app.SessionID
	Present int
	// Voted is how many answered. Right of Judged answers were right: of an anonymous poll with few answers none is judged.
	Voted, Judged, Right int
}

// Share is the share of right answers, 0 to 1; ok is false where none is judged.
func (q Question) Share() (share float64, ok bool) {
	if !q.Graded || q.Judged == 0 {
		return 0, false
	}
	return float64(q.Right) / float64(q.Judged), true
}

// Mastery is what a learner knew: of named questions with a right answer in the classes that they attended.
type Mastery struct{ Asked, Answered, Right int }

// questions collects what was asked. The same words of the same kind are one question.
func (t *term) questions(meetings []Meeting) []Question {
	type key struct {
		text, kind        string
		anonymous, graded bool
	}
	by := map[key]*Question{}
	var keys []key
	for i, d := range t.digests {
		if !meetings[i].Counted {
			continue
		}
		m := meetings[i]
		for _, a := range d.Questions {
			k := key{strings.Join(strings.Fields(a.Text), " "), a.Kind, a.Anonymous, a.Graded}
			q := by[k]
			if q == nil {
				q = &Question{Text: a.Text, Kind: a.Kind, Anonymous: a.Anonymous, Graded: a.Graded}
				by[k], keys = q, append(keys, k)
			}
			q.Times = append(q.Times, d.Session.ID)
			q.Present += m.Expected - m.Absent
			q.Voted += a.Voted
			if a.Graded && (!a.Anonymous || a.Voted >= fewVoters) {
				q.Judged += a.Voted
				q.Right += a.Right
			}
		}
	}
	out := make([]Question, len(keys))
	for i, k := range keys {
		out[i] = *by[k]
	}
	slices.SortStableFunc(out, func(a, b Question) int {
		sa, oka := a.Share()
		sb, okb := b.Share()
		if oka != okb {
			if oka {
				return -1
			}
			return 1
		}
		return cmp.Compare(sa, sb)
	})
	return out
}

func (t *term) mastery(meetings []Meeting, l Learner) *Mastery {
	var m Mastery
	for i, d := range t.digests {
		if c := l.Cells[i]; !meetings[i].Counted || c.Status == "" || c.Status == app.AttendanceAbsent {
			continue
		}
		for _, a := range d.Questions {
			if !a.Graded || a.Anonymous {
				continue
			}
			m.Asked++
			if right, answered := a.Answers[l.User]; answered {
				m.Answered++
				if right {
					m.Right++
				}
			}
		}
	}
	if m.Asked == 0 {
		return nil
	}
	return &m
}

package poll

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

const single = `{"kind":"single","question":"Which?","options":[{"id":"1","text":"north"},{"id":"2","text":"south"}],"right":["2"],"points":2`

func TestVisibilityByRoleModeAndState(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		mode           string
		closed, reveal string // reveal: "", "yes" or "no"
		learnersSee    bool
	}{
		{"hidden", "", "", false}, {"hidden", "closed", "", false}, {"hidden", "closed", "yes", true}, {"hidden", "", "yes", true},
		{"live", "", "", true}, {"live", "closed", "", true}, {"live", "closed", "no", false},
		{"on_close", "", "", false}, {"on_close", "closed", "", true}, {"on_close", "closed", "no", false}, {"on_close", "", "yes", true},
	} {
		t.Run(strings.Join([]string{tc.mode, tc.closed, tc.reveal}, "/"), func(t *testing.T) {
			t.Parallel()
			c := onSQLite(t)
			id := c.ask(single + `,"results":"` + tc.mode + `"}`)
			c.mustVote(mia, id, "b")
			c.mustVote(ben, id, "a")
			if tc.closed != "" {
				c.close(id)
			}
			if tc.reveal != "" {
				c.must(teacher, cmdReveal, `{"pollId":"`+string(id)+`","results":`+fmt.Sprint(tc.reveal == "yes")+`}`)
			}
			want := PollTally{Voted: 2, Counts: map[string]int{"a": 1, "b": 1}}
			for _, role := range app.Roles {
				got := c.state.snapshot(viewer("user-x", role)).Polls[0]
				frames := c.state.Volatile(viewer("", role))
				if sees := got.Tally != nil; sees != (role.IsStaff() || tc.learnersSee) {
					t.Errorf("%s sees counts: %v", role, sees)
				}
				if told := len(frames) > 0; told != (tc.closed == "" && (role.IsStaff() || tc.learnersSee)) {
					t.Errorf("%s gets running counts: %v", role, told)
				}
				if sees := got.Right != nil; sees != role.IsStaff() {
					t.Errorf("%s sees the right answer: %v", role, sees)
				}
				if got.Tally == nil {
					continue
				}
				want.Right = nil
				if role.IsStaff() {
					want.Right = ptr(1)
				}
				if diff := cmp.Diff(want, *got.Tally); diff != "" {
					t.Errorf("%s: %s", role, diff)
				}
			}
			c.checkStream(mia, tc.learnersSee)
		})
	}
}

// checkStream checks that the events that a learner gets hold neither right answers nor, unless they may see them, counts.
func (c *class) checkStream(user app.UserID, counts bool) {
	c.t.Helper()
	for _, e := range c.stream {
		if !viewer(user, app.RoleLearner).Sees(e.Audience) {
			continue
		}
		if strings.Contains(string(e.Body), `"right":`) {
			c.t.Errorf("%s tells the right answer: %s", e.Type, e.Body)
		}
		if !counts && e.Type == evResults && c.state.polls[must(live.Read[PollResults](e)).PollID].decided == nil {
			c.t.Errorf("counts for a learner: %s", e.Body)
		}
		if e.Type == evVoted && e.Audience.String() != live.Only(user).String() {
			c.t.Errorf("a vote of somebody else: %s", e.Body)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestTheRightAnswerAndWhetherMineWas(t *testing.T) {
	t.Parallel()
	c := onSQLite(t)
	id := c.ask(single + `}`)
	c.mustVote(mia, id, "b")
	c.refused(teacher, cmdReveal, `{"pollId":"`+string(id)+`","right":true}`, app.CodeConflict) // it is open
	c.close(id)
	if got := c.seen(mia, id); got.Right != nil || got.Mine == nil || got.Mine.Right != nil {
		t.Errorf("before: %+v %+v", got, got.Mine)
	}
	c.must(teacher, cmdReveal, `{"pollId":"`+string(id)+`","right":true}`)
	got := c.seen(mia, id)
	if diff := cmp.Diff(&PollMine{Answer: []string{"b"}, Right: ptr(true), Points: ptr(2.0)}, got.Mine); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"b"}, got.Right); diff != "" {
		t.Error(diff)
	}
	if got := c.seen(ben, id); got.Mine != nil {
		t.Errorf("Ben has an answer: %+v", got.Mine)
	}
}

func TestOneVoteEach(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		id := c.ask(single + `}`)
		other := c.school.class(t, "s1") // a second process, which has heard nothing of the first one's votes
		c.mustVote(mia, id, "a")
		body := func(answer string) string { return `{"pollId":"` + string(id) + `","answer":["` + answer + `"]}` }
		c.refused(mia, cmdVote, body("b"), app.CodeConflict)
		other.refused(mia, cmdVote, body("b"), app.CodeConflict)
		if got := c.seen(teacher, id).Tally; got.Voted != 1 || got.Counts["a"] != 1 {
			t.Errorf("counted %+v", got)
		}
		anonymous := c.ask(`{"kind":"yes_no","anonymous":true}`)
		other.state = other.loaded()
		c.mustVote(mia, anonymous, "yes")
		other.refused(mia, cmdVote, `{"pollId":"`+string(anonymous)+`","answer":["no"]}`, app.CodeConflict)
	})
}

func TestForgedFrames(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		id := c.ask(single + `}`)
		gone, closed := c.ask(single+`}`), c.ask(single+`}`)
		c.must(teacher, cmdRemove, named(gone))
		c.close(closed)
		c.school.begin(t, "s2", "room-2")
		elsewhere := c.school.class(t, "s2").ask(single + `}`)
		for name, tc := range map[string]struct {
			body string
			code app.Code
		}{
			"no option":         {`{"pollId":"` + string(id) + `","answer":["z"]}`, app.CodeInvalid},
			"nothing":           {`{"pollId":"` + string(id) + `"}`, app.CodeInvalid},
			"another type":      {`{"pollId":"` + string(id) + `","answer":"a"}`, app.CodeInvalid},
			"a number":          {`{"pollId":7,"answer":["a"]}`, app.CodeInvalid},
			"no poll":           {`{"answer":["a"]}`, app.CodeNotFound},
			"removed poll":      {`{"pollId":"` + string(gone) + `","answer":["a"]}`, app.CodeNotFound},
			"closed poll":       {`{"pollId":"` + string(closed) + `","answer":["a"]}`, app.CodeConflict},
			"another session's": {`{"pollId":"` + string(elsewhere) + `","answer":["a"]}`, app.CodeNotFound},
		} {
			t.Run(name, func(t *testing.T) { c.refused(mia, cmdVote, tc.body, tc.code) })
		}
		c.must(mia, cmdVote, `{"pollId":"`+string(id)+`","answer":["a"],"userId":"`+string(ben)+`","voter":"`+string(ben)+`"}`)
		if c.seen(ben, id).Mine != nil || c.seen(mia, id).Mine == nil {
			t.Error("a vote in somebody else's name")
		}
	})
}

func TestChangingAVote(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		for _, anonymous := range []bool{false, true} {
			id := c.ask(single + `,"changeable":true,"anonymous":` + fmt.Sprint(anonymous) + `}`)
			c.mustVote(mia, id, "a")
			c.mustVote(mia, id, "b")
			c.mustVote(ben, id, "b")
			if out := c.must(mia, cmdVote, `{"pollId":"`+string(id)+`","answer":["b"]}`); len(out.Events) > 0 {
				t.Error("the same answer again is an event")
			}
			want := &PollTally{Voted: 2, Right: ptr(2), Counts: map[string]int{"a": 0, "b": 2}}
			if diff := cmp.Diff(want, c.seen(teacher, id).Tally); diff != "" {
				t.Errorf("anonymous %v: %s", anonymous, diff)
			}
			c.close(id)
			if code := app.CodeOf(c.vote(mia, id, "a")); code != app.CodeConflict {
				t.Errorf("changed after closing: %s", code)
			}
		}
	})
}

func TestTheTimer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		id := c.ask(single + `,"seconds":30}`)
		later := c.ask(single + `,"seconds":90}`)
		c.ask(single + `}`)
		if want := start.Add(30 * time.Second); !c.state.Due().Equal(want) {
			t.Errorf("due %v", c.state.Due())
		}
		c.clock.Add(29 * time.Second)
		c.mustVote(mia, id, "a")
		c.must(teacher, cmdExtend, `{"pollId":"`+string(id)+`","seconds":10}`)
		c.clock.Add(11 * time.Second) // at 40 s
		c.refused(ben, cmdVote, `{"pollId":"`+string(id)+`","answer":["a"]}`, app.CodeConflict)
		c.refused(teacher, cmdExtend, `{"pollId":"`+string(id)+`","seconds":10}`, app.CodeConflict)
		second := c.school.class(t, "s1") // another process, whose clock rings as well
		expire := func(c *class) live.Outcome {
			return must(c.decide(func(ctx context.Context) (live.Outcome, error) { return c.state.Expire(ctx, c.clock.Now()) }))
		}
		if out := expire(c); len(out.Events) == 0 || out.Events[0].Type != evClosed || len(out.Facts) != 1 {
			t.Errorf("expired: %+v", out)
		}
		if out := expire(second); len(out.Events) > 0 {
			t.Errorf("expired twice: %+v", out)
		}
		got := c.seen(mia, id)
		if got.State != StateClosed || !got.ClosedAt.Equal(start.Add(40*time.Second)) || got.Tally == nil {
			t.Errorf("%+v", got)
		}
		if want := start.Add(90 * time.Second); !c.state.Due().Equal(want) {
			t.Errorf("then due %v", c.state.Due())
		}
		c.must(teacher, cmdRemove, named(later))
		if !c.state.Due().IsZero() {
			t.Errorf("due without a timer: %v", c.state.Due())
		}
	})
}

func TestWordsCanBeHidden(t *testing.T) {
	t.Parallel()
	c := onSQLite(t)
	id := c.ask(`{"kind":"word_cloud","question":"One word?","results":"live"}`)
	c.mustVote(mia, id, "fun", "Maths")
	c.mustVote(ben, id, "FUN", "rude")
	c.mustVote(zoe, id, "fun")
	words := func(user app.UserID) string {
		var out []string
		for _, w := range c.seen(user, id).Tally.Words {
			out = append(out, fmt.Sprint(w.Text, w.Count, w.Hidden))
		}
		return strings.Join(out, " ")
	}
	hide := func(hidden bool) {
		c.must(teacher, cmdHide, `{"pollId":"`+string(id)+`","key":"`+wordKey("Rude")+`","hidden":`+fmt.Sprint(hidden)+`}`)
	}
	hide(true)
	if got := words(teacher); !strings.Contains(got, "fun3 false") || !strings.Contains(got, "rude1 true") {
		t.Errorf("staff see %s", got)
	}
	if got := words(mia); strings.Contains(got, "rude") || !strings.Contains(got, "Maths") {
		t.Errorf("learners see %s", got)
	}
	c.close(id)
	hide(false)
	hide(true)
	last := c.stream[len(c.stream)-2]
	if last.Type != evResults || strings.Contains(string(last.Body), "rude") {
		t.Errorf("told to everybody: %s", last.Body)
	}
	c.refused(teacher, cmdHide, `{"pollId":"`+string(id)+`","key":"0123456789abcdef"}`, app.CodeNotFound)
	c.refused(teacher, cmdHide, `{"pollId":"`+string(id)+`","key":"'; --"}`, app.CodeNotFound)
	c.refused(teacher, cmdHide, `{"pollId":"`+string(c.ask(single+`}`))+`","key":"0123456789abcdef"}`, app.CodeInvalid)
}

func TestOpeningIsRefused(t *testing.T) {
	t.Parallel()
	c := onSQLite(t)
	for name, body := range map[string]string{
		"nothing":     `{}`,
		"both":        `{"poll":{"kind":"yes_no"},"preparedId":"x"}`,
		"no question": `{"poll":{"kind":"text"}}`,
		"wrong":       `{"poll":{"kind":"single","options":[]}}`,
	} {
		t.Run(name, func(t *testing.T) { c.refused(teacher, cmdOpen, body, app.CodeInvalid) })
	}
	c.refused(teacher, cmdOpen, `{"preparedId":"x"}`, app.CodeNotFound)
	foreign, err := c.svc.Prepare(context.Background(), "room-2", teacher, PollDefinition{Kind: KindYesNo, Question: "Theirs?"})
	if err != nil {
		t.Fatal(err)
	}
	c.refused(teacher, cmdOpen, `{"preparedId":"`+string(foreign[0].ID)+`"}`, app.CodeNotFound)
	for range maxOpen {
		c.ask(`{"kind":"yes_no"}`)
	}
	c.refused(teacher, cmdOpen, `{"poll":{"kind":"yes_no"}}`, app.CodeConflict)
}

func TestFiveHundredVotesAreCountedExactly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		id := c.ask(`{"kind":"single","options":[{"id":"","text":"A"},{"id":"","text":"B"},{"id":"","text":"C"},{"id":"","text":"D"}],"results":"live"}`)
		c.state.Dirty()
		want := map[string]int{"d": 0}
		for i := range 500 {
			choice := string(rune('a' + i*i%7%4))
			want[choice]++
			c.mustVote(app.UserID(fmt.Sprintf("user-%d", i)), id, choice)
		}
		if !c.state.Dirty() || c.state.Dirty() {
			t.Error("the counts don't say once that they have changed")
		}
		got := c.seen(teacher, id).Tally
		if diff := cmp.Diff(&PollTally{Voted: 500, Counts: want}, got, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestReloadEqualsApply(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		for seed := range uint64(12) {
			session := app.SessionID(fmt.Sprintf("random-%d", seed))
			room := app.ClassroomID(fmt.Sprintf("room-random-%d", seed))
			c.school.room(t, room)
			c.school.begin(t, session, room)
			randomClass(t, c.school.class(t, session), seed)
		}
	})
}

func randomClass(t *testing.T, c *class, seed uint64) {
	t.Helper()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	follower := c.loaded() // another process, which only applies
	var ids []app.PollID
	users := []app.UserID{mia, ben, zoe}
	for range 120 {
		c.clock.Add(time.Duration(r.IntN(3000)) * time.Millisecond)
		before := len(c.stream)
		if len(ids) == 0 || r.IntN(8) == 0 {
			d := randomDefinition(r)
			d.Changeable, d.Anonymous = r.IntN(2) == 0, r.IntN(2) == 0
			if out, err := c.give(teacher, cmdOpen, `{"poll":`+string(app.MustJSON(d))+`}`); err == nil {
				ids = append(ids, out.Result.(PollMade).PollID)
			}
		} else {
			randomCommand(r, c, ids[r.IntN(len(ids))], users[r.IntN(3)])
		}
		for _, e := range c.stream[before:] {
			if err := follower.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	reloaded := c.loaded()
	same := cmp.Options{cmp.AllowUnexported(poll{}, count{}, word{}), cmpopts.EquateEmpty()}
	for name, other := range map[string]*state{"reloaded": reloaded, "followed": follower} {
		if diff := cmp.Diff(c.state.polls, other.polls, same); diff != "" {
			t.Fatalf("seed %d: %s differs: %s", seed, name, diff)
		}
		for _, v := range []live.Viewer{viewer(teacher, app.RoleInstructor), viewer(mia, app.RoleLearner), viewer("", app.RoleObserver)} {
			if diff := cmp.Diff(string(app.MustJSON(c.state.Snapshot(v))), string(app.MustJSON(other.Snapshot(v)))); diff != "" {
				t.Fatalf("seed %d: %s shows %s something else: %s", seed, name, v.Role, diff)
			}
		}
	}
}

func randomCommand(r *rand.Rand, c *class, id app.PollID, user app.UserID) {
	p := c.state.polls[id]
	name := `{"pollId":"` + string(id) + `"`
	switch r.IntN(12) {
	case 0:
		_, _ = c.give(teacher, cmdClose, name+`}`)
	case 1:
		_, _ = c.give(teacher, cmdReveal, name+`,"results":`+fmt.Sprint(r.IntN(2) == 0)+`,"right":`+fmt.Sprint(r.IntN(2) == 0)+`}`)
	case 2:
		if r.IntN(4) == 0 {
			_, _ = c.give(teacher, cmdRemove, name+`}`)
		}
	case 3:
		_, _ = c.give(teacher, cmdExtend, name+`,"seconds":20}`)
	case 4:
		for key := range p.count.words {
			_, _ = c.give(teacher, cmdHide, name+`,"key":"`+key+`","hidden":`+fmt.Sprint(r.IntN(2) == 0)+`}`)
		}
	case 5:
		if due := c.state.Due(); !due.IsZero() && !c.clock.Now().Before(due) {
			_, _ = c.decide(func(ctx context.Context) (live.Outcome, error) { return c.state.Expire(ctx, c.clock.Now()) })
		}
	default:
		_ = c.vote(user, id, randomAnswer(r, &p.def)...)
	}
}

func randomAnswer(r *rand.Rand, d *PollDefinition) []string {
	choices := d.choices()
	if choices == nil {
		words := []string{"fun", "Fun", "hard", "soft", "a  b", "=1+1"}
		return []string{words[r.IntN(len(words))]}
	}
	r.Shuffle(len(choices), func(i, j int) { choices[i], choices[j] = choices[j], choices[i] })
	switch d.Kind {
	case KindOrdering:
		return choices
	case KindMultiple:
		return choices[:1+r.IntN(len(choices))]
	case KindSingle, KindYesNo, KindScale, KindText, KindWordCloud:
	}
	return choices[:1]
}

func BenchmarkVote(b *testing.B) {
	for _, voters := range []int{10, 10_000} {
		b.Run(fmt.Sprint(voters, "_before"), func(b *testing.B) {
			d := must(PollDefinition{Kind: KindMultiple, Question: "Which?", Options: options("w", "x", "y", "z"), Right: []string{"a"}}.normal())
			p := newPoll("p", 1, d)
			for i := range voters {
				p.vote(fmt.Sprint(i), []string{"a", "b"})
			}
			i := 0
			for b.Loop() {
				p.vote(fmt.Sprint(i%voters), []string{"a", "c"})
				i++
			}
		})
	}
}

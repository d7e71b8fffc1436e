package poll

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

func TestScores(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		if got := must(c.svc.Scores(t.Context(), "s1")); got != nil {
			t.Errorf("without a quiz: %+v", got)
		}
		one := c.ask(single + `}`) // 2 points
		many := c.ask(`{"kind":"multiple","question":"Which?","options":[{"id":"1","text":"w"},{"id":"2","text":"x"},{"id":"3","text":"y"}],"right":["1","2","3"],"points":1}`)
		removed, anonymous, worthless := c.ask(single+`}`), c.ask(single+`,"anonymous":true}`), c.ask(single+`,"points":0}`)
		c.must(teacher, cmdOpen, `{"poll":{"kind":"yes_no"}}`)
		open := c.ask(`{"kind":"yes_no","right":["yes"],"points":4}`)
		for _, id := range []app.PollID{one, removed, anonymous} {
			c.mustVote(mia, id, "b")
		}
		c.mustVote(mia, many, "a", "b")
		c.mustVote(mia, open, "yes")
		for _, id := range []app.PollID{one, many, removed, anonymous, worthless} {
			c.close(id)
		}
		c.must(teacher, cmdRemove, named(removed))
		// Ben was there and answered nothing, Zoe wasn't there; the teacher was and takes no quiz.
		for _, user := range []app.UserID{ben, teacher} {
			c.fact(t, app.FactSocketOpened, user)
		}
		want := []Score{{User: ben, Maximum: 3, Comment: "0 of 3 points in 2 questions"}, {User: mia, Given: 2.67, Maximum: 3, Comment: "2.67 of 3 points in 2 questions"}}
		for range 3 {
			if diff := cmp.Diff(want, must(c.svc.Scores(t.Context(), "s1"))); diff != "" {
				t.Fatal(diff)
			}
		}
		c.end(t, "s1")
		want[0].Maximum, want[0].Comment = 7, "0 of 7 points in 3 questions"
		want[1].Given, want[1].Maximum, want[1].Comment = 6.67, 7, "6.67 of 7 points in 3 questions"
		if diff := cmp.Diff(want, must(c.svc.Scores(t.Context(), "s1"))); diff != "" {
			t.Error("after the class:", diff)
		}
	})
}

func (c *class) fact(t *testing.T, kind app.FactKind, user app.UserID) {
	t.Helper()
	f := app.Fact{ID: string(kind) + string(user), Session: "s1", Kind: kind, Source: app.SourceState, User: user, At: start, Seen: start}
	if _, err := c.store.AppendFacts(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func TestFacts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		named, secret := c.ask(single+`,"changeable":true}`), c.ask(single+`,"changeable":true,"anonymous":true}`)
		for _, id := range []app.PollID{named, secret} {
			c.mustVote(mia, id, "a")
			c.mustVote(mia, id, "b")
			c.close(id)
			c.must(teacher, cmdRemove, `{"pollId":"`+string(id)+`"}`)
		}
		facts, err := c.store.Facts(t.Context(), "s1", 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range facts {
			text := strings.NewReplacer(string(named), "named", string(secret), "secret").Replace(string(f.Data))
			got = append(got, string(f.Kind)+" "+string(f.User)+" "+text)
		}
		want := []string{
			`poll.opened user-teacher {"pollId":"named","kind":"single","points":2}`,
			`poll.opened user-teacher {"pollId":"secret","kind":"single","anonymous":true,"points":2}`,
			`poll.voted user-mia {"pollId":"named","right":false,"points":0}`,
			`poll.voted user-mia {"pollId":"named","right":true,"points":2}`,
			`poll.closed user-teacher {"pollId":"named"}`,
			`poll.removed user-teacher {"pollId":"named"}`,
			`poll.voted user-mia {"pollId":"secret"}`,
			`poll.closed user-teacher {"pollId":"secret"}`,
			`poll.removed user-teacher {"pollId":"secret"}`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

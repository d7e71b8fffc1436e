package poll

import (
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

func TestAnonymousChoicesStandBesideNobody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		id := c.ask(`{"kind":"text","question":"What do you think?","anonymous":true,"changeable":true,"results":"hidden"}`)
		said := map[app.UserID]string{mia: "what-mia-thinks", ben: "what-ben-thinks", zoe: "what-zoe-thinks"}
		for user, text := range said {
			c.mustVote(user, id, text)
			c.mustVote(user, id, text+"again")
		}
		var holding []string // rows and events
		for _, table := range c.tables(t) {
			holding = append(holding, c.rows(t, table)...)
		}
		for _, e := range c.stream {
			holding = append(holding, e.Type+" "+e.Audience.String()+" "+string(e.Body))
		}
		for _, text := range holding {
			if strings.Contains(text, "thinks") {
				t.Errorf("a choice in the clear: %s", text)
			}
			for user := range said {
				voter := c.state.secret.voter(id, user)
				if strings.Contains(text, string(user)) && (strings.Contains(text, "sealed") || strings.Contains(text, voter)) {
					t.Errorf("a person beside a vote: %s", text)
				}
				if strings.Contains(text, voter) && !strings.HasPrefix(text, "poll_votes ") {
					t.Errorf("a voter outside of the votes: %s", text)
				}
			}
		}
		for _, row := range c.rows(t, "poll_votes") {
			if !strings.Contains(row, "at_ms:0") {
				t.Errorf("a vote with its time: %s", row)
			}
		}
		if got := c.seen(mia, id); got.Mine == nil || got.Mine.Answer != nil {
			t.Errorf("Mia's own: %+v", got.Mine)
		}
		if got := c.seen(teacher, id); got.Tally.Voted != 3 || len(got.Tally.Words) != 3 {
			t.Errorf("staff see %+v", got.Tally)
		}
		if _, err := c.svc.answers(t.Context(), c.session, id); app.CodeOf(err) != app.CodeConflict {
			t.Errorf("who answered what: %v", err)
		}
	})
}

func TestSealedVotesHaveOneLength(t *testing.T) {
	t.Parallel()
	c := onSQLite(t)
	id := c.ask(`{"kind":"multiple","question":"Which?","anonymous":true,"options":[{"id":"1","text":"a"},{"id":"2","text":"b"},{"id":"3","text":"c"}]}`)
	c.mustVote(mia, id, "a")
	c.mustVote(ben, id, "a", "b", "c")
	lengths := map[int]bool{}
	for _, e := range c.stream {
		if e.Type == evCounted {
			lengths[len(must(live.Read[PollCounted](e)).Sealed)] = true
			if viewer(teacher, app.RoleInstructor).Sees(e.Audience) {
				t.Error("a sealed vote reaches clients")
			}
		}
	}
	for _, v := range must(c.svc.votes(t.Context(), "s1")) {
		lengths[len(v.Answer)] = true
	}
	if len(lengths) != 1 {
		t.Errorf("lengths %v", lengths)
	}
}

func TestSealedVotesBelongToTheirPoll(t *testing.T) {
	t.Parallel()
	s := must(newSecret(make([]byte, 32)))
	sealed := must(s.seal("p1", ballot{Voter: "v", Answer: []string{"a"}}))
	if _, err := s.open("p2", sealed); err == nil {
		t.Error("opened for another poll")
	}
	for _, bad := range []string{"", "x", "!!", sealed[:20], sealed[:len(sealed)-2] + "AA"} {
		if _, err := s.open("p1", bad); err == nil {
			t.Errorf("opened %q", bad)
		}
	}
	if s.voter("p1", mia) == s.voter("p2", mia) || s.voter("p1", mia) == s.voter("p1", ben) {
		t.Error("voters of two polls are alike")
	}
}

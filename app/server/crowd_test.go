package server_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/app/poll"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// crowd is a class of learners on their pages, with a poll that is open.
type crowd struct {
	t       *testing.T
	store   *store.Store
	session app.SessionID
	teacher *apptest.Page
	pages   []*apptest.Page
	ledger  *apptest.Ledger
	poll    app.PollID
	deeds   []deeds
	acks    atomic.Int64
	halfway chan struct{} // closed once a third of everything is done
	once    sync.Once
}

// deeds are the answers to what one learner did.
type deeds struct {
	texts          []string
	sent           []apptest.Reply
	raised, vote   []apptest.Reply
	lowered        []apptest.Reply
	handUp         bool
	answeredOption string
}

// The steps of a learner; those with an even number raise their hand once more at the end.
var steps = []string{"chat", "raise", "chat", "vote", "lower", "chat"}

// gather fills a class at the process with n learners. Page i opens its socket at address(i, tries) of the token.
func gather(t *testing.T, p *apptest.Process, lms *platform.Platform, s *store.Store, n int, address func(i, tries int) string) *crowd {
	t.Helper()
	teacher := apptest.Enter(t, p.URL, lms, "teacher", "1")
	c := &crowd{t: t, store: s, session: teacher.Start().ID, ledger: apptest.NewLedger(), pages: make([]*apptest.Page, n), deeds: make([]deeds, n), halfway: make(chan struct{})}
	open := func(client *apptest.Client, i int) *apptest.Page {
		return client.OpenPage(c.ledger, uint64(i)+1, func(tries int) string {
			return "ws" + address(i, tries)[len("http"):] + "/ws/sessions/" + string(c.session) + "?token=" + client.Token.Token
		})
	}
	c.teacher = open(teacher, 0)
	var wg sync.WaitGroup
	work := make(chan int)
	for range 8 {
		wg.Go(func() {
			for i := range work {
				c.pages[i] = open(apptest.Enter(t, p.URL, lms, platform.UserID(strconv.Itoa(1000+i)), "1"), i)
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
	r, err := c.teacher.Do("poll.open", apptest.Body{"poll": choice()})
	var made poll.PollMade
	if err := errors.Join(err, json.Unmarshal(r.Result, &made)); err != nil {
		t.Fatalf("open a poll: %+v, %v", r, err)
	}
	c.poll = made.PollID
	return c
}

// act has every learner go through the steps, and returns when all are done.
func (c *crowd) act(seed uint64) {
	var wg sync.WaitGroup
	for i := range c.pages {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(seed, uint64(i)))
			mine := steps
			if i%2 == 0 {
				mine = append(slices.Clone(steps), "raise")
			}
			for n, step := range mine {
				<-time.After(time.Duration(rng.IntN(1600)) * time.Millisecond)
				if err := c.step(i, n, step); err != nil {
					c.t.Errorf("learner %d, %s: %v", i, step, err)
					return
				}
				if c.acks.Add(1) == int64(len(c.pages)*len(steps)/3) {
					c.once.Do(func() { close(c.halfway) })
				}
			}
		})
	}
	wg.Wait()
}

func (c *crowd) step(i, n int, what string) error {
	d, page := &c.deeds[i], c.pages[i]
	var r apptest.Reply
	var err error
	switch what {
	case "chat":
		text := fmt.Sprintf("message %d of %d", n, i)
		if r, err = page.Do("chat.send", apptest.Body{"to": everyone(), "text": text}); err == nil {
			d.texts, d.sent = append(d.texts, text), append(d.sent, r)
		}
	case "raise":
		r, err = page.Do("hand.raise", apptest.Body{})
		d.raised, d.handUp = append(d.raised, r), true
	case "lower":
		r, err = page.Do("hand.lower", apptest.Body{})
		d.lowered, d.handUp = append(d.lowered, r), false
	case "vote":
		d.answeredOption = []string{"a", "b"}[i%2]
		r, err = page.Do("poll.vote", apptest.Body{"pollId": c.poll, "answer": []string{d.answeredOption}})
		d.vote = append(d.vote, r)
	}
	if err == nil && !r.Acked() {
		err = fmt.Errorf("refused: %s: %s", r.Code, r.Message)
	}
	return err
}

// users are the learners.
func (c *crowd) users() []app.UserID {
	users := make([]app.UserID, len(c.pages))
	for i, p := range c.pages {
		users[i] = p.Client.Me.UserID
	}
	return users
}

// check compares what was acknowledged with what the server and its database have, and with what every page has seen.
func (c *crowd) check() {
	c.t.Helper()
	c.checkChat()
	c.checkVotes()
	c.checkHands()
	c.checkStream()
	c.checkPages()
}

// history reads all messages over HTTP, oldest first.
func (c *crowd) history() []chat.ChatMessage {
	c.t.Helper()
	var all []chat.ChatMessage
	before := ""
	for {
		var page chat.ChatPage
		c.teacher.Client.Must(http.StatusOK, "GET", "/sessions/"+string(c.session)+"/messages?limit=200"+before, nil, &page)
		all = append(page.Messages, all...)
		if !page.Older {
			return all
		}
		before = "&before=" + string(page.Messages[0].MessageID)
	}
}

// checkChat wants every acknowledged message once, under the number that was acknowledged, and each learner's in the
// order of their writing.
func (c *crowd) checkChat() {
	c.t.Helper()
	byText, wanted := map[string]chat.ChatMessage{}, 0
	all := c.history()
	for i, m := range all {
		if _, twice := byText[m.Text]; twice || m.Number != int64(i+1) {
			c.t.Errorf("message %d has the number %d; twice: %t", i+1, m.Number, twice)
		}
		byText[m.Text] = m
	}
	for i, d := range c.deeds {
		last := int64(0)
		for k, text := range d.texts {
			var acked chat.ChatSendResult
			if err := json.Unmarshal(d.sent[k].Result, &acked); err != nil {
				c.t.Fatal(err)
			}
			wanted++
			m := byText[text]
			if m.MessageID != acked.MessageID || m.Number != acked.Number || m.UserID != c.pages[i].Client.Me.UserID || m.Number <= last {
				c.t.Errorf("%q is acknowledged as %+v and kept as %+v, after number %d", text, acked, m, last)
			}
			last = m.Number
		}
	}
	kept := count(c.t, c.store, "SELECT count(*) FROM chat_messages WHERE session_id = ?", c.session)
	if wanted != len(all) || kept != int64(wanted) {
		c.t.Errorf("%d messages were acknowledged, %d are read, %d are in the database", wanted, len(all), kept)
	}
}

// checkVotes wants each vote counted once.
func (c *crowd) checkVotes() {
	c.t.Helper()
	want := map[string]int{}
	for _, d := range c.deeds {
		if len(d.vote) > 0 {
			want[d.answeredOption]++
		}
	}
	var history poll.PollHistory
	c.teacher.Client.Must(http.StatusOK, "GET", "/sessions/"+string(c.session)+"/polls", nil, &history)
	if len(history.Polls) != 1 || history.Polls[0].Tally == nil || !maps.Equal(history.Polls[0].Tally.Counts, want) {
		c.t.Errorf("the polls are %s, want the counts %v", app.MustJSON(history.Polls), want)
	}
	votes := count(c.t, c.store, "SELECT count(*) FROM poll_votes WHERE poll_id = ?", c.poll)
	facts := count(c.t, c.store, "SELECT count(*) FROM facts WHERE session_id = ? AND kind = ?", c.session, app.FactPollVoted)
	if all := int64(want["a"] + want["b"]); votes != all || facts != all {
		c.t.Errorf("%d votes and %d facts of votes are kept, want %d", votes, facts, all)
	}
}

// checkHands wants the queue in the order in which hands were acknowledged, and one fact of each raising.
func (c *crowd) checkHands() {
	c.t.Helper()
	type up struct {
		user app.UserID
		at   int64
	}
	var ups []up
	raised, lowered := 0, 0
	for i, d := range c.deeds {
		raised, lowered = raised+len(d.raised), lowered+len(d.lowered)
		if d.handUp {
			ups = append(ups, up{c.pages[i].Client.Me.UserID, d.raised[len(d.raised)-1].Offset})
		}
	}
	slices.SortFunc(ups, func(a, b up) int { return int(a.at - b.at) })
	var want, got []app.UserID
	for _, u := range ups {
		want = append(want, u.user)
	}
	for _, one := range look(c.t, c.teacher.Address()).State.Hand.Queue {
		got = append(got, one.UserID)
	}
	if !slices.Equal(got, want) {
		c.t.Errorf("the queue of hands: %s", cmp.Diff(want, got))
	}
	for kind, n := range map[app.FactKind]int{app.FactHandRaised: raised, app.FactHandLowered: lowered} {
		if got := count(c.t, c.store, "SELECT count(*) FROM facts WHERE session_id = ? AND kind = ? AND user_id IN ?", c.session, kind, c.users()); got != int64(n) {
			c.t.Errorf("%d facts %s, %d were acknowledged", got, kind, n)
		}
	}
}

// checkStream wants a stream without a gap, and each acknowledged command in the database under its offset.
func (c *crowd) checkStream() {
	c.t.Helper()
	last := count(c.t, c.store, "SELECT last FROM streams WHERE session_id = ?", c.session)
	if n := count(c.t, c.store, "SELECT count(*) FROM events WHERE session_id = ? AND position BETWEEN 1 AND ?", c.session, last); n != last {
		c.t.Errorf("%d of %d events are in the database", n, last)
	}
	var rows []struct {
		ID       string
		Position int64
	}
	if err := c.store.Read(c.t.Context()).Raw("SELECT id, position FROM commands WHERE session_id = ? AND user_id IN ?", c.session, c.users()).Scan(&rows).Error; err != nil {
		c.t.Fatal(err)
	}
	at := map[string]int64{}
	for _, r := range rows {
		at[r.ID] = r.Position
	}
	acked := 0
	for _, d := range c.deeds {
		for _, r := range slices.Concat(d.sent, d.raised, d.lowered, d.vote) {
			acked++
			if position, ok := at[r.ID]; !ok || position != r.Offset {
				c.t.Errorf("a command was acknowledged at %d and is kept at %d (%t)", r.Offset, position, ok)
			}
		}
	}
	if acked != len(rows) {
		c.t.Errorf("%d commands were acknowledged and %d are kept", acked, len(rows))
	}
}

// toldState is what the events of a page come to.
type toldState struct {
	People   []app.UserID
	Messages []app.MessageID
	Queue    []app.UserID
}

// fold applies the events that a page has seen to the snapshot that it had before.
func fold(t *testing.T, v apptest.View) toldState {
	t.Helper()
	var s snapshot
	if err := json.Unmarshal(v.Welcome, &s); err != nil {
		t.Fatal(err)
	}
	var f toldState
	for _, p := range s.People {
		f.People = append(f.People, p.UserID)
	}
	for _, m := range s.State.Chat.Messages {
		f.Messages = append(f.Messages, m.MessageID)
	}
	for _, one := range s.State.Hand.Queue {
		f.Queue = append(f.Queue, one.UserID)
	}
	for _, b := range v.Events {
		f.apply(t, b)
	}
	slices.Sort(f.People)
	f.Messages = f.Messages[max(0, len(f.Messages)-100):] // as many as a snapshot has
	return f
}

func (f *toldState) apply(t *testing.T, b []byte) {
	t.Helper()
	var e struct {
		Type    string
		UserID  app.UserID
		Person  struct{ UserID app.UserID }
		Message struct{ MessageID app.MessageID }
	}
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	without := func(users []app.UserID) []app.UserID {
		return slices.DeleteFunc(users, func(u app.UserID) bool { return u == e.UserID })
	}
	switch e.Type {
	case "person.joined":
		f.People = append(f.People, e.Person.UserID)
	case "person.left":
		f.People = without(f.People)
	case "chat.sent":
		f.Messages = append(f.Messages, e.Message.MessageID)
	case "hand.raised":
		f.Queue = append(f.Queue, e.UserID)
	case "hand.lowered":
		f.Queue = without(f.Queue)
	}
}

// checkPages waits until every page has been told everything, and wants each to have come to what a new one gets.
func (c *crowd) checkPages() {
	c.t.Helper()
	last := count(c.t, c.store, "SELECT last FROM streams WHERE session_id = ?", c.session)
	apptest.Eventually(c.t, apptest.Wait, func() error {
		for i, p := range c.pages {
			if at := p.View().Offset; at < last {
				return fmt.Errorf("page %d is at %d of %d", i, at, last)
			}
		}
		return nil
	})
	now := look(c.t, c.teacher.Address())
	want := fold(c.t, apptest.View{Welcome: app.MustJSON(now)})
	for i, p := range c.pages {
		v := p.View()
		for _, f := range v.Faults {
			c.t.Errorf("page %d: %s", i, f)
		}
		if d := cmp.Diff(want, fold(c.t, v)); d != "" {
			c.t.Errorf("page %d has come to something else than a new one: %s", i, d)
		}
	}
	for _, f := range c.ledger.Faults() {
		c.t.Error(f)
	}
}

// logReturns prints how the pages came back.
func (c *crowd) logReturns() {
	var took []time.Duration
	resumed := 0
	for _, p := range c.pages {
		v := p.View()
		took, resumed = append(took, v.Backs...), resumed+v.Resumes
	}
	slices.Sort(took)
	if len(took) == 0 {
		c.t.Error("no page came back")
		return
	}
	at := func(q int) time.Duration { return took[(len(took)-1)*q/100].Round(time.Millisecond) }
	c.t.Logf("%d returns, %d of them without a snapshot; from the drop to the welcome p50 %v, p95 %v, max %v", len(took), resumed, at(50), at(95), at(100))
}

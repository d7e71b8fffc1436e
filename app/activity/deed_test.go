package activity_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/activity"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
)

// questions are the polls of every session.
type questions []activity.Poll

func (q questions) Asked(context.Context, app.Session) ([]activity.Poll, error) { return q, nil }

// happened is a fact after so many minutes.
func happened(id string, kind app.FactKind, user app.UserID, minutes float64, data any) app.Fact {
	f := app.Fact{ID: id, Kind: kind, Source: app.SourceState, User: user, At: at(minutes), Seen: at(minutes)}
	if data != nil {
		f.Data = app.MustJSON(data)
	}
	return f
}

func show(id string, kind app.FactKind, user app.UserID, minutes float64, source string) app.Fact {
	f := happened(id, kind, user, minutes, app.ShownData{Source: source})
	f.Connection = app.ConnectionID("PA_" + user)
	return f
}

func (g *rig) happen(t *testing.T, session app.Session, facts ...app.Fact) {
	t.Helper()
	for i := range facts {
		facts[i].Session = session.ID
	}
	if _, err := g.store.AppendFacts(t.Context(), facts...); err != nil {
		t.Fatal(err)
	}
}

// deeds tells what the LRS has of what people did: when, what, who, and how.
func deeds(t *testing.T, list []xapi.Statement) []string {
	t.Helper()
	voided := map[string]bool{}
	for _, st := range list {
		if st.Object.Ref != nil {
			voided[st.Object.Ref.String()] = true
		}
	}
	var out []string
	for _, st := range list {
		if slices.Contains([]string{xapi.VerbInitialized, xapi.VerbTerminated, xapi.VerbJoined, xapi.VerbLeft, xapi.VerbAttended, xapi.VerbVoided}, st.Verb.ID) || voided[st.ID.String()] {
			continue
		}
		text := st.Timestamp.Sub(begin).String() + " " + st.Verb.Display["en"] + " " + st.Actor.Account.Name
		if r := st.Result; r != nil {
			if r.Response != nil {
				text += " " + *r.Response
			}
			if r.Success != nil && *r.Success {
				text += " rightly"
			}
			if r.Duration != nil {
				text += " " + r.Duration.String()
			}
		}
		out = append(out, text)
	}
	return out
}

func TestWhatPeopleDid(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := startLRS(t)
		g := newRig(t, s, r, afterClass())
		message, poll, anonymous, broken := app.MessageID(app.NewID()), app.PollID(app.NewID()), app.PollID(app.NewID()), app.PollID(app.NewID())
		half, whole := 0.5, 1.0
		g.service.Polls = questions{
			{ID: poll, Question: "Which are prime?", Type: xapi.InteractionChoice, Options: []xapi.Option{{ID: "a", Text: "2"}, {ID: "b", Text: "3"}},
				Answers: []activity.Answer{{User: "ann", Parts: []string{"a", "b"}, Share: &whole}, {User: "bob", Parts: []string{"a"}, Share: &half},
					{User: "watcher", Parts: []string{"a"}}, {User: "stranger", Parts: []string{"a"}}}},
			{ID: anonymous, Question: "How was it?", Type: xapi.InteractionFillIn},
			{ID: broken, Question: "No option has an id", Type: xapi.InteractionChoice, Options: []xapi.Option{{Text: "2"}, {Text: "3"}}}, // is left out
		}
		session := ended(t, s, begin)
		g.happen(t, session,
			happened("h1", app.FactHandRaised, "ann", 2, nil), happened("h2", app.FactHandLowered, "ann", 45.01, app.HandData{}),
			happened("h3", app.FactHandRaised, "watcher", 2, nil), happened("h4", app.FactHandRaised, "stranger", 2, nil),
			happened("c1", app.FactChatSent, "ann", 3, app.ChatSentData{Message: message, To: "everyone", Length: 5}),
			happened("c2", app.FactChatSent, "ann", 3, app.ChatSentData{Message: "m2", To: "person", Length: 5}),
			happened("c3", app.FactChatSent, "ann", 3, app.ChatSentData{Message: "m3", To: "staff", Length: 5}),
			happened("p1", app.FactPollOpened, "teacher", 4, app.PollOpenedData{PollID: poll}),
			happened("p2", app.FactPollVoted, "ann", 5, app.PollVotedData{PollID: poll}), happened("p3", app.FactPollVoted, "ann", 6, app.PollVotedData{PollID: poll}),
			happened("p4", app.FactPollVoted, "bob", 7, app.PollVotedData{PollID: poll}), happened("p5", app.FactPollVoted, "watcher", 7, app.PollVotedData{PollID: poll}),
			happened("p6", app.FactPollOpened, "teacher", 8, app.PollOpenedData{PollID: anonymous}), happened("p7", app.FactPollVoted, "ann", 9, app.PollVotedData{PollID: anonymous}),
			happened("p8", app.FactPollOpened, "teacher", 9, app.PollOpenedData{PollID: broken}),
			happened("s1", app.FactMediaSpoke, "ann", 10, app.SpokeData{Ms: 4500, Turns: 2}), happened("s2", app.FactMediaSpoke, "teacher", 10, app.SpokeData{Ms: 600_000, Turns: 7}),
			happened("s3", app.FactMediaSpoke, "watcher", 10, app.SpokeData{Ms: 4500, Turns: 2}),
			show("k1", app.FactMediaShown, "ann", 1.5, "camera"), show("k2", app.FactMediaShown, "teacher", 2, "screen_share"), show("k3", app.FactMediaUnshown, "ann", 2.5, "camera"),
			show("k4", app.FactMediaUnshown, "bob", 3, "camera"), show("k5", app.FactMediaShown, "watcher", 3, "camera"), show("k6", app.FactMediaUnshown, "teacher", 3, "screen_share"),
			happened("b1", app.FactBoardDrawn, "bob", 31, app.BoardData{BoardID: "one"}), happened("b2", app.FactBoardDrawn, "bob", 31, app.BoardData{BoardID: "two"}),
			happened("b3", app.FactBoardDrawn, "bob", 33, app.BoardData{BoardID: "one"}))
		want := []string{
			"1m30s started 11", "2m0s reacted 11", "2m0s shared 7", "2m30s stopped 11 PT60S", "3m0s unshared 7 PT60S", "3m0s posted 11", "4m0s asked 7", "6m0s answered 11 a[,]b rightly", "7m0s answered " + bobsAlias + " a", "8m0s asked 7",
			"45m0s annotated " + bobsAlias + " PT120S", "45m0s spoke 11 PT4.5S", "45m0s spoke 7 PT600S", "45m0s unreacted 11",
		}
		slices.SortStableFunc(want, func(a, b string) int { return compareSince(t, a, b) })
		check := func() {
			t.Helper()
			g.settle(t, session, class(begin))
			g.drain(t)
			list := r.all(t)
			inOrder(t, list)
			got := deeds(t, list)
			slices.SortStableFunc(got, func(a, b string) int { return compareSince(t, a, b) })
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			g.once(t, r)
		}
		check()
		kept := g.kept(t)
		check()
		if g.kept(t) != kept {
			t.Error("settling again tells more")
		}
		g.happen(t, session, happened("s4", app.FactMediaSpoke, "ann", 44, app.SpokeData{Ms: 1500, Turns: 1})) // comes late
		g.settle(t, session, class(begin))
		g.drain(t)
		if got := strings.Join(deeds(t, r.all(t)), "\n"); !strings.Contains(got, "spoke 11 PT6S") || strings.Contains(got, "PT4.5S") {
			t.Errorf("after a correction:\n%s", got)
		}
		if g.kept(t) != kept+2 {
			t.Errorf("%d statements more, want a revision and what takes the old one back", g.kept(t)-kept)
		}
	})
}

// compareSince compares by the time, and then by the text.
func compareSince(t *testing.T, a, b string) int {
	t.Helper()
	since := func(text string) time.Duration {
		d, err := time.ParseDuration(strings.Fields(text)[0])
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := since(a) - since(b); d != 0 {
		return int(d / time.Millisecond)
	}
	return strings.Compare(a, b)
}

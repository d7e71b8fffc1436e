package participation

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

var began = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

var session = app.Session{ID: "s1", StartedAt: began}

func fact(id string, kind app.FactKind, user app.UserID, second int, data any) app.Fact {
	f := app.Fact{ID: id, Session: "s1", Kind: kind, User: user, At: began.Add(time.Duration(second) * time.Second)}
	if data != nil {
		f.Data = app.MustJSON(data)
	}
	return f
}

func chat(id string, user app.UserID, to string) app.Fact {
	return fact("chat:"+id, app.FactChatSent, user, 10, app.ChatSentData{Message: app.MessageID(id), To: to, Length: 3})
}

var listening = fact("listening:1", app.FactMediaListening, "", 1, nil)

func talk(id string, user app.UserID, seconds int64) app.Fact {
	return fact("spoke:"+id, app.FactMediaSpoke, user, 20, app.SpokeData{Ms: seconds * 1000, Turns: 1})
}

func TestSignalsCountUpToEnough(t *testing.T) {
	t.Parallel()
	only := func(change func(*app.ParticipationScoring, app.Signal)) app.ParticipationScoring {
		none := app.Signal{Weight: 0, Enough: 1}
		p := app.ParticipationScoring{Chat: none, Poll: none, Hand: none, Floor: none, Board: none, Talk: none}
		change(&p, app.Signal{Weight: 50, Enough: 2})
		return p
	}
	opened := []app.Fact{fact("o1", app.FactPollOpened, "t1", 1, app.PollOpenedData{PollID: "p1"}), fact("o2", app.FactPollOpened, "t1", 1, app.PollOpenedData{PollID: "p2"})}
	vote := func(id string, poll app.PollID) app.Fact {
		return fact(id, app.FactPollVoted, "l1", 5, app.PollVotedData{PollID: poll})
	}
	for name, tc := range map[string]struct {
		scoring app.ParticipationScoring
		facts   []app.Fact
		share   float64
		ok      bool
	}{
		"nothing done":                {only(func(p *app.ParticipationScoring, s app.Signal) { p.Chat = s }), nil, 0, true},
		"one message":                 {only(func(p *app.ParticipationScoring, s app.Signal) { p.Chat = s }), []app.Fact{chat("1", "l1", "everyone")}, 0.5, true},
		"the same fact twice":         {only(func(p *app.ParticipationScoring, s app.Signal) { p.Chat = s }), []app.Fact{chat("1", "l1", "staff"), chat("1", "l1", "staff")}, 0.5, true},
		"more than enough":            {only(func(p *app.ParticipationScoring, s app.Signal) { p.Chat = s }), []app.Fact{chat("1", "l1", "group"), chat("2", "l1", "staff"), chat("3", "l1", "staff")}, 1, true},
		"private messages":            {only(func(p *app.ParticipationScoring, s app.Signal) { p.Chat = s }), []app.Fact{chat("1", "l1", "person")}, 0, true},
		"somebody else's":             {only(func(p *app.ParticipationScoring, s app.Signal) { p.Chat = s }), []app.Fact{chat("1", "l2", "everyone")}, 0, true},
		"no polls asked":              {only(func(p *app.ParticipationScoring, s app.Signal) { p.Poll = s }), nil, 0, false},
		"one of two polls":            {only(func(p *app.ParticipationScoring, s app.Signal) { p.Poll = s }), append(opened, vote("v1", "p1")), 0.5, true},
		"a poll answered again":       {only(func(p *app.ParticipationScoring, s app.Signal) { p.Poll = s }), append(opened, vote("v1", "p1"), vote("v2", "p1")), 0.5, true},
		"the other poll was removed":  {only(func(p *app.ParticipationScoring, s app.Signal) { p.Poll = s }), append(opened, vote("v1", "p1"), fact("r", app.FactPollRemoved, "t1", 9, app.PollData{PollID: "p2"})), 1, true},
		"the poll answered was taken": {only(func(p *app.ParticipationScoring, s app.Signal) { p.Poll = s }), append(opened, vote("v1", "p1"), fact("r", app.FactPollRemoved, "t1", 9, app.PollData{PollID: "p1"})), 0, true},
		"nobody listened":             {only(func(p *app.ParticipationScoring, s app.Signal) { p.Talk = s }), nil, 0, false},
		"only another was heard":      {only(func(p *app.ParticipationScoring, s app.Signal) { p.Talk = s }), []app.Fact{listening, talk("t1", "l2", 60)}, 0, true},
		"a minute of two":             {only(func(p *app.ParticipationScoring, s app.Signal) { p.Talk = s }), []app.Fact{listening, talk("t1", "l1", 20), talk("t2", "l1", 40), talk("t2", "l1", 40)}, 0.5, true},
		"ten minutes of two":          {only(func(p *app.ParticipationScoring, s app.Signal) { p.Talk = s }), []app.Fact{listening, talk("t1", "l1", 600)}, 1, true},
		"a hand":                      {only(func(p *app.ParticipationScoring, s app.Signal) { p.Hand = s }), []app.Fact{fact("h", app.FactHandRaised, "l1", 3, nil)}, 0.5, true},
		"let to speak twice":          {only(func(p *app.ParticipationScoring, s app.Signal) { p.Floor = s }), []app.Fact{fact("a", app.FactHandLetSpeak, "l1", 3, nil), fact("b", app.FactHandLetSpeak, "l1", 9, nil)}, 1, true},
		"two pages in one minute": {only(func(p *app.ParticipationScoring, s app.Signal) { p.Board = s }),
			[]app.Fact{fact("a", app.FactBoardDrawn, "l1", 0, app.BoardData{BoardID: "1"}), fact("b", app.FactBoardDrawn, "l1", 0, app.BoardData{BoardID: "2"})}, 0.5, true},
		"data that can't be read": {only(func(p *app.ParticipationScoring, s app.Signal) { p.Chat = s }), []app.Fact{{ID: "x", Session: "s1", Kind: app.FactChatSent, User: "l1", At: began, Data: []byte("{")}}, 0, true},
		"another session":         {only(func(p *app.ParticipationScoring, s app.Signal) { p.Hand = s }), []app.Fact{{ID: "x", Session: "s2", Kind: app.FactHandRaised, User: "l1", At: began}}, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines, ok := Compute(session, tc.scoring, tc.facts, []app.UserID{"l1"})
			if ok != tc.ok || (ok && lines[0].Share != tc.share) {
				t.Errorf("%v %+v, want %v %v", ok, lines, tc.ok, tc.share)
			}
		})
	}
}

func TestWeightsOfWhatCouldBeDoneAddUp(t *testing.T) {
	t.Parallel()
	lines, ok := Compute(session, app.DefaultGrading().Participation, []app.Fact{chat("1", "l1", "everyone")}, []app.UserID{"l1", "l2"})
	if !ok || len(lines) != 2 {
		t.Fatalf("%v %+v", ok, lines)
	}
	sum := 0.0
	for _, p := range lines[0].Parts {
		sum += p.Weight
		if p.Name == Poll {
			t.Error("polls count although none was asked")
		}
	}
	if sum < 0.999 || sum > 1.001 {
		t.Errorf("the weights add up to %v", sum)
	}
	if got := Comment(lines[0]); got != "Took part: 1 message." {
		t.Errorf("comment %q", got)
	}
	if got := Comment(lines[1]); got != "Nothing was seen that counts as taking part." {
		t.Errorf("comment %q", got)
	}
}

// TestParticipationIsMonotoneAndBounded adds facts of a person one by one: no share ever falls or leaves 0 to 1.
func TestParticipationIsMonotoneAndBounded(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		signal := func() app.Signal { return app.Signal{Weight: r.IntN(101), Enough: 1 + r.IntN(6)} }
		scoring := app.ParticipationScoring{Chat: signal(), Poll: signal(), Hand: signal(), Floor: signal(), Board: signal(), Talk: signal()}
		facts := []app.Fact{listening}
		for i := range r.IntN(4) {
			facts = append(facts, fact(fmt.Sprint("o", i), app.FactPollOpened, "t1", 1, app.PollOpenedData{PollID: app.PollID(fmt.Sprint(i))}))
		}
		last := 0.0
		for i := range 30 {
			switch r.IntN(6) {
			case 5:
				facts = append(facts, talk(fmt.Sprint(i), "l1", r.Int64N(90)))
			case 0:
				facts = append(facts, chat(fmt.Sprint(i), "l1", "everyone"))
			case 1:
				facts = append(facts, fact(fmt.Sprint("v", i), app.FactPollVoted, "l1", i, app.PollVotedData{PollID: app.PollID(fmt.Sprint(r.IntN(4)))}))
			case 2:
				facts = append(facts, fact(fmt.Sprint("h", i), app.FactHandRaised, "l1", i, nil))
			case 3:
				facts = append(facts, fact(fmt.Sprint("f", i), app.FactHandLetSpeak, "l1", i, nil))
			case 4:
				facts = append(facts, fact(fmt.Sprint("b", i), app.FactBoardDrawn, "l1", 60*r.IntN(9), app.BoardData{BoardID: "1"}))
			}
			lines, ok := Compute(session, scoring, facts, []app.UserID{"l1"})
			if !ok {
				continue
			}
			if s := lines[0].Share; s < last-1e-12 || s < 0 || s > 1 {
				t.Fatalf("seed %d: share %v after %v", seed, s, last)
			}
			last = lines[0].Share
			shuffled := append([]app.Fact(nil), facts...)
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			if other, _ := Compute(session, scoring, shuffled, []app.UserID{"l1"}); other[0].Share != lines[0].Share {
				t.Fatalf("seed %d: the order of the log changes the share", seed)
			}
		}
	}
}

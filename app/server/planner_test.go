package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/breakout"
	"github.com/lectern-classroom/lectern/app/grade"
)

// TestGroupsAreFormedOpenedAndMarked has groups formed by what a real class did, opens them, and has one of them marked.
func TestGroupsAreFormedOpenedAndMarked(t *testing.T) {
	t.Parallel()
	clock := &ahead{}
	w := apptest.New(t, apptest.Options{Clock: clock.Now})
	teacher, ana, ben := w.Enter("teacher"), w.Enter("learner1"), w.Enter("learner2")
	session := teacher.Start()
	desk, first, second := apptest.Dial(t, teacher.URLOf(session.ID)), apptest.Dial(t, ana.URLOf(session.ID)), apptest.Dial(t, ben.URLOf(session.ID))
	var poll struct {
		PollID app.PollID `json:"pollId"`
	}
	desk.Must("poll.open", apptest.Body{"poll": map[string]any{"kind": "single", "question": "Which?", "options": []map[string]string{{"text": "Sun"}, {"text": "Moon"}}}}, &poll)
	first.Must("poll.vote", apptest.Body{"pollId": poll.PollID, "answer": []string{"a"}}, nil)
	second.Must("poll.vote", apptest.Body{"pollId": poll.PollID, "answer": []string{"b"}}, nil)
	spoke := app.Fact{ID: "spoke", Session: session.ID, Kind: app.FactMediaSpoke, Source: app.SourceReconcile, User: ana.Me.UserID, At: time.Now(), Seen: time.Now(), Data: app.MustJSON(app.SpokeData{Ms: 1500, Turns: 1})}
	if _, err := w.Server.Store.AppendFacts(t.Context(), spoke); err != nil {
		t.Fatal(err)
	}
	both := []app.UserID{ana.Me.UserID, ben.Me.UserID}
	wish := func(in apptest.Body) (out breakout.BreakoutProposal) {
		t.Helper()
		in["people"] = both
		teacher.Must(http.StatusOK, "POST", "/sessions/"+string(session.ID)+"/breakouts/proposal", in, &out)
		return out
	}
	if p := wish(apptest.Body{"how": "talk", "groups": 2}); len(p.Notes) == 0 || p.Notes[0].Code != "not_heard" || !slices.Equal(p.Notes[0].People, both[1:]) {
		t.Errorf("by talk: %+v", p)
	}
	formed := wish(apptest.Body{"how": "poll", "pollId": poll.PollID, "together": true})
	names := map[string][]app.UserID{}
	for _, g := range formed.Groups {
		names[g.Name] = g.Members
	}
	if diff := cmp.Diff(map[string][]app.UserID{"Sun": both[:1], "Moon": both[1:]}, names); diff != "" {
		t.Fatal(diff)
	}
	var made struct {
		BreakoutID app.BreakoutID `json:"breakoutId"`
	}
	desk.Must("breakout.plan", apptest.Body{"name": "", "plan": apptest.Body{"task": "Draw it.", "choice": "none"}, "groups": formed.Groups}, &made)
	desk.Must("breakout.open", apptest.Body{"breakoutId": made.BreakoutID}, nil)
	first.Must("breakout.done", apptest.Body{"done": true}, nil)
	desk.Must("breakout.close", apptest.Body{"seconds": 0}, nil)
	var earlier []breakout.EarlierBreakout
	teacher.Must(http.StatusOK, "GET", "/classrooms/"+string(teacher.ClassroomID)+"/breakouts", nil, &earlier)
	if len(earlier) != 1 || earlier[0].BreakoutID != made.BreakoutID || len(earlier[0].Groups) != 2 {
		t.Errorf("earlier %+v", earlier)
	}
	markGroup(t, teacher, session.ID, ana, func() {
		clock.lasts()
		for _, s := range []*apptest.Socket{desk, first, second} {
			s.Leave()
		}
		allLeft(t, w, session.ID, 3)
		teacher.End(session.ID)
	})
	apptest.Eventually(t, apptest.Wait, func() error {
		var kinds []string
		err := w.Server.Store.Read(t.Context()).Raw("SELECT kind FROM statements WHERE session_id = ? AND kind LIKE 'breakout%' AND user_id = ? ORDER BY kind", session.ID, ana.Me.UserID).Scan(&kinds).Error
		if err != nil || !slices.Equal(kinds, []string{"breakout_completed", "breakout_joined", "breakout_left"}) {
			return fmt.Errorf("the statements about the group of %s are %v, %v", ana.Me.Name, kinds, err)
		}
		return nil
	})
}

// markGroup switches the column on, ends the class, and gives the group of somebody a mark.
func markGroup(t *testing.T, teacher *apptest.Client, session app.SessionID, of *apptest.Client, end func()) {
	t.Helper()
	mark := app.DefaultColumn(app.ActivityBreakout)
	mark.Enabled = true
	teacher.Must(http.StatusOK, "PUT", "/classrooms/"+string(teacher.ClassroomID)+"/grading", apptest.Body{"policy": app.DefaultGrading(), "columns": []app.Column{mark}, "regrade": false}, nil)
	end()
	var desk grade.Desk
	teacher.Must(http.StatusOK, "GET", "/sessions/"+string(session)+"/desk", nil, &desk)
	i := slices.IndexFunc(desk.Groups, func(g grade.DeskGroup) bool { return slices.Contains(g.Members, of.Me.UserID) })
	if i < 0 || desk.Groups[i].Breakout != "1" || desk.Groups[i].Name != "Sun" || !desk.Groups[i].Done {
		t.Fatalf("groups of the desk %+v", desk.Groups)
	}
	var scores []grade.Score
	teacher.Must(http.StatusOK, "POST", fmt.Sprintf("/sessions/%s/groups/%s/grades", session, desk.Groups[i].GroupID), apptest.Body{"activity": "breakout", "scoreGiven": 90, "reason": "well drawn"}, &scores)
	if len(scores) != 1 || scores[0].UserID != of.Me.UserID || scores[0].ScoreGiven != 90 || scores[0].State == grade.StateDraft {
		t.Errorf("scores %+v", scores)
	}
}

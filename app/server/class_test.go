package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/attendance"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/livekit/devserver"
)

func TestMain(m *testing.M) { os.Exit(apptest.Main(m)) }

// enter joins the session with socket and media.
func enter(t *testing.T, c *apptest.Client, id app.SessionID) (*apptest.Socket, *devserver.Bot) {
	t.Helper()
	j := c.Join(id)
	socket := apptest.Dial(t, j.Events.URL)
	ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
	defer cancel()
	bot, err := devserver.Join(ctx, devserver.BotConfig{URL: j.LiveKit.URL, Token: j.LiveKit.Token, Microphone: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bot.Leave)
	return socket, bot
}

func TestAClassFromTheLinkToTheGradebook(t *testing.T) {
	t.Parallel()
	databases := map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": storetest.Postgres}
	for name, url := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := apptest.New(t, apptest.Options{DatabaseURL: url(t), LiveKit: true})
			teacher, learner := w.Enter("teacher"), w.Enter("learner1")
			session := teacher.Start()
			tsock, tbot := enter(t, teacher, session.ID)
			lsock, lbot := enter(t, learner, session.ID)

			tsock.Next("person.joined")
			if err := lbot.AwaitPackets(context.Background(), 5); err != nil {
				t.Fatalf("the learner doesn't hear the teacher: %v", err)
			}
			if err := tbot.AwaitPackets(context.Background(), 5); err != nil {
				t.Fatalf("the teacher doesn't hear the learner: %v", err)
			}
			ended := teacher.End(session.ID)
			for _, s := range []*apptest.Socket{tsock, lsock} {
				s.Next("session.ended")
				if code := s.Closed(); code != 4500 {
					t.Errorf("close code %d", code)
				}
			}
			for _, b := range []*devserver.Bot{tbot, lbot} {
				select {
				case <-b.Done():
				case <-time.After(apptest.Wait):
					t.Fatal("a client stays in LiveKit after the end")
				}
			}
			awaitScores(t, w, teacher, session.ID)
			checkAttendance(t, teacher, learner, session.ID, ended.EndedAt.Sub(*session.StartedAt))
			checkStatements(t, w, session.ID)
			checkLogIsSilent(t, w)
		})
	}
}

// awaitScores waits until the LMS's gradebook has the present learner's score with a comment, and 0 for an absent one.
func awaitScores(t *testing.T, w *apptest.World, teacher *apptest.Client, id app.SessionID) {
	t.Helper()
	apptest.Eventually(t, apptest.Wait, func() error {
		r, err := w.LMS.Result("1", "learner1")
		if err != nil {
			return err
		}
		if r.Score == nil || *r.Score <= 0 || *r.Score > 100 || !strings.Contains(r.Comment, "Present") {
			return fmt.Errorf("result %+v", r)
		}
		absent, err := w.LMS.Result("1", "learner2")
		if err != nil {
			return err
		}
		if absent.Score == nil || *absent.Score != 0 || absent.Comment != "Absent." {
			return fmt.Errorf("absent result %+v", absent)
		}
		return nil
	})
	apptest.Eventually(t, apptest.Wait, func() error {
		var scores []grade.Score
		teacher.Must(http.StatusOK, "GET", "/sessions/"+string(id)+"/grades", nil, &scores)
		if len(scores) != 5 {
			return fmt.Errorf("%d scores, want those of the five learners", len(scores))
		}
		for _, s := range scores {
			if s.State != "sent" {
				return fmt.Errorf("state %+v", s)
			}
		}
		return nil
	})
}

func checkAttendance(t *testing.T, teacher, learner *apptest.Client, id app.SessionID, length time.Duration) {
	t.Helper()
	var lines, own []attendance.AttendanceLine
	teacher.Must(http.StatusOK, "GET", "/sessions/"+string(id)+"/attendance", nil, &lines)
	learner.Must(http.StatusOK, "GET", "/sessions/"+string(id)+"/attendance", nil, &own)
	if len(lines) != 6 || len(own) != 1 || own[0].UserID != learner.Me.UserID {
		t.Fatalf("%d lines for the teacher, %d for the learner", len(lines), len(own))
	}
	if own[0].Joins != 1 || own[0].PresentSeconds <= 0 || own[0].PresentSeconds > length.Seconds()+0.1 {
		t.Errorf("own line %+v of a class of %v", own[0], length)
	}
	if math.IsNaN(own[0].Ratio) || own[0].Ratio <= 0 || own[0].Ratio > 1 {
		t.Errorf("ratio %v", own[0].Ratio)
	}
}

type statement struct {
	ID        string
	Timestamp time.Time
	Actor     struct {
		Account struct{ HomePage, Name string }
	}
	Verb   struct{ ID string }
	Result *struct {
		Completion *bool
		Duration   string
	}
}

// checkStatements wants started, ended, one joined and left a person, and attended for each learner.
func checkStatements(t *testing.T, w *apptest.World, id app.SessionID) {
	t.Helper()
	want := map[string]int{"initialized": 1, "terminated": 1, "join": 2, "leave": 2, "attended": 1}
	apptest.Eventually(t, apptest.Wait, func() error {
		raw, err := w.LRS.Statements(context.Background())
		if err != nil {
			return err
		}
		got := map[string]int{}
		for _, r := range raw {
			var s statement
			if err := json.Unmarshal(r, &s); err != nil {
				return err
			}
			verb := s.Verb.ID[strings.LastIndex(s.Verb.ID, "/")+1:]
			got[verb]++
			if s.Actor.Account.HomePage == "" || strings.Contains(string(r), "García") || time.Since(s.Timestamp) < 0 {
				return fmt.Errorf("statement %s", r)
			}
		}
		for verb, n := range want {
			if got[verb] < n || (verb != "attended" && got[verb] != n) {
				return fmt.Errorf("%d statements of %s, want %d (%v)", got[verb], verb, n, got)
			}
		}
		return nil
	})
}

// checkLogIsSilent wants nothing of a person in the log.
func checkLogIsSilent(t *testing.T, w *apptest.World) {
	t.Helper()
	for _, u := range w.LMS.Users() {
		for _, private := range []string{u.FamilyName, u.Email} {
			if private != "" && strings.Contains(w.Log(), private) {
				t.Errorf("the log holds %q", private)
			}
		}
	}
	if strings.Contains(w.Log(), "eyJ") {
		t.Error("the log holds a token")
	}
}

func TestAClientThatKnowsNoBeatsIsPresent(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	teacher, learner := w.Enter("teacher"), w.Enter("learner1")
	session := teacher.Start()
	conn, _, err := websocket.Dial(t.Context(), learner.Join(session.ID).Events.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan error, 1)
	go func() { // reads, and so answers pings, and never writes
		for {
			if _, _, err := conn.Read(context.Background()); err != nil {
				read <- err
				return
			}
		}
	}()
	<-time.NewTimer(9 * time.Second).C // longer than silence is forgiven
	ended := teacher.End(session.ID)
	if err := <-read; websocket.CloseStatus(err) != 4500 {
		t.Errorf("the socket ended with %v", err)
	}
	var own []attendance.AttendanceLine
	learner.Must(http.StatusOK, "GET", "/sessions/"+string(session.ID)+"/attendance", nil, &own)
	if length := ended.EndedAt.Sub(*session.StartedAt).Seconds(); len(own) != 1 || own[0].PresentSeconds < length-1 {
		t.Errorf("%+v of a class of %.1f s", own, length)
	}
}

func TestAShortClassWithoutAnyWebhook(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{LiveKit: true, NoWebhooks: true})
	teacher, learner := w.Enter("teacher"), w.Enter("learner1")
	session := teacher.Start()
	j := learner.Join(session.ID)
	bot, err := devserver.Join(t.Context(), devserver.BotConfig{URL: j.LiveKit.URL, Token: j.LiveKit.Token, Deaf: true}) // no socket either
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bot.Leave)
	<-time.NewTimer(5 * time.Second).C // shorter than the time between two rolls
	ended := teacher.End(session.ID)
	<-bot.Done()
	length := ended.EndedAt.Sub(*session.StartedAt).Seconds()
	apptest.Eventually(t, apptest.Wait, func() error {
		var own []attendance.AttendanceLine
		learner.Must(http.StatusOK, "GET", "/sessions/"+string(session.ID)+"/attendance", nil, &own)
		if len(own) != 1 || own[0].PresentSeconds < length-1 {
			return fmt.Errorf("%+v of a class of %.1f s", own, length)
		}
		return nil
	})
	apptest.Eventually(t, apptest.Wait, func() error {
		r, err := w.LMS.Result("1", "learner1")
		if err != nil {
			return err
		}
		if r.Score == nil || *r.Score < 80 {
			return fmt.Errorf("result %+v", r)
		}
		return nil
	})
}

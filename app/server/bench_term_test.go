package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/analytics"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/server"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

const (
	termSessions, termLearners = 40, 200
	termRolls                  = 180 // a class of 45 minutes
	termPolls                  = 5
)

// BenchmarkTerm asks for the analytics of 40 classes of 200 learners: just started, when every class is looked at, and after
// that, when what is known of them is remembered.
func BenchmarkTerm(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			w := apptest.New(b, apptest.Options{DatabaseURL: url(b), NoLRS: true})
			teacher := w.Enter("teacher")
			fillTerm(b, w, teacher)
			ask := func() time.Duration {
				began := time.Now()
				var page analytics.Analytics
				teacher.Must(http.StatusOK, "GET", "/classrooms/"+string(teacher.ClassroomID)+"/analytics", nil, &page)
				if len(page.Sessions) != termSessions || len(page.Learners) < termLearners {
					b.Fatalf("%d classes, %d learners", len(page.Sessions), len(page.Learners))
				}
				return time.Since(began)
			}
			first := ask()
			restarted := afterRestart(b, w, teacher)
			for b.Loop() {
				ask()
			}
			b.ReportMetric(float64(first.Milliseconds()), "ms-first")
			b.ReportMetric(float64(restarted.Milliseconds()), "ms-restarted")
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms-again")
		})
	}
}

// afterRestart asks a server that has just been started on the same database.
func afterRestart(b *testing.B, w *apptest.World, teacher *apptest.Client) time.Duration {
	b.Helper()
	s, err := server.New(b.Context(), w.Config, server.Options{Version: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	served := make(chan error, 1)
	go func() { served <- s.Run(ctx, ln) }()
	defer func() {
		stop()
		if err := errors.Join(<-served, s.Close()); err != nil {
			b.Error(err)
		}
	}()
	req, err := http.NewRequest(http.MethodGet, "http://"+ln.Addr().String()+"/api/v1/classrooms/"+string(teacher.ClassroomID)+"/analytics", nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+teacher.Token.Token)
	began := time.Now()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("%s, %v", res.Status, err)
	}
	return time.Since(began)
}

// fillTerm writes down what a term leaves behind.
func fillTerm(b *testing.B, w *apptest.World, teacher *apptest.Client) {
	b.Helper()
	ctx := context.Background()
	s := w.Server.Store
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	must(s.Tx(ctx, func(ctx context.Context) error {
		for i := range termLearners {
			id := fmt.Sprintf("learner-%03d", i)
			if err := s.Write(ctx).Exec("INSERT INTO users (id, issuer, subject, name, email, locale, updated_ms) VALUES (?, 'i', ?, ?, '', '', 1)", id, id, "Learner "+id).Error; err != nil {
				return err
			}
			if err := s.Write(ctx).Exec("INSERT INTO memberships (classroom_id, user_id, role, status) VALUES (?, ?, 'learner', 'active')", teacher.ClassroomID, id).Error; err != nil {
				return err
			}
		}
		return nil
	}))
	for n := range termSessions {
		began := time.Now().UTC().AddDate(0, 0, -7*(termSessions-n)).Truncate(time.Millisecond)
		must(s.Tx(ctx, func(ctx context.Context) error {
			id := app.SessionID(app.NewID())
			err := s.Write(ctx).Exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, ended_ms, end_reason, alive_ms) VALUES (?, ?, 'Class', 'ended', ?, ?, ?, 'instructor', ?)",
				id, teacher.ClassroomID, teacher.Me.UserID, began.UnixMilli(), began.Add(45*time.Minute).UnixMilli(), began.Add(45*time.Minute).UnixMilli()).Error
			if err != nil {
				return err
			}
			for i := range termPolls {
				err := s.Write(ctx).Exec(`INSERT INTO polls (id, session_id, number, definition, prepared_id, opened_by, opened_ms, closed_ms, right_shown) VALUES (?, ?, ?, ?, '', 't', 1, 2, TRUE)`,
					fmt.Sprint(id, "-", i), id, i, fmt.Sprintf(`{"kind":"yes_no","question":"Question %d of class %d?","options":[],"anonymous":false,"right":["yes"],"results":"live"}`, i, n)).Error
				if err != nil {
					return err
				}
				for l := range termLearners {
					if err := s.Write(ctx).Exec("INSERT INTO poll_votes (poll_id, voter, answer, at_ms) VALUES (?, ?, ?, 1)", fmt.Sprint(id, "-", i), fmt.Sprintf("learner-%03d", l), `["yes"]`).Error; err != nil {
						return err
					}
				}
			}
			facts := termFacts(id, began)
			for len(facts) > 0 {
				k := min(len(facts), 500)
				if _, err := s.AppendFacts(ctx, facts[:k]...); err != nil {
					return err
				}
				facts = facts[k:]
			}
			return nil
		}))
	}
}

// termFacts are of a class in which everybody was there, wrote twice, answered every poll and spoke a little.
func termFacts(id app.SessionID, began time.Time) []app.Fact {
	var out []app.Fact
	add := func(kind app.FactKind, user string, connection string, after time.Duration, data any) {
		out = append(out, app.Fact{ID: fmt.Sprint(len(out)), Session: id, Kind: kind, Source: app.SourceState, User: app.UserID(user), Connection: app.ConnectionID(connection),
			At: began.Add(after), Seen: began.Add(after), Data: app.MustJSON(data)})
	}
	add(app.FactMediaListening, "", "", 0, struct{}{})
	var all []app.ConnectionID
	for i := range termPolls {
		add(app.FactPollOpened, "t", "", time.Minute, app.PollOpenedData{PollID: app.PollID(fmt.Sprint(id, "-", i)), Kind: "yes_no", Points: 1})
	}
	for l := range termLearners {
		user := fmt.Sprintf("learner-%03d", l)
		socket, sid := "socket-"+user, "PA_abcdefgh"+user
		all = append(all, app.ConnectionID(sid))
		add(app.FactSocketOpened, user, socket, time.Duration(l)*time.Second, struct{}{})
		add(app.FactMediaJoined, user, sid, time.Duration(l)*time.Second, struct{}{})
		for n := range 2 {
			add(app.FactChatSent, user, "", time.Duration(5+n)*time.Minute, app.ChatSentData{Message: app.MessageID(fmt.Sprint(user, n)), To: "everyone", Length: 9})
			add(app.FactMediaSpoke, user, sid, time.Duration(8+n)*time.Minute, app.SpokeData{Ms: 9000, Turns: 1})
		}
		for i := range termPolls {
			right := true
			add(app.FactPollVoted, user, "", 9*time.Minute, app.PollVotedData{PollID: app.PollID(fmt.Sprint(id, "-", i)), Right: &right})
		}
		add(app.FactMediaLeft, user, sid, 44*time.Minute, app.MediaLeftData{})
		add(app.FactSocketClosed, user, socket, 44*time.Minute, app.SocketClosedData{Clean: true})
	}
	for n := range termRolls {
		add(app.FactMediaRoll, "", "", time.Duration(n)*15*time.Second, app.MediaRollData{Present: all})
	}
	return out
}

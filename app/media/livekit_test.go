package media_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/livekit/devserver"
)

// enter joins LiveKit with a ticket.
func enter(t *testing.T, l media.LiveKit, microphone bool) *devserver.Bot {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
	defer cancel()
	bot, err := devserver.Join(ctx, devserver.BotConfig{URL: l.URL, Token: l.Token, Microphone: microphone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bot.Leave)
	return bot
}

// sentOut waits until LiveKit has put the bot out.
func sentOut(t *testing.T, b *devserver.Bot) {
	t.Helper()
	select {
	case <-b.Done():
	case <-time.After(apptest.Wait):
		t.Fatal("the client stays in LiveKit")
	}
}

// sees waits until the bot sees exactly those others.
func sees(t *testing.T, b *devserver.Bot, others ...app.UserID) {
	t.Helper()
	apptest.Eventually(t, apptest.Wait, func() error {
		got := b.Others()
		slices.Sort(got)
		want := make([]string, len(others))
		for i, o := range others {
			want[i] = string(o)
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			return fmt.Errorf("it sees %v", got)
		}
		return nil
	})
}

func factKinds(t *testing.T, w *apptest.World, id app.SessionID) []app.FactKind {
	t.Helper()
	facts, err := w.Server.Store.Facts(context.Background(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []app.FactKind
	for _, f := range facts {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}

// TestWithTheRealLiveKit mutes, removes, and loses LiveKit and finds it again.
func TestWithTheRealLiveKit(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{LiveKit: true})
	teacher, learner, observer := w.Enter("teacher"), w.Enter("learner1"), w.Enter("observer")
	session := teacher.Start()
	path := "/sessions/" + string(session.ID)
	tj, lj, oj := teacher.Join(session.ID), learner.Join(session.ID), observer.Join(session.ID)
	tsock, lsock := apptest.Dial(t, tj.Events.URL), apptest.Dial(t, lj.Events.URL)
	tbot, lbot, obot := enter(t, tj.LiveKit, true), enter(t, lj.LiveKit, true), enter(t, oj.LiveKit, false)
	sees(t, tbot, learner.Me.UserID, observer.Me.UserID)

	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if sid, err := obot.Publish(ctx, "microphone"); err == nil {
		t.Errorf("an observer publishes %s", sid)
	}
	if err := tbot.AwaitPackets(context.Background(), 5); err != nil {
		t.Fatalf("the teacher doesn't hear the learner: %v", err)
	}
	mute := path + "/participants/" + string(learner.Me.UserID) + "/mute"
	teacher.Must(http.StatusNoContent, "POST", mute, media.Mute{Source: "microphone"}, nil)
	teacher.Must(http.StatusNoContent, "POST", mute, media.Mute{Source: "camera"}, nil) // there is none
	teacher.Must(http.StatusNoContent, "POST", path+"/participants/"+string(observer.Me.UserID)+"/mute", media.Mute{Source: "microphone"}, nil)

	teacher.Must(http.StatusNoContent, "POST", path+"/participants/"+string(learner.Me.UserID)+"/remove", nil, nil)
	lsock.Next("removed")
	if code := lsock.Closed(); code != 4503 {
		t.Errorf("the socket is closed with %d", code)
	}
	sentOut(t, lbot)
	var p web.Problem
	if status := learner.Call("POST", path+"/join", nil, &p); status != http.StatusForbidden || p.Code != app.CodeRemoved {
		t.Errorf("join: %d %+v", status, p)
	}
	soon, stop := context.WithTimeout(context.Background(), 3*time.Second)
	defer stop()
	// With the token of before: who was removed is out again, maybe before they are in.
	if back, err := devserver.Join(soon, devserver.BotConfig{URL: lj.LiveKit.URL, Token: lj.LiveKit.Token}); err == nil {
		t.Cleanup(back.Leave)
		sentOut(t, back)
	}
	sees(t, tbot, observer.Me.UserID)

	loseLiveKit(t, w, teacher, session.ID, tsock)
}

// loseLiveKit kills LiveKit: people are told, may join all the same, and are told when it is back.
func loseLiveKit(t *testing.T, w *apptest.World, teacher *apptest.Client, id app.SessionID, sock *apptest.Socket) {
	t.Helper()
	if err := w.LiveKit.Kill(); err != nil {
		t.Fatal(err)
	}
	if f := sock.Next("media.state"); !strings.Contains(string(f.Raw), `"down"`) {
		t.Errorf("told %s", f.Raw)
	}
	if j := teacher.Join(id); j.LiveKit.Token == "" || j.Events.URL == "" {
		t.Errorf("while it is down: %+v", j)
	}
	ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
	defer cancel()
	if err := w.LiveKit.Respawn(ctx); err != nil {
		t.Fatal(err)
	}
	if f := sock.Next("media.state"); !strings.Contains(string(f.Raw), `"up"`) {
		t.Errorf("told %s", f.Raw)
	}
	apptest.Eventually(t, apptest.Wait, func() error {
		kinds := factKinds(t, w, id)
		for _, want := range []app.FactKind{app.FactMediaJoined, app.FactPersonRemoved, app.FactMediaLeft, app.FactMediaDown, app.FactMediaUp} {
			if !slices.Contains(kinds, want) {
				return fmt.Errorf("no %s among %v", want, kinds)
			}
		}
		return nil
	})
}

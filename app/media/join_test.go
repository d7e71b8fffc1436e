package media_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/livekit"
)

type grants struct {
	Name  string
	Sub   string
	Video struct {
		Room, CanPublishSources                             any
		RoomJoin, RoomAdmin, RoomCreate, CanPublish, Hidden bool
		CanSubscribe, CanPublishData, CanUpdateOwnMetadata  bool
	}
	Attributes map[string]string
	Exp        int64
}

func readToken(t *testing.T, token string) grants {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("token of %d parts", len(parts))
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var g grants
	if err := json.Unmarshal(b, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGrantsByRole(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	all := []any{"camera", "microphone", "screen_share", "screen_share_audio"}
	for role, sources := range map[app.Role]any{app.RoleInstructor: all, app.RoleAssistant: all, app.RoleLearner: all, app.RoleObserver: nil} {
		ticket, err := w.Join(context.Background(), w.session, actor(role, "u"))
		if err != nil {
			t.Fatal(err)
		}
		g := readToken(t, ticket.Token)
		v := g.Video
		if v.RoomAdmin || v.RoomCreate || v.Hidden || v.CanPublishData || v.CanUpdateOwnMetadata || !v.RoomJoin || !v.CanSubscribe || v.CanPublish != (sources != nil) {
			t.Errorf("%s: %+v", role, v)
		}
		if diff := cmp.Diff(sources, v.CanPublishSources); diff != "" && sources != nil {
			t.Errorf("%s: %s", role, diff)
		}
		if v.Room != app.RoomName(w.session.ID, "") || ticket.Room != v.Room || g.Sub != "u" || g.Name != "Name of u" || g.Attributes["role"] != string(role) {
			t.Errorf("%s: %+v", role, g)
		}
		if life := time.Unix(g.Exp, 0).Sub(start); life > 10*time.Minute+time.Second {
			t.Errorf("the token lives for %v", life)
		}
	}
}

// full tells of each actor whether they find a seat.
func (w *world) seats(actors ...app.Actor) string {
	w.t.Helper()
	var out []string
	for _, a := range actors {
		_, err := w.Join(context.Background(), w.session, a)
		switch app.CodeOf(err) {
		case app.CodeRoomFull:
			out = append(out, string(a.User)+" no")
		default:
			if err != nil {
				w.t.Fatal(err)
			}
			out = append(out, string(a.User)+" yes")
		}
	}
	return strings.Join(out, ", ")
}

func TestSeats(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.most = 2
	learner := func(user string) app.Actor { return actor(app.RoleLearner, user) }
	check := func(want, got string) {
		t.Helper()
		if want != got {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	check("a yes, b yes, c no", w.seats(learner("a"), learner("b"), learner("c")))
	check("a yes, teacher yes, helper yes", w.seats(learner("a"), actor(app.RoleInstructor, "teacher"), actor(app.RoleAssistant, "helper")))
	w.add(30*time.Second + time.Millisecond) // nobody came
	check("c yes, d yes, a no", w.seats(learner("c"), learner("d"), learner("a")))
	w.add(31 * time.Second)
	w.with(func(p *plane) { p.users = []app.UserID{"c"} }) // connected by their sockets
	w.room.people = []livekit.Participant{person("d", "PA_1", 0)}
	w.callRoll() // or by LiveKit
	check("e no, c yes, d yes", w.seats(learner("e"), learner("c"), learner("d")))
	w.add(31 * time.Second)
	w.room.people = nil
	w.callRoll()
	check("e yes, f no", w.seats(learner("e"), learner("f")))
}

func TestSeatsInALiveKitThatIsDownAreFree(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.most = 2
	w.room.people = []livekit.Participant{person("a", "PA_1", 0), person("b", "PA_2", 0)}
	w.callRoll()
	if got := w.seats(actor(app.RoleLearner, "c")); got != "c no" {
		t.Fatal(got)
	}
	w.room.err = livekit.ErrUnavailable // and everybody goes home meanwhile
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for told := false; !told; {
		select {
		case <-tick.C:
			w.with(func(p *plane) { told = len(p.media) == 1 })
		case <-deadline:
			t.Fatal("it isn't noticed")
		}
	}
	if got := w.seats(actor(app.RoleLearner, "c")); got != "c yes" {
		t.Error(got)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	path := "/sessions/" + string(w.session.ID) + "/join"
	for _, state := range []error{nil, livekit.ErrUnavailable} { // while LiveKit is down too
		w.room.err = state
		rec := w.request("POST", path, "learner:ana", "")
		var j media.Joined
		if err := json.Unmarshal(rec.Body.Bytes(), &j); err != nil || rec.Code != 200 {
			t.Fatalf("%d %s, %v", rec.Code, rec.Body, err)
		}
		id := string(w.session.ID)
		want := media.Joined{LiveKit: media.LiveKit{URL: "wss://class.example/livekit", Token: j.LiveKit.Token, Room: "s-" + id},
			Events: media.Events{URL: "wss://class.example/ws/sessions/" + id + "?token=learner%3Aana"},
			Board:  media.Board{ID: id, URL: "wss://class.example/ws/boards/" + id + "?token=learner%3Aana"}}
		if diff := cmp.Diff(want, j); diff != "" {
			t.Error(diff)
		}
	}
}

func TestHTTPEdges(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	own := "/sessions/" + string(w.session.ID)
	mute, other := `{"source":"microphone"}`, "/participants/ana"
	for _, tc := range []struct {
		name, path, token, body string
		status                  int
		code                    app.Code
	}{
		{"join, no token", own + "/join", "", "", 401, app.CodeUnauthorized},
		{"mute, no token", own + other + "/mute", "", mute, 401, app.CodeUnauthorized},
		{"remove, bad token", own + other + "/remove", "garbage", "", 401, app.CodeUnauthorized},
		{"join without a role", own + "/join", "guest:g", "", 403, app.CodeForbidden},
		{"mute as learner", own + other + "/mute", "learner:ben", mute, 403, app.CodeForbidden},
		{"mute oneself as learner", own + other + "/mute", "learner:ana", mute, 403, app.CodeForbidden},
		{"mute as observer", own + other + "/mute", "observer:ben", mute, 403, app.CodeForbidden},
		{"remove as learner", own + other + "/remove", "learner:ben", "", 403, app.CodeForbidden},
		{"remove as observer", own + other + "/remove", "observer:ben", "", 403, app.CodeForbidden},
		{"remove an instructor as assistant", own + "/participants/second/remove", "assistant:helper", "", 403, app.CodeForbidden},
		{"remove who started", own + "/participants/teacher/remove", "instructor:second", "", 403, app.CodeForbidden},
		{"join that of others", own + "/join", "elsewhere:x", "", 404, app.CodeNotFound},
		{"mute that of others", own + other + "/mute", "elsewhere:x", mute, 404, app.CodeNotFound},
		{"remove that of others", own + other + "/remove", "elsewhere:x", "", 404, app.CodeNotFound},
		{"join an unknown one", "/sessions/nothing/join", "learner:ana", "", 404, app.CodeNotFound},
		{"remove nobody", own + "/participants/nobody/remove", "instructor:teacher", "", 404, app.CodeNotFound},
		{"remove oneself", own + "/participants/teacher/remove", "instructor:teacher", "", 400, app.CodeInvalid},
		{"mute without a body", own + other + "/mute", "instructor:teacher", "", 400, app.CodeInvalid},
		{"mute without a source", own + other + "/mute", "instructor:teacher", "{}", 400, app.CodeInvalid},
		{"mute what isn't", own + other + "/mute", "instructor:teacher", `{"source":"thoughts"}`, 400, app.CodeInvalid},
	} {
		rec := w.request("POST", tc.path, tc.token, tc.body)
		var p web.Problem
		if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || rec.Code != tc.status || p.Code != tc.code {
			t.Errorf("%s: %d %s, want %d", tc.name, rec.Code, rec.Body, tc.status)
		}
	}
	if len(w.room.out) != 0 || len(w.room.muted) != 0 || len(w.removed) != 0 || len(w.facts()) != 0 {
		t.Errorf("something happened: %v %v %v %v", w.room.out, w.room.muted, w.removed, w.facts())
	}
	w.end()
	if rec := w.request("POST", own+"/join", "learner:ana", ""); rec.Code != 410 || !strings.Contains(rec.Body.String(), "session_ended") {
		t.Errorf("after the end: %d %s", rec.Code, rec.Body)
	}
}

func TestMute(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err    error
		status int
	}{
		"muted":             {nil, 204},
		"not there":         {livekit.ErrParticipantNotFound, 204},
		"room isn't there":  {livekit.ErrRoomNotFound, 204},
		"nothing published": {livekit.ErrTrackNotFound, 204},
		"LiveKit down":      {fmt.Errorf("mute: %w", livekit.ErrUnavailable), 503},
		"other fault":       {livekit.ErrUnauthorized, 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSQLite(t)
			w.room.err = tc.err
			rec := w.request("POST", "/sessions/"+string(w.session.ID)+"/participants/ana/mute", "assistant:helper", `{"source":"screen_share"}`)
			if rec.Code != tc.status || !cmp.Equal(w.room.muted, []string{"ana screen_share"}) {
				t.Errorf("%d %s, muted %v", rec.Code, rec.Body, w.room.muted)
			}
		})
	}
}

func TestRemovedIsRemovedForGood(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{"LiveKit up": nil, "LiveKit down": livekit.ErrUnavailable, "not in LiveKit": livekit.ErrParticipantNotFound} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSQLite(t)
			w.room.err = err
			own := "/sessions/" + string(w.session.ID)
			for range 2 {
				if rec := w.request("POST", own+"/participants/ana/remove", "assistant:helper", ""); rec.Code != 204 {
					t.Fatalf("%d %s", rec.Code, rec.Body)
				}
			}
			if rec := w.request("POST", own+"/join", "learner:ana", ""); rec.Code != 403 || !strings.Contains(rec.Body.String(), `"removed"`) {
				t.Errorf("join: %d %s", rec.Code, rec.Body)
			}
			if !cmp.Equal(w.removed, []app.UserID{"ana", "ana"}) || !cmp.Equal(w.room.out, []string{"ana", "ana"}) {
				t.Errorf("sockets %v, LiveKit %v", w.removed, w.room.out)
			}
			if diff := cmp.Diff([]string{`person.removed ana  0s control_plane {"by":"helper"}`}, w.facts()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCloseRoom(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	for err, want := range map[error]bool{nil: true, livekit.ErrRoomNotFound: true, livekit.ErrUnavailable: false} {
		w.room.err = err
		if got := w.CloseRoom(context.Background(), w.session.ID); (got == nil) != want {
			t.Errorf("%v gives %v", err, got)
		}
	}
	if w.room.closed[0] != app.RoomName(w.session.ID, "") {
		t.Errorf("closed %v", w.room.closed)
	}
}

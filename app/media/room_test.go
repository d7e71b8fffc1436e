package media_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/livekit"
)

// groups are groups that tests put people in.
type groups struct {
	mu sync.Mutex
	in map[app.UserID]app.GroupID
}

func (g *groups) put(user app.UserID, group app.GroupID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.in[user] = group
}

func (g *groups) Places(context.Context, app.SessionID) (func(app.UserID) app.Place, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	in := map[app.UserID]app.GroupID{}
	for u, group := range g.in {
		in[u] = group
	}
	return func(u app.UserID) app.Place { return app.Place{Group: in[u]} }, nil
}

func (g *groups) Groups(context.Context, app.SessionID) ([]app.GroupID, error) {
	return []app.GroupID{"red", "blue", "green"}, nil
}

// withGroups has a session with three groups, of which LiveKit has the rooms of two.
func withGroups(t *testing.T) (w *world, g *groups, red, blue string) {
	t.Helper()
	w = newSQLite(t)
	g = &groups{in: map[app.UserID]app.GroupID{}}
	w.Service.Groups = g
	red, blue = app.RoomName(w.session.ID, "red"), app.RoomName(w.session.ID, "blue")
	w.room.groups = map[string][]livekit.Participant{red: nil, blue: nil}
	return w, g, red, blue
}

func (w *world) join(role app.Role, user string) media.Ticket {
	w.t.Helper()
	ticket, err := w.Join(context.Background(), w.session, actor(role, user))
	if err != nil {
		w.t.Fatal(err)
	}
	return ticket
}

func TestATicketIsForTheRoomWhereOneIs(t *testing.T) {
	t.Parallel()
	w, g, red, _ := withGroups(t)
	g.put("ana", "red")
	main := app.RoomName(w.session.ID, "")
	for user, want := range map[string]string{"ana": red, "ben": main} {
		ticket := w.join(app.RoleLearner, user)
		if in := readToken(t, ticket.Token).Video.Room; ticket.Room != want || in != want {
			t.Errorf("%s: room %s, token for %s", user, ticket.Room, in)
		}
	}
	ticket, err := w.JoinIn(context.Background(), w.session, actor(app.RoleLearner, "ana"), "")
	if err != nil || ticket.Room != main {
		t.Errorf("who can't reach their group gets %s, %v", ticket.Room, err)
	}
	if res := w.request("POST", "/sessions/"+string(w.session.ID)+"/join?room=red", "learner:ben", "{}"); res.Code != 400 {
		t.Errorf("a room of one's choice: %d", res.Code)
	}
}

func TestWhoIsMovedIsToldOfTheirRoom(t *testing.T) {
	t.Parallel()
	w, g, red, blue := withGroups(t)
	g.put("ana", "red")
	g.put("ben", "blue")
	w.Moved(w.session, []app.UserID{"ana", "ben", "cem"})
	var told map[app.UserID]media.MediaTicket
	apptest.Eventually(t, apptest.Wait, func() error {
		w.with(func(p *plane) {
			told = map[app.UserID]media.MediaTicket{}
			for user, f := range p.told {
				told[user] = f.(media.MediaTicket)
			}
		})
		if len(told) != 3 {
			return errors.New("not told yet")
		}
		return nil
	})
	waits := map[int64]bool{}
	for user, want := range map[app.UserID]string{"ana": red, "ben": blue, "cem": app.RoomName(w.session.ID, "")} {
		frame := told[user]
		if v := readToken(t, frame.Token); v.Video.Room != want || v.Sub != string(user) || frame.Room != want || frame.Type != "media.ticket" {
			t.Errorf("%s: %s, token of %s for %s", user, frame.Room, v.Sub, v.Video.Room)
		}
		waits[frame.WaitMs] = true
	}
	if len(waits) != 3 {
		t.Errorf("all come at once: %v", waits)
	}
}

func TestWhoWasRemovedGetsNoTicketForAGroup(t *testing.T) {
	t.Parallel()
	w, g, _, _ := withGroups(t)
	g.put("ana", "red")
	g.put("ben", "red")
	if err := w.Remove(context.Background(), w.session, "ana", "teacher"); err != nil {
		t.Fatal(err)
	}
	w.Moved(w.session, []app.UserID{"ana", "ben"})
	apptest.Eventually(t, apptest.Wait, func() error {
		var users []app.UserID
		w.with(func(p *plane) {
			for user := range p.told {
				users = append(users, user)
			}
		})
		if !slices.Equal(users, []app.UserID{"ben"}) {
			return errors.New("not told yet")
		}
		return nil
	})
	if diff := cmp.Diff([]string{"ana", "ana@red", "ana~speaking@red", "ana~listening@red", "ana@blue", "ana~speaking@blue", "ana~listening@blue"}, w.room.out); diff != "" {
		t.Error(diff)
	}
}

func TestTheRollIsCalledInEveryRoom(t *testing.T) {
	t.Parallel()
	w, _, red, blue := withGroups(t)
	w.add(time.Second)
	w.room.with(func(r *room) {
		r.people = []livekit.Participant{person("teacher", "PA_t", 0)}
		r.groups[red] = []livekit.Participant{person("ana", "PA_a", 0)}
		r.groups[blue] = []livekit.Participant{person("ben", "PA_b", 0)}
	})
	w.callRoll()
	w.add(time.Second)
	w.room.with(func(r *room) { // ana goes over: the second connection is made before the first is dropped
		r.groups[blue] = append(r.groups[blue], person("ana", "PA_a2", 2*time.Second))
	})
	w.callRoll()
	w.room.with(func(r *room) { r.groups[red] = nil })
	w.add(time.Second)
	w.callRoll()
	var got []string
	for _, f := range w.facts() {
		if !slices.Contains([]string{"media.roll"}, f[:min(len(f), 10)]) {
			got = append(got, f)
		}
	}
	want := []string{
		`media.joined teacher PA_t 0s reconcile`,
		`media.joined ana PA_a 0s reconcile {"group":"red"}`,
		`media.joined ben PA_b 0s reconcile {"group":"blue"}`,
		`media.joined ana PA_a2 2s reconcile {"group":"blue"}`,
		`media.left ana PA_a 3s reconcile {"inferred":true}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAWebhookOfAGroupSaysWhichOne(t *testing.T) {
	t.Parallel()
	w, g, red, _ := withGroups(t)
	g.put("ana", "red")
	w.add(time.Second)
	if code := w.deliver(hook{event: "participant_joined", room: red, user: "ana", sid: "PA_a"}); code != 200 {
		t.Fatal(code)
	}
	if diff := cmp.Diff([]string{`media.joined ana PA_a 0s webhook {"group":"red"}`}, w.facts()); diff != "" {
		t.Error(diff)
	}
}

func TestALearnerDoesNotStayInAGroupThatIsNotTheirs(t *testing.T) {
	t.Parallel()
	w, g, red, _ := withGroups(t)
	g.put("ana", "red")
	for _, user := range []string{"ana", "ben", "teacher", "eve~listening"} {
		p := person(user, "PA_"+user, 0)
		p.Permission = livekit.Permission{CanPublish: true, CanSubscribe: true, Sources: livekit.AllSources()}
		p.Hidden = user == "eve~listening"
		w.room.groups[red] = append(w.room.groups[red], p)
	}
	mend := func(want ...string) {
		t.Helper()
		if err := w.Mend(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.room.mu.Lock()
		defer w.room.mu.Unlock()
		if diff := cmp.Diff(want, w.room.out); diff != "" {
			t.Error(diff)
		}
		w.room.out = nil
	}
	mend() // they may be on their way
	w.add(5 * time.Second)
	mend()
	w.add(6 * time.Second)
	mend("ben@red", "eve~listening@red") // she was staff when she got the ticket
	w.room.with(func(r *room) { r.groups[red][1].SID = "PA_ben_again" })
	w.add(5 * time.Second)
	mend("ben@red", "eve~listening@red") // connecting anew gives no time
	g.put("ben", "red")
	g.put("eve", "red")
	mend()
	w.add(3 * time.Minute)
	g.put("ben", "blue")
	mend() // it begins anew
}

func TestWhoWasRemovedHearsNoGroup(t *testing.T) {
	t.Parallel()
	w, _, red, _ := withGroups(t)
	if err := w.Remove(context.Background(), w.session, "teacher", "other"); err != nil {
		t.Fatal(err)
	}
	back := person(app.EarIdentity("teacher"), "PA_ear", 0) // with the ticket of before
	back.Hidden = true
	w.room.with(func(r *room) { r.groups[red], r.out = []livekit.Participant{back}, nil })
	for range 2 {
		if err := w.Mend(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.add(11 * time.Second)
	}
	if diff := cmp.Diff([]string{"teacher~listening@red"}, w.room.out); diff != "" {
		t.Error(diff)
	}
}

func TestInAGroupEverybodyMaySpeak(t *testing.T) {
	t.Parallel()
	w, g, red, _ := withGroups(t)
	f := &floor{taken: map[app.UserID]bool{"ana": true}, roles: map[app.UserID]app.Role{}}
	w.Floor, w.Service.Roles = f, f
	g.put("ana", "red")
	all := []any{"camera", "microphone", "screen_share", "screen_share_audio"}
	if diff := cmp.Diff(all, readToken(t, w.join(app.RoleLearner, "ana").Token).Video.CanPublishSources); diff != "" {
		t.Error(diff)
	}
	p := person("ana", "PA_a", 0)
	p.Permission = livekit.Permission{CanPublish: true, CanSubscribe: true, Sources: []livekit.Source{livekit.Camera}}
	w.room.groups[red] = []livekit.Participant{p}
	w.room.people = []livekit.Participant{p}
	for range 2 {
		if err := w.Mend(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"ana [camera screen_share]", "ana@red [camera microphone screen_share screen_share_audio]"}, w.granted()); diff != "" {
		t.Error(diff)
	}
}

func TestStaffListenAndSpeakFromElsewhere(t *testing.T) {
	t.Parallel()
	w, _, red, _ := withGroups(t)
	path := "/sessions/" + string(w.session.ID) + "/listen"
	for _, c := range []struct {
		who, body string
		code      int
	}{
		{"learner:ana", `{"groupId":"red"}`, 403}, {"observer:ana", `{"groupId":"red"}`, 403}, {"instructor:teacher", `{"groupId":"grey"}`, 404},
		{"elsewhere:teacher", `{"groupId":"red"}`, 404}, {"assistant:ben", `{"groupId":"red"}`, 200},
	} {
		if res := w.request("POST", path, c.who, c.body); res.Code != c.code {
			t.Errorf("%s %s: %d, want %d", c.who, c.body, res.Code, c.code)
		}
	}
	ears, err := w.Listen(context.Background(), w.session, actor(app.RoleInstructor, "teacher"), "red", false)
	if err != nil {
		t.Fatal(err)
	}
	if v := readToken(t, ears.Token); v.Sub == "teacher" || !v.Video.Hidden || v.Video.CanPublish || v.Video.Room != red {
		t.Errorf("a token to listen with: %+v of %s", v.Video, v.Sub)
	}
	mouth, err := w.Listen(context.Background(), w.session, actor(app.RoleInstructor, "teacher"), "red", true)
	if err != nil {
		t.Fatal(err)
	}
	if v := readToken(t, mouth.Token); v.Sub != app.VoiceIdentity("teacher") || v.Attributes["userId"] != "teacher" || v.Video.Hidden || !v.Video.CanPublish || v.Video.Room != red {
		t.Errorf("a token to speak with: %+v of %s", v.Video, v.Sub)
	}
	w.end()
	if _, err := w.Listen(context.Background(), w.session, actor(app.RoleInstructor, "teacher"), "red", false); err == nil {
		t.Error("a class that is over can be listened to")
	}
}

// TestAVoiceFromElsewhereIsAPersons who may be in the same group as well: both are theirs, and neither puts the other out.
func TestAVoiceFromElsewhereIsAPersons(t *testing.T) {
	t.Parallel()
	w, g, red, blue := withGroups(t)
	f := &floor{taken: map[app.UserID]bool{}, roles: map[app.UserID]app.Role{"teacher": app.RoleInstructor}}
	w.Floor, w.Service.Roles = f, f
	g.put("teacher", "red")
	if code := w.deliver(hook{event: "participant_joined", room: red, user: app.VoiceIdentity("teacher"), sid: "PA_voice"}); code != 200 {
		t.Fatal(code)
	}
	all := livekit.Permission{CanPublish: true, CanSubscribe: true, Sources: livekit.AllSources()}
	self, voice, silent := person("teacher", "PA_self", 0), person(app.VoiceIdentity("teacher"), "PA_voice", 0), person(app.VoiceIdentity("teacher"), "PA_silent", 0)
	self.Permission, voice.Permission = all, all
	w.room.with(func(r *room) {
		r.groups[red], r.groups[blue] = []livekit.Participant{self, voice}, []livekit.Participant{silent}
	})
	w.callRoll()
	if err := w.Mend(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, one := range []string{"teacher@red", "teacher~speaking@red", "teacher~speaking@blue"} {
		if grants := w.room.granted; !slices.Contains(grants, one+" [camera microphone screen_share screen_share_audio]") {
			t.Errorf("%s isn't among %v", one, grants)
		}
	}
	want := []string{
		`media.joined teacher PA_voice 0s webhook {"group":"red"}`,
		`media.joined teacher PA_self 0s reconcile {"group":"red"}`,
		`media.joined teacher PA_silent 0s reconcile {"group":"blue"}`,
	}
	if diff := cmp.Diff(want, w.facts()[:3]); diff != "" {
		t.Error(diff)
	}
	w.add(time.Minute)
	if err := w.Mend(context.Background()); err != nil || len(w.room.out) != 0 {
		t.Errorf("%v; sent out: %v", err, w.room.out)
	}
}

func TestTheEndClosesEveryRoom(t *testing.T) {
	t.Parallel()
	w, _, red, blue := withGroups(t)
	w.end()
	if err := w.CloseRoom(context.Background(), w.session.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{app.RoomName(w.session.ID, ""), red, blue}, w.room.closed); diff != "" {
		t.Error(diff)
	}
}

package media_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/livekit"
)

func TestMain(m *testing.M) { os.Exit(apptest.Main(m)) }

var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

const (
	key    = "media-test"
	secret = "media-test-secret-of-at-least-32-bytes"
)

// room is a LiveKit whose people tests place by hand.
type room struct {
	mu      sync.Mutex
	err     error // of every call
	people  []livekit.Participant
	groups  map[string][]livekit.Participant // of other rooms than the main one, by their names
	asked   func()                           // called before a listing is answered
	lists   int
	out     []string // removed identities
	closed  []string
	muted   []string
	granted []string
}

func (r *room) with(f func(r *room)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(r)
}

func (r *room) EnsureRoom(_ context.Context, o livekit.RoomOptions) (livekit.Room, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return livekit.Room{Name: o.Name}, r.err
}

func (r *room) DeleteRoom(_ context.Context, name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = append(r.closed, name)
	return r.err
}

func (r *room) ListRooms(_ context.Context, names ...string) ([]livekit.Room, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var there []livekit.Room
	for _, name := range names {
		if _, is := r.groups[name]; is {
			there = append(there, livekit.Room{Name: name})
		}
	}
	return there, r.err
}

func (r *room) Participants(_ context.Context, name string) ([]livekit.Participant, error) {
	r.mu.Lock()
	r.lists++
	asked, people, err := r.asked, slices.Clone(r.people), r.err
	if strings.Contains(name, ".") {
		people = slices.Clone(r.groups[name])
	}
	r.mu.Unlock()
	if asked != nil {
		asked()
	}
	return people, err
}

func (r *room) Ping(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *room) Remove(_ context.Context, name, identity string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, group, grouped := strings.Cut(name, "."); grouped {
		identity += "@" + group
	}
	r.out = append(r.out, identity)
	return r.err
}

func (r *room) UpdatePermission(_ context.Context, name, identity string, p livekit.Permission) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, group, grouped := strings.Cut(name, "."); grouped {
		for i := range r.groups[name] {
			if r.groups[name][i].Identity == identity {
				r.groups[name][i].Permission = p
				r.granted = append(r.granted, fmt.Sprint(identity, "@", group, " ", p.Sources))
			}
		}
		return r.err
	}
	r.granted = append(r.granted, fmt.Sprint(identity, " ", p.Sources))
	for i := range r.people {
		if r.people[i].Identity == identity && r.err == nil {
			r.people[i].Permission = p
		}
	}
	return r.err
}

func (r *room) MuteSource(_ context.Context, _, identity string, source livekit.Source) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.muted = append(r.muted, identity+" "+string(source))
	return 1, r.err
}

// person is somebody in the room.
func person(user, sid string, joined time.Duration) livekit.Participant {
	return livekit.Participant{SID: sid, Identity: user, Kind: livekit.KindStandard, State: livekit.StateActive, JoinedAt: start.Add(joined)}
}

// plane is the state plane and the directory.
type plane struct {
	mu      sync.Mutex
	now     time.Time
	users   []app.UserID
	removed []app.UserID
	told    map[app.UserID]live.Frame
	media   []bool
	most    int
}

func (p *plane) with(f func(p *plane)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p)
}

func (p *plane) Now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *plane) Users(app.SessionID) []app.UserID {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.users)
}

func (p *plane) Remove(_ app.Session, user app.UserID) {
	p.with(func(p *plane) { p.removed = append(p.removed, user) })
}

func (p *plane) SetMedia(up bool) { p.with(func(p *plane) { p.media = append(p.media, up) }) }

func (p *plane) Tell(_ app.SessionID, frames map[app.UserID]live.Frame) {
	p.with(func(p *plane) { p.told = frames })
}

func (p *plane) Ended(app.Session) {}

func (p *plane) Connected(app.SessionID) int { return 0 }

func (p *plane) LastPresence(context.Context, app.Session) (bool, time.Time, error) {
	return true, time.Time{}, nil
}

func (p *plane) Classroom(_ context.Context, id app.ClassroomID) (app.Classroom, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	settings := app.DefaultSettings()
	settings.MaxParticipants = p.most
	return app.Classroom{ID: id, Title: "Algebra", Settings: settings}, nil
}

func (p *plane) Person(_ context.Context, id app.UserID) (app.Person, error) {
	if id == "nobody" {
		return app.Person{}, app.ErrNotFound
	}
	return app.Person{ID: id, Name: "Name of " + string(id)}, nil
}

// Member knows everybody but nobody; who isn't the teacher or somebody called second is a learner.
func (p *plane) Member(ctx context.Context, _ app.ClassroomID, user app.UserID) (app.Member, error) {
	who, err := p.Person(ctx, user)
	role := app.RoleLearner
	if user == "teacher" || user == "second" {
		role = app.RoleInstructor
	}
	return app.Member{Person: who, Role: role, Status: app.MemberActive}, err
}

type world struct {
	*media.Service
	*plane
	t        *testing.T
	room     *room
	store    *store.Store
	schedule *schedule.Service
	session  app.Session
	log      *logs
}

// logs is what was logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newWorld has one live session, started by the teacher.
func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{plane: &plane{now: start, most: 100}, t: t, room: &room{}, store: s, log: &logs{}}
	log := slog.New(slog.NewTextHandler(w.log, nil))
	err := s.Write(context.Background()).Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`).Error
	if err != nil {
		t.Fatal(err)
	}
	o, err := outbox.New(outbox.Deps{Store: s, Clock: w.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	w.schedule = schedule.New(schedule.Deps{Store: s, Classrooms: w.plane, Live: w.plane, Presence: w.plane, Outbox: o, Clock: w.Now, Log: log})
	client, err := livekit.New(livekit.Config{URL: "http://127.0.0.1:1", APIKey: key, APISecret: secret, Clock: w.Now})
	if err != nil {
		t.Fatal(err)
	}
	w.Service = media.New(media.Deps{Store: s, Rooms: w.room, Moderation: w.room, Signatures: client, Sessions: w.schedule, Door: live.Door{Store: s}, Directory: w.plane,
		Live: w.plane, PublicURL: "https://class.example", LiveKitURL: "wss://class.example/livekit", Clock: w.Now, Log: log})
	if w.session, err = w.schedule.Start(context.Background(), app.Classroom{ID: "room", Title: "Algebra"}, "teacher"); err != nil {
		t.Fatal(err)
	}
	return w
}

func newSQLite(t *testing.T) *world {
	t.Helper()
	return newWorld(t, storetest.Open(t, storetest.SQLite(t)))
}

func (w *world) add(d time.Duration) { w.with(func(p *plane) { p.now = p.now.Add(d) }) }

// end ends the session.
func (w *world) end() {
	w.t.Helper()
	var err error
	if w.session, err = w.schedule.End(context.Background(), w.session.ID, w.Now(), app.EndByInstructor, "teacher"); err != nil {
		w.t.Fatal(err)
	}
}

// facts returns the media's facts as "kind user sid at source data".
func (w *world) facts() []string {
	w.t.Helper()
	facts, err := w.store.Facts(context.Background(), w.session.ID, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, f := range facts {
		if f.Source == app.SourceControl && f.Kind != app.FactPersonRemoved {
			continue
		}
		line := fmt.Sprintf("%s %s %s %v %s", f.Kind, f.User, f.Connection, f.At.Sub(start), strings.TrimPrefix(string(f.Source), "livekit_"))
		if string(f.Data) != "{}" {
			line += " " + string(f.Data)
		}
		out = append(out, line)
	}
	return out
}

// settles returns how often the session is queued to be settled.
func (w *world) settles() int {
	w.t.Helper()
	var n int
	if err := w.store.Read(context.Background()).Raw("SELECT COUNT(*) FROM outbox WHERE topic = 'session.settle'").Scan(&n).Error; err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) callRoll() {
	w.t.Helper()
	if err := w.CallRoll(context.Background(), w.session); err != nil {
		w.t.Fatal(err)
	}
}

// actor is somebody of the classroom.
func actor(role app.Role, user string) app.Actor {
	return app.Actor{User: app.UserID(user), Classroom: "room", Role: role}
}

// tokens are "role:user"; elsewhere is an instructor of another classroom.
type tokens struct{}

func (tokens) Authenticate(token string) (app.Actor, error) {
	role, user, ok := strings.Cut(token, ":")
	if !ok {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "no")
	}
	if role == "elsewhere" {
		return app.Actor{User: app.UserID(user), Classroom: "other", Role: app.RoleInstructor}, nil
	}
	return actor(app.Role(role), user), nil
}

// request calls the service over HTTP.
func (w *world) request(method, path, token, body string) *httptest.ResponseRecorder {
	e := web.NewEcho(slog.New(slog.NewTextHandler(w.log, nil)), web.DefaultLimits(), "")
	web.Mount(e, "", tokens{}, w.Endpoints())
	w.Register(e)
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	switch {
	case path == "/livekit/webhook" && token != "":
		r.Header.Set("Authorization", token)
	case token != "":
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, r)
	return rec
}

// sign returns the Authorization of a webhook.
func sign(body, secret string) string {
	sum := sha256.Sum256([]byte(body))
	enc := base64.RawURLEncoding
	claims := fmt.Sprintf(`{"iss":%q,"nbf":%d,"exp":%d,"sha256":%q}`, key, start.Unix()-3600, start.Unix()+3600, base64.StdEncoding.EncodeToString(sum[:]))
	head := enc.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + enc.EncodeToString([]byte(claims))
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(head))
	return head + "." + enc.EncodeToString(h.Sum(nil))
}

// hook is a webhook as LiveKit sends it.
type hook struct {
	event, room, user, sid string
	joined, created        time.Duration
	reason, permission     string
}

func (h hook) body() string {
	if h.reason == "" {
		h.reason = "UNKNOWN_REASON"
	}
	if h.permission == "" {
		h.permission = "{}"
	}
	return fmt.Sprintf(`{"event":%q,"id":"EV_%s%s","createdAt":"%d","room":{"sid":"RM_1","name":%q,"turnPassword":"hush"},
		"participant":{"sid":%q,"identity":%q,"name":"Ana García","joinedAtMs":"%d","state":"ACTIVE","kind":"STANDARD","disconnectReason":%q,"permission":%s}}`,
		h.event, h.event, h.sid, start.Add(h.created).Unix(), h.room, h.sid, h.user, start.Add(h.joined).UnixMilli(), h.reason, h.permission)
}

// deliver sends a webhook that is signed well.
func (w *world) deliver(h hook) int {
	w.t.Helper()
	if h.room == "" {
		h.room = app.RoomName(w.session.ID, "")
	}
	return w.request("POST", "/livekit/webhook", sign(h.body(), secret), h.body()).Code
}

// Remove sends the user out.
func (w *world) Remove(ctx context.Context, session app.Session, user, by app.UserID) error {
	return w.Service.Remove(ctx, session, user, by)
}

package roster_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// Keys take long to make; the tests share them.
var (
	toolKeys = sync.OnceValue(func() *lti.SigningKeys {
		keys, err := lti.GenerateSigningKeys()
		if err != nil {
			panic(err)
		}
		return keys
	})
	lmsKey = sync.OnceValue(func() *rsa.PrivateKey {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		return key
	})
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

const room = app.ClassroomID("room")

// directory knows classrooms and the one registration.
type directory struct {
	rooms map[app.ClassroomID]app.Classroom
	reg   lti.Registration
}

func (d directory) Classroom(_ context.Context, id app.ClassroomID) (app.Classroom, error) {
	r, ok := d.rooms[id]
	if !ok {
		return app.Classroom{}, app.ErrNotFound
	}
	return r, nil
}

func (d directory) RegistrationByID(context.Context, string) (lti.Registration, error) {
	return d.reg, nil
}

type world struct {
	*roster.Service
	store *store.Store
	clock *storetest.Clock
	lms   *platform.Platform
	room  app.Classroom
	rooms map[app.ClassroomID]app.Classroom
}

// setRoom changes what is known of the classroom.
func (w *world) setRoom(change func(*app.Classroom)) {
	change(&w.room)
	w.rooms[room] = w.room
}

// insertRoom keeps a classroom's row.
func insertRoom(t *testing.T, s *store.Store, id app.ClassroomID) {
	t.Helper()
	err := s.Write(context.Background()).Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES (?, 'r', 'd', ?, 'Algebra', 'k', 'Maths', 'seminar', '{}', 'x', '', '', '', 1, 1)`, id, id).Error
	if err != nil {
		t.Fatal(err)
	}
}

// newWorld has one classroom in the course of a real LMS.
func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	return newCourse(t, s, platform.Demo, 0)
}

// newCourse is newWorld with another LMS's habits and, where learners isn't 0, with the teacher and so many learners, l0
// and on.
func newCourse(t *testing.T, s *store.Store, lmsAs platform.Personality, learners int) *world {
	t.Helper()
	ctx := context.Background()
	keys := toolKeys()
	jwks := serveKeys(t, keys)
	course, users := platform.DemoCourse()
	if learners > 0 {
		users = users[:1]
	}
	for i := range learners {
		name := fmt.Sprint("l", i)
		users = append(users, platform.User{ID: platform.UserID(fmt.Sprint(1000 + i)), Username: name, GivenName: "L", FamilyName: name, Roles: []string{platform.RoleLearner}})
	}
	lms, err := platform.Start(ctx, platform.Config{Key: lmsKey(), Personality: lmsAs, Course: course, Users: users, Tool: platform.ToolConfig{
		ClientID: "lectern", DeploymentIDs: []platform.DeploymentID{"1"}, Title: "Lectern", JWKSURL: jwks,
		LoginURL: jwks, LaunchURL: jwks, TargetLinkURI: jwks, Custom: map[string]string{"groups": "$Moodle.Person.userGroupIds"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if err := lms.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	w := &world{store: s, clock: storetest.NewClock(time.Now().UTC()), lms: lms}
	services, err := lti.NewServices(lti.ServicesConfig{HTTP: &http.Client{Timeout: 20 * time.Second}, Keys: keys, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	insertRoom(t, s, room)
	at := lms.Endpoints()
	w.rooms = map[app.ClassroomID]app.Classroom{}
	w.setRoom(func(c *app.Classroom) {
		*c = app.Classroom{ID: room, Registration: "r", MembershipsURL: lms.MembersURL()}
		if lmsAs == platform.Demo {
			c.GroupsURL, c.GroupSetsURL = lms.URL()+"/lti/groups/2", lms.URL()+"/lti/groups/2/sets"
		}
	})
	d := directory{
		rooms: w.rooms,
		reg:   lti.Registration{Issuer: at.Issuer, ClientID: "lectern", TokenURL: at.TokenURL},
	}
	w.Service = roster.New(roster.Deps{Store: s, Classrooms: d, Registrations: d, Names: services, Clock: w.clock.Now, Log: slog.New(slog.DiscardHandler)})
	return w
}

func serveKeys(t *testing.T, keys *lti.SigningKeys) string {
	t.Helper()
	set, err := keys.PublicSet()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		// A client that is gone needs no keys.
		_, _ = w.Write(set)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func newSQLite(t *testing.T) *world {
	t.Helper()
	return newWorld(t, storetest.Open(t, storetest.SQLite(t)))
}

// refresh lets the known list grow old and asks the LMS.
func (w *world) refresh(t *testing.T) {
	t.Helper()
	w.clock.Add(time.Minute)
	if err := w.Refresh(context.Background(), room); err != nil {
		t.Fatal(err)
	}
}

// launched keeps a launch of a user of the LMS.
func (w *world) launched(t *testing.T, subject, name string, role app.Role) app.UserID {
	t.Helper()
	p, err := w.Launched(context.Background(), app.Person{Issuer: w.lms.URL(), Subject: subject, Name: name}, app.Arrival{Classroom: room, Role: role})
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

// members returns the classroom's people as "role status", by subject.
func (w *world) members(t *testing.T) map[string]string {
	t.Helper()
	list, err := w.Members(context.Background(), room)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range list {
		out[m.Subject] = fmt.Sprint(m.Role, " ", m.Status)
	}
	return out
}

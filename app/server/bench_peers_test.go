package server_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// docServer is a process that serves Yjs documents.
type docServer struct {
	name string
	pid  int
	// address is where somebody opens the document of a room. The staff is number 0.
	address func(room, somebody int) string
	// prefix is what stands before each message, and hello what is to be said first; Hocuspocus has both.
	prefix, hello func(room int) []byte
}

// lectern is ours.
const lectern = "lectern"

func none(int) []byte { return nil }

// docServers are ours, on SQLite and with who may do what, and two that neither keep anything nor ask who comes.
var docServers = []func(b *testing.B) *docServer{
	startLectern,
	func(b *testing.B) *docServer { return startPeer(b, "y-websocket") },
	func(b *testing.B) *docServer { return startPeer(b, "hocuspocus") },
}

// startNode runs a script, which says on its first line on which port it listens.
func startNode(b *testing.B, args ...string) (pid int, port string) {
	b.Helper()
	cmd := exec.Command("node", args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		// It ends by the signal, which is no error here.
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatalf("%v doesn't start; are there frontend/node_modules (npm ci in frontend)? %v", args, err)
	}
	return cmd.Process.Pid, strings.TrimSpace(line)
}

func startPeer(b *testing.B, name string) *docServer {
	b.Helper()
	pid, port := startNode(b, "testdata/peers.mjs", name)
	s := &docServer{name: name, pid: pid, prefix: none, hello: none}
	s.address = func(room, _ int) string {
		return fmt.Sprintf("ws://127.0.0.1:%s/room-%d", port, room)
	}
	if name == "hocuspocus" {
		s.prefix = func(room int) []byte { return text(fmt.Sprintf("room-%d", room)) }
		s.hello = func(room int) []byte {
			return append(append(s.prefix(room), 2, 0), append(text("token"), text("4.7.0")...)...)
		}
	}
	return s
}

// benchPeople is how many people a class of the benchmark's school has.
const benchPeople = 200

// startLectern starts the binary, as images hold it, with a school that stands in its database: each class is live and has its first page,
// on which each learner may draw and change what is theirs.
func startLectern(b *testing.B) *docServer {
	b.Helper()
	p, databaseURL := benchProcess(b, build(b, asReleased...), "http://127.0.0.1:1", "", nil)
	s := storetest.Open(b, databaseURL)
	sealer, err := auth.NewSealer([]byte(strings.Repeat("k", 40)))
	if err != nil {
		b.Fatal(err)
	}
	tokens, err := auth.New(s, sealer, nil, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	school := make([][]string, benchRooms)
	err = s.Tx(b.Context(), func(ctx context.Context) error {
		for room := range school {
			if school[room], err = benchClass(ctx, s, tokens, room); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for room, people := range school {
		r, err := http.NewRequestWithContext(b.Context(), "GET", fmt.Sprintf("%s/api/v1/sessions/session-%d/boards", p.URL, room), nil)
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+people[0])
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(answer.Body.Close(), codeOf(answer)); err != nil {
			b.Fatal(err)
		}
	}
	return &docServer{name: lectern, pid: p.PID(), prefix: none, hello: none, address: func(room, somebody int) string {
		return fmt.Sprintf("ws%s/ws/boards/session-%d?token=%s", strings.TrimPrefix(p.URL, "http"), room, url.QueryEscape(school[room][somebody%benchPeople]))
	}}
}

func codeOf(r *http.Response) error {
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("the pages of a class: %s", r.Status)
	}
	return nil
}

// benchClass writes a live class into the database and returns the tokens of its people, the instructor's first.
func benchClass(ctx context.Context, s *store.Store, tokens *auth.Service, room int) ([]string, error) {
	classroom, now := app.ClassroomID(fmt.Sprintf("class-%d", room)), time.Now().UnixMilli()
	db := s.Write(ctx)
	err := errors.Join(
		db.Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
			settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
			VALUES (?, 'r', 'd', ?, 'Algebra', 'k', 'Maths', 'seminar', '{"emptyGraceSeconds":3600}', '', '', '', '', 1, 1)`, classroom, classroom).Error,
		db.Exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES (?, ?, 'Algebra', 'live', ?, ?, ?)",
			fmt.Sprintf("session-%d", room), classroom, fmt.Sprintf("u-%d-0", room), now, now).Error)
	if err != nil {
		return nil, err
	}
	out := make([]string, benchPeople)
	for i := range out {
		user, role := fmt.Sprintf("u-%d-%d", room, i), app.RoleLearner
		if i == 0 {
			role = app.RoleInstructor
		}
		if err := db.Exec("INSERT INTO users (id, issuer, subject, name, email, locale, updated_ms) VALUES (?, 'i', ?, 'Somebody', '', '', 1)", user, user).Error; err != nil {
			return nil, err
		}
		code, err := tokens.Begin(ctx, app.Login{Launch: app.LaunchID("l" + user), User: app.UserID(user), Name: "Somebody", Classroom: classroom, Role: role})
		if err != nil {
			return nil, err
		}
		grant, err := tokens.Exchange(ctx, code)
		if err != nil {
			return nil, err
		}
		out[i] = grant.Token
	}
	return out, nil
}

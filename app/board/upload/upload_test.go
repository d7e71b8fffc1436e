package upload_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board/render"
	"github.com/lectern-classroom/lectern/app/board/upload"
	"github.com/lectern-classroom/lectern/app/file"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

// desk is a board that makes no pages, beside the uploads of its session. How they become pages is tested in app/board.
type desk struct {
	*upload.Service
	t      *testing.T
	out    *outbox.Outbox
	room   int
	looked int
}

var session = app.Session{ID: "session", Classroom: "room", State: app.SessionLive}

// Session implements upload.Sessions.
func (d *desk) Session(context.Context, app.SessionID) (app.Session, error) { return session, nil }

// Room implements upload.Board.
func (d *desk) Room(context.Context, app.SessionID, app.BoardID) (int, error) {
	if d.room == 0 {
		return 0, app.Errorf(app.CodeConflict, "The board is full.")
	}
	return d.room, nil
}

// Look implements upload.Board.
func (d *desk) Look(app.Session) error {
	d.looked++
	return nil
}

func newDesk(t *testing.T, s *store.Store) *desk {
	t.Helper()
	for _, sql := range []string{
		`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
			settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
			VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`,
		"INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES ('session', 'room', 'Algebra', 'live', 'ida', 1, 1)",
		"INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms, ended_ms) VALUES ('next', 'room', 'Algebra', 'ended', 'ida', 1, 1, 2)",
	} {
		if err := s.Write(t.Context()).Exec(sql).Error; err != nil {
			t.Fatal(err)
		}
	}
	d := &desk{t: t, room: 100}
	log, clock := slog.New(slog.DiscardHandler), func() time.Time { return start }
	var err error
	if d.out, err = outbox.New(outbox.Deps{Store: s, Clock: clock, Rand: func() float64 { return 0 }, Log: log}); err != nil {
		t.Fatal(err)
	}
	d.Service = upload.New(upload.Deps{Store: s, Sessions: d, Board: d, Kinds: &file.Service{}, Outbox: d.out, Tools: render.Find(), Clock: clock, Log: log})
	d.Handle(d.out)
	return d
}

// take takes a file in.
func (d *desk) take(name string, body []byte) (upload.Import, error) {
	d.t.Helper()
	return d.Import(d.t.Context(), session, "ida", name, "session", bytes.NewReader(body))
}

func (d *desk) picture() []byte {
	d.t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		d.t.Fatal(err)
	}
	return b.Bytes()
}

func (d *desk) number(sql string) int {
	d.t.Helper()
	n := -1
	if err := d.Store.Read(d.t.Context()).Raw(sql).Scan(&n).Error; err != nil {
		d.t.Fatal(err)
	}
	return n
}

// failed returns what staff are told of the one import that there is.
func (d *desk) failed() string {
	d.t.Helper()
	all, err := d.Imports(d.t.Context(), session.ID, nil)
	if err != nil || len(all) != 1 || all[0].State != upload.ImportFailed {
		d.t.Fatalf("%+v, %v", all, err)
	}
	return all[0].Message
}

func TestAFullBoardRefusesFiles(t *testing.T) {
	t.Parallel()
	d := newDesk(t, storetest.Open(t, storetest.SQLite(t)))
	d.room = 0
	for name, body := range map[string][]byte{"a.png": d.picture(), "a.pdf": render.Sample("A")} {
		if _, err := d.take(name, body); app.CodeOf(err) != app.CodeConflict || !strings.Contains(err.Error(), "The board is full.") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := d.number("SELECT (SELECT COUNT(*) FROM board_imports) + (SELECT COUNT(*) FROM board_blobs)"); n != 0 || d.looked != 0 {
		t.Errorf("%d rows are left, looked %d times", n, d.looked)
	}
}

// TestABoardFillsWhileAFileWaits says how many pages there is room for, also where there is none.
func TestABoardFillsWhileAFileWaits(t *testing.T) {
	t.Parallel()
	for room, want := range map[int]string{0: "The file has 2 pages, and there is room for 0 more.", 1: "The file has 2 pages, and there is room for 1 more."} {
		d := newDesk(t, storetest.Open(t, storetest.SQLite(t)))
		if _, err := d.take("a.pdf", render.Sample("One", "Two")); err != nil {
			t.Fatal(err)
		}
		d.room = room
		if err := d.out.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := d.failed(); !strings.HasPrefix(got, want) {
			t.Errorf("room for %d: %s", room, got)
		}
	}
}

func TestWhatIsRenderedIsUnmadeUntilItFails(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDesk(t, s)
		v, err := d.take("One half.pdf", render.Sample("One", "Two"))
		if err == nil {
			err = d.out.Drain(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Unmade(t.Context(), session.ID)
		want := []upload.Rendered{
			{ImportID: v.ImportID, Name: "One half", Page: 1, Total: 2, Width: 1600, Height: 1200, After: "session", By: "ida"},
			{ImportID: v.ImportID, Name: "One half", Page: 2, Total: 2, Width: 1600, Height: 1200, After: "session", By: "ida"},
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" || d.looked != 3 {
			t.Errorf("looked %d times, %v, (-want +got):\n%s", d.looked, err, diff)
		}
		is, text, err := d.Page(t.Context(), v.ImportID, 2)
		var sent bytes.Buffer
		if err == nil {
			err = d.Send(t.Context(), is, &sent)
		}
		if err != nil || text != "Two" || is.Type != "image/png" || is.Size != int64(sent.Len()) {
			t.Errorf("%+v, %q, %v", is, text, err)
		}
		// What is done stays so.
		if err := d.Fail(t.Context(), v.ImportID, "There is no room."); err != nil {
			t.Fatal(err)
		}
		if n := d.number("SELECT COUNT(*) FROM board_imports WHERE state = 'done'"); n != 1 {
			t.Error("a done import failed")
		}
	})
}

// TestWhatIsUsedIsHandedOn forgets a session one of whose pictures another one uses.
func TestWhatIsUsedIsHandedOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, ctx := newDesk(t, s), t.Context()
		var ids []app.FileID
		for range 2 {
			v, err := d.AddImage(ctx, session.ID, "ana", bytes.NewReader(d.picture()))
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, v.FileID)
		}
		if _, err := d.Image(ctx, "next", ids[0]); err == nil {
			t.Error("a picture of another session is seen")
		}
		if err := d.Use(ctx, "next", string(ids[0])); err != nil {
			t.Fatal(err)
		}
		err := d.Release(ctx, session.ID)
		if err == nil {
			err = s.Tx(ctx, func(ctx context.Context) error { return d.Forget(ctx, session.ID) })
		}
		if err != nil {
			t.Fatal(err)
		}
		is, err := d.Image(ctx, "next", ids[0])
		var sent bytes.Buffer
		if err == nil {
			err = d.Send(ctx, is, &sent)
		}
		if err != nil || !bytes.Equal(sent.Bytes(), d.picture()) {
			t.Errorf("what is used: %d bytes, %v", sent.Len(), err)
		}
		if got, err := d.Pictures(ctx, "next"); err != nil || !cmp.Equal(got, []string{string(ids[0])}) {
			t.Errorf("pictures: %v, %v", got, err)
		}
		if n := d.number("SELECT (SELECT COUNT(*) FROM board_images) + (SELECT COUNT(*) FROM board_blobs)"); n != 2 {
			t.Errorf("%d rows, want one picture in one part", n)
		}
	})
}

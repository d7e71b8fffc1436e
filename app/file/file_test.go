package file_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/file"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

const session = app.SessionID("session")

type world struct {
	*file.Service
	t     *testing.T
	store *store.Store
	clock *storetest.Clock
	api   string
	see   map[app.UserID]bool // who may see what is used
	ended bool
}

func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{t: t, store: s, clock: storetest.NewClock(start), see: map[app.UserID]bool{}}
	w.exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`)
	w.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES (?, 'room', 'Algebra', 'live', 'ida', ?, 1)", session, store.Millis(start))
	w.Service = file.New(file.Deps{Store: s, Sessions: w, Door: live.Door{Store: s}, Chat: w, Clock: w.clock.Now, Log: slog.New(slog.DiscardHandler)})
	limits := web.DefaultLimits()
	limits.Larger = web.Larger("/api", w.Endpoints())
	e := web.NewEcho(slog.New(slog.DiscardHandler), limits, "default-src 'self'")
	web.Mount(e, "/api", w, w.Endpoints())
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	w.api = server.URL + "/api/sessions/"
	return w
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if err := w.store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) Session(_ context.Context, id app.SessionID) (app.Session, error) {
	if id != session {
		return app.Session{}, app.ErrNotFound
	}
	s := app.Session{ID: id, Classroom: "room", State: app.SessionLive}
	if w.ended {
		s.State = app.SessionEnded
	}
	return s, nil
}

// Authenticate takes "role:user" as a token.
func (w *world) Authenticate(token string) (app.Actor, error) {
	role, user, ok := strings.Cut(token, ":")
	if !ok {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "no")
	}
	a := app.Actor{User: app.UserID(user), Classroom: "room", Role: app.Role(role)}
	if user == "stranger" {
		a.Classroom = "other"
	}
	return a, nil
}

func (w *world) FileWanted(_ context.Context, _ app.Session, actor app.Actor) error {
	if actor.User == "muted" {
		return app.Errorf(app.CodeForbidden, "A teacher has muted you in the chat.")
	}
	return nil
}

func (w *world) FileVisible(_ context.Context, _ app.Session, actor app.Actor, _ app.FileID) (bool, error) {
	return w.see[actor.User], nil
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (w *world) call(method, token, path string, body []byte, header ...string) answer {
	w.t.Helper()
	req, err := http.NewRequest(method, w.api+path, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, b}
}

func (w *world) upload(user, name string, body []byte) app.File {
	w.t.Helper()
	a := w.call("POST", "learner:"+user, string(session)+"/files?name="+url.QueryEscape(name), body, "Content-Type", "application/octet-stream")
	if a.status != http.StatusCreated {
		w.t.Fatalf("upload of %s: %d %s", name, a.status, a.body)
	}
	var f app.File
	if err := json.Unmarshal(a.body, &f); err != nil {
		w.t.Fatal(err)
	}
	return f
}

func encode(t *testing.T, f func(w io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func picture(t *testing.T, width, height int) []byte {
	return encode(t, func(w io.Writer) error { return png.Encode(w, image.NewGray(image.Rect(0, 0, width, height))) })
}

// archive returns a zip with the entries, given as names and contents.
func archive(t *testing.T, entries ...string) []byte {
	return encode(t, func(w io.Writer) error {
		z := zip.NewWriter(w)
		for i := 0; i < len(entries); i += 2 {
			e, err := z.CreateHeader(&zip.FileHeader{Name: entries[i], Method: zip.Store})
			if err != nil {
				return err
			}
			if _, err := io.WriteString(e, entries[i+1]); err != nil {
				return err
			}
		}
		return z.Close()
	})
}

func webp(chunk string, data ...byte) []byte {
	data = append(data, make([]byte, 20)...)
	b := []byte("RIFF\x00\x00\x00\x00WEBP" + chunk + "\x00\x00\x00\x00")
	b[4], b[16] = byte(12+len(data)+len(data)%2), byte(len(data))
	return append(b, append(data, make([]byte, len(data)%2)...)...)
}

// huge is a PNG whose header says that it is large.
func huge(t *testing.T) []byte {
	b := picture(t, 1, 1)
	binary.BigEndian.PutUint32(b[16:], 50_000)
	return b
}

func TestKinds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	gray := image.NewGray(image.Rect(0, 0, 5, 3))
	palette := image.NewPaletted(image.Rect(0, 0, 4, 6), color.Palette{color.Black})
	for _, tc := range []struct {
		name string
		body []byte
		want app.File // the name and the type; "" where it is refused
	}{
		{"a.png", picture(t, 7, 9), app.File{Name: "a.png", Type: "image/png", Width: 7, Height: 9}},
		{"b.JPG", encode(t, func(w io.Writer) error { return jpeg.Encode(w, gray, nil) }), app.File{Name: "b.JPG", Type: "image/jpeg", Width: 5, Height: 3}},
		{"c.gif", encode(t, func(w io.Writer) error { return gif.Encode(w, palette, nil) }), app.File{Name: "c.gif", Type: "image/gif", Width: 4, Height: 6}},
		{"x.webp", webp("VP8X", 0, 0, 0, 0, 9, 0, 0, 4, 0, 0), app.File{Name: "x.webp", Type: "image/webp", Width: 10, Height: 5}},
		{"y.webp", webp("VP8 ", 0, 0, 0, 0x9d, 0x01, 0x2a, 8, 0, 6, 0), app.File{Name: "y.webp", Type: "image/webp", Width: 8, Height: 6}},
		{"z.webp", webp("VP8L", 0x2f, 3, 0x40, 0, 0), app.File{Name: "z.webp", Type: "image/webp", Width: 4, Height: 2}},
		{"d.pdf", []byte("%PDF-1.7\n%…"), app.File{Name: "d.pdf", Type: "application/pdf"}},
		{"e.txt", []byte("grüße\n"), app.File{Name: "e.txt", Type: "text/plain"}},
		{"notes", []byte("no ending"), app.File{Name: "notes.txt", Type: "text/plain"}},
		{"f.csv", []byte("a;b\n1;2\n"), app.File{Name: "f.csv", Type: "text/csv"}},
		{"g.md", []byte("# Title\n<b>bold</b>"), app.File{Name: "g.md", Type: "text/markdown"}},
		{"h.docx", archive(t, "[Content_Types].xml", "", "word/document.xml", ""), app.File{Name: "h.docx", Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}},
		{"i.xlsx", archive(t, "xl/workbook.xml", ""), app.File{Name: "i.xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}},
		{"j.pptx", archive(t, "ppt/presentation.xml", ""), app.File{Name: "j.pptx", Type: "application/vnd.openxmlformats-officedocument.presentationml.presentation"}},
		{"k.odt", archive(t, "mimetype", "application/vnd.oasis.opendocument.text"), app.File{Name: "k.odt", Type: "application/vnd.oasis.opendocument.text"}},
		{"l.mp3", []byte("ID3\x04\x00…"), app.File{Name: "l.mp3", Type: "audio/mpeg"}},
		{"m.mp4", []byte("\x00\x00\x00\x18ftypmp42\x00\x00"), app.File{Name: "m.mp4", Type: "video/mp4"}},
		{"setup.exe", picture(t, 2, 2), app.File{Name: "setup.exe.png", Type: "image/png", Width: 2, Height: 2}},
		{"../../etc/pass\x07wd\u202egnp.txt", []byte("x"), app.File{Name: "passwdgnp.txt", Type: "text/plain"}},
		{`C:\temp\.hidden.txt`, []byte("x"), app.File{Name: "hidden.txt", Type: "text/plain"}},
		{strings.Repeat("ä", 200) + ".txt", []byte("x"), app.File{Name: strings.Repeat("ä", 58) + ".txt", Type: "text/plain"}},
		{"page.html", []byte("<p>hi"), app.File{}},
		{"page.txt", []byte("\n <!DOCTYPE html><script>1</script>"), app.File{}},
		{"drawing.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), app.File{}},
		{"drawing.txt", []byte(`<?xml version="1.0"?><svg/>`), app.File{}},
		{"run.sh", []byte("echo hi"), app.File{}},
		{"run.txt", []byte("#!/bin/sh\n"), app.File{}},
		{"a.exe", []byte("MZ\x90\x00\x03"), app.File{}},
		{"a.txt", []byte("\x7fELF\x02\x01\x01"), app.File{}},
		{"late.txt", append(bytes.Repeat([]byte("x"), 5000), 0, 1), app.File{}},
		{"latin.txt", []byte("gr\xfc\xdfe"), app.File{}},
		{"a.zip", archive(t, "a.txt", "x"), app.File{}},
		{"a.docm", archive(t, "word/document.xml", "", "word/vbaProject.bin", ""), app.File{}},
		{"a.jar", archive(t, "META-INF/MANIFEST.MF", ""), app.File{}},
		{"a.odt", archive(t, "mimetype", "application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml", ""), app.File{}},
		{"broken.docx", []byte("PK\x03\x04 and no more"), app.File{}},
		{"broken.png", []byte("\x89PNG\r\n\x1a\nnothing"), app.File{}},
		{"broken.webp", webp("VP8?"), app.File{}},
		{"huge.png", huge(t), app.File{}},
		{"a.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), app.File{}},
		{"empty.txt", nil, app.File{}},
	} {
		w.clock.Add(time.Minute)
		a := w.call("POST", "learner:ana", string(session)+"/files", tc.body, "X-File-Name", url.PathEscape(tc.name))
		var got app.File
		if err := json.Unmarshal(a.body, &got); err != nil {
			t.Fatal(err)
		}
		if tc.want.Type == "" {
			if a.status != http.StatusBadRequest || !strings.Contains(string(a.body), `"code":"invalid"`) {
				t.Errorf("%s: %d %s, want a refusal", tc.name, a.status, a.body)
			}
			continue
		}
		want := tc.want
		want.ID, want.Size = got.ID, int64(len(tc.body))
		if diff := cmp.Diff(want, got); diff != "" || a.status != http.StatusCreated || got.ID == "" {
			t.Errorf("%s: %d\n%s", tc.name, a.status, diff)
		}
	}
}

func TestWhoMayFetchAFile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		body := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("0123456789abcdef"), 100_000)...)
		f := w.upload("ana", "Überblick.pdf", body)
		path := string(session) + "/files/" + string(f.ID)
		want := func(when, token string, status int) {
			t.Helper()
			a := w.call("GET", token, path, nil)
			if a.status != status || (status == 200) != bytes.Equal(a.body, body) {
				t.Errorf("%s, as %s: %d with %d bytes", when, token, a.status, len(a.body))
			}
		}
		want("before it is sent", "learner:ana", 200)
		want("before it is sent", "instructor:ida", 404)
		w.see["ida"] = true
		want("before it is sent", "instructor:ida", 404)
		err := s.Tx(context.Background(), func(ctx context.Context) error {
			_, err := w.Claim(ctx, session, "ana", []app.FileID{f.ID})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want("in a message", "instructor:ida", 200)
		want("in a message that isn't theirs to see", "learner:ben", 404)
		want("without a token", "nobody", 401)
		want("from another class", "instructor:stranger", 404)
		w.ended = true
		want("after the class", "instructor:ida", 200)
		w.exec("INSERT INTO removals (session_id, user_id, removed_by, at_ms) VALUES (?, 'ida', 'x', 1)", session)
		want("after a removal", "instructor:ida", 403)
		w.exec("DELETE FROM removals")
		a := w.call("GET", "instructor:ida", path, nil)
		for name, value := range map[string]string{"Content-Type": "application/pdf", "Content-Disposition": "attachment; filename*=utf-8''%C3%9Cberblick.pdf",
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, max-age=3600"} {
			if got := a.header.Get(name); got != value {
				t.Errorf("%s: %q, want %q", name, got, value)
			}
		}
		if err := w.Release(context.Background(), session, []app.FileID{f.ID}); err != nil {
			t.Fatal(err)
		}
		want("once its message is deleted", "instructor:ida", 404)
	})
}

func TestUploadsAreBounded(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		path := string(session) + "/files?name=a.pdf"
		pdf := func(n int) []byte { return append([]byte("%PDF-1.7\n"), make([]byte, n)...) }
		for name, tc := range map[string]struct {
			token, path string
			body        []byte
			want        int
		}{
			"no token":      {"nobody", path, pdf(1), 401},
			"an observer":   {"observer:otto", path, pdf(1), 403},
			"a muted one":   {"learner:muted", path, pdf(1), 403},
			"another class": {"learner:stranger", path, pdf(1), 404},
			"no session":    {"learner:ana", "other/files?name=a.pdf", pdf(1), 404},
			"too large":     {"learner:ana", path, pdf(file.MaxBytes), 413},
			"just fits":     {"learner:ana", path, pdf(file.MaxBytes - 9), 201},
		} {
			if a := w.call("POST", tc.token, tc.path, tc.body); a.status != tc.want {
				t.Errorf("%s: %d %s, want %d", name, a.status, a.body, tc.want)
			}
		}
		var limited answer
		for range 13 {
			limited = w.call("POST", "learner:ben", path, []byte("%PDF-"))
		}
		if limited.status != 429 || limited.header.Get("Retry-After") == "" {
			t.Errorf("13 uploads at once: %d", limited.status)
		}
		w.exec("UPDATE files SET size = ? WHERE user_id = 'ben' AND id = (SELECT MIN(id) FROM files WHERE user_id = 'ben')", file.SessionBytes-file.MaxBytes-100)
		if a := w.call("POST", "learner:cleo", path, pdf(100)); a.status != 409 {
			t.Errorf("over what a session may hold: %d %s", a.status, a.body)
		}
		w.ended = true
		if a := w.call("POST", "learner:ana", path, pdf(1)); a.status != 410 {
			t.Errorf("after the class: %d", a.status)
		}
	})
}

// TestCopiesStandAlone copies files into another session, with their bytes, where they outlive the first one.
func TestCopiesStandAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, ctx := newWorld(t, s), context.Background()
		w.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) SELECT 'later', classroom_id, title, 'ended', started_by, started_ms, alive_ms FROM sessions WHERE id = ?", session)
		large := bytes.Repeat([]byte("0123456789abcde\n"), 70_000) // three parts
		f := w.upload("ana", "large.txt", large)
		if _, err := w.Claim(ctx, session, "ana", []app.FileID{f.ID}); err != nil {
			t.Fatal(err)
		}
		copied := func(from, to app.SessionID, as map[app.FileID]app.FileID) error {
			return s.Tx(ctx, func(ctx context.Context) error { return w.Copy(ctx, from, to, "ben", as) })
		}
		if err := copied(session, "later", map[app.FileID]app.FileID{f.ID: "copy"}); err != nil {
			t.Fatal(err)
		}
		if err := copied("later", session, map[app.FileID]app.FileID{f.ID: "back"}); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("a file of another session is copied: %v", err)
		}
		w.exec("UPDATE files SET size = ? WHERE id = 'copy'", file.SessionBytes-1)
		if err := copied(session, "later", map[app.FileID]app.FileID{f.ID: "more"}); app.CodeOf(err) != app.CodeConflict {
			t.Errorf("a full session takes more: %v", err)
		}
		w.exec("UPDATE files SET size = ? WHERE id = 'copy'", f.Size)
		if err := w.Forget(ctx, session); err != nil {
			t.Fatal(err)
		}
		named, err := w.Named(ctx, "later", []app.FileID{"copy"})
		f.ID = "copy"
		if diff := cmp.Diff([]app.File{f}, named); diff != "" || err != nil {
			t.Errorf("there is (-want +got): %s, %v", diff, err)
		}
		var parts [][]byte
		if err := s.Read(ctx).Raw("SELECT bytes FROM file_parts ORDER BY part").Scan(&parts).Error; err != nil || !bytes.Equal(large, bytes.Join(parts, nil)) {
			t.Errorf("the copy holds %d parts, which are others, %v", len(parts), err)
		}
	})
}

// TestCopiesShareTheirParts: they are kept once, until the last file that has them is gone, whichever goes first.
func TestCopiesShareTheirParts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, ctx := newWorld(t, s), context.Background()
		w.see["ida"] = true
		large := bytes.Repeat([]byte("0123456789abcde\n"), 100_000)
		for order, gone := range [][]app.FileID{{"", "b", "c", "d"}, {"d", "c", "b", ""}, {"b", "", "d", "c"}, {"c", "d", "", "b"}} {
			f := w.upload("ida", "notes.txt", large)
			named := func(id app.FileID) app.FileID {
				if id == "" {
					return f.ID
				}
				return app.FileID(fmt.Sprint(id, order))
			}
			if _, err := w.Claim(ctx, session, "ida", []app.FileID{f.ID}); err != nil {
				t.Fatal(err)
			}
			// b and d are copies, and c is one of b.
			for _, c := range []struct{ of, as app.FileID }{{"", "b"}, {"b", "c"}, {"", "d"}} {
				err := s.Tx(ctx, func(ctx context.Context) error {
					return w.Copy(ctx, session, session, "ida", map[app.FileID]app.FileID{named(c.of): named(c.as)})
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			var bytesOfAll int64
			for i, id := range gone {
				for _, left := range gone[i:] {
					if got := w.call("GET", "instructor:ida", string(session)+"/files/"+string(named(left)), nil); !bytes.Equal(got.body, large) {
						t.Errorf("order %d: %q is answered by %d and %d bytes after %q", order, left, got.status, len(got.body), gone[:i])
					}
				}
				if err := s.Read(ctx).Raw("SELECT COALESCE(SUM(LENGTH(bytes)), 0) FROM file_parts").Scan(&bytesOfAll).Error; err != nil || bytesOfAll != int64(len(large)) {
					t.Errorf("order %d: %d bytes are kept after %q, %v", order, bytesOfAll, gone[:i], err)
				}
				if err := w.Release(ctx, session, []app.FileID{named(id)}); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Read(ctx).Raw("SELECT COUNT(*) FROM file_parts").Scan(&bytesOfAll).Error; err != nil || bytesOfAll != 0 {
				t.Errorf("order %d: %d parts are left, %v", order, bytesOfAll, err)
			}
		}
	})
}

func TestClaimingAndPruning(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		mine, used, bens := w.upload("ana", "1.txt", []byte("1")), w.upload("ana", "2.txt", []byte("2")), w.upload("ben", "3.txt", []byte("3"))
		claim := func(ids ...app.FileID) ([]app.File, error) { return w.Claim(context.Background(), session, "ana", ids) }
		if got, err := claim(used.ID); err != nil || !cmp.Equal([]app.File{used}, got) {
			t.Fatalf("claimed %+v, %v", got, err)
		}
		for name, ids := range map[string][]app.FileID{"used": {mine.ID, used.ID}, "another's": {mine.ID, bens.ID}, "none": {mine.ID, "nothing"}, "twice": {mine.ID, mine.ID}} {
			if _, err := claim(ids...); app.CodeOf(err) != app.CodeInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.clock.Add(23 * time.Hour)
		fresh := w.upload("ana", "4.txt", []byte("4"))
		w.clock.Add(2 * time.Hour)
		if n, err := w.PruneOrphans(context.Background()); n != 2 || err != nil {
			t.Errorf("%d orphans were pruned, %v", n, err)
		}
		if _, err := claim(fresh.ID); err != nil {
			t.Error(err)
		}
		w.exec("UPDATE sessions SET state = 'ended', ended_ms = ? WHERE id = ?", store.Millis(start), session)
		if n, err := w.Prune(context.Background(), start.Add(time.Second)); n != 2 || err != nil {
			t.Errorf("%d files were pruned, %v", n, err)
		}
		var parts int
		if err := s.Read(context.Background()).Raw("SELECT COUNT(*) FROM file_parts").Scan(&parts).Error; err != nil || parts != 0 {
			t.Errorf("%d parts are left, %v", parts, err)
		}
	})
}

package board_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/board/render"
	"github.com/lectern-classroom/lectern/app/board/upload"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// call calls the API and decodes the answer into out, if there is one.
func (c *class) call(method, token, path string, body []byte, out any) (int, http.Header, []byte) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, c.url+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close() // it was read
	b, err := io.ReadAll(answer.Body)
	if err == nil && out != nil && answer.StatusCode < 300 {
		err = json.Unmarshal(b, out)
	}
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer.StatusCode, answer.Header, b
}

func (c *class) importFile(token, name string, after app.BoardID, body []byte) (int, upload.Import) {
	c.t.Helper()
	var v upload.Import
	status, _, b := c.call("POST", token, "/sessions/session/boards/imports?name="+url.QueryEscape(name)+"&after="+string(after), body, &v)
	if status >= 300 {
		v.Message = string(b)
	}
	return status, v
}

// work lets the jobs run until nothing is due any more.
func (c *class) work() {
	c.t.Helper()
	if err := c.out.Drain(context.Background()); err != nil {
		c.t.Fatal(err)
	}
}

func (c *class) sees(user app.UserID, role app.Role) board.BoardSnapshot {
	return c.live.State.Snapshot(live.Viewer{User: user, Role: role}).(board.BoardSnapshot)
}

// titles are those of the pages, in their order.
func (c *class) titles() []string {
	var all []string
	for _, p := range c.sees("ida", app.RoleInstructor).Pages {
		all = append(all, p.Title)
	}
	return all
}

// imports are what staff were told of imports.
func (c *class) imports() []string {
	c.t.Helper()
	var all []string
	for _, e := range c.live.Events {
		if e.Type == "board.import" {
			in, err := live.Read[board.BoardImport](e)
			if err != nil || e.Audience.String() != "staff" {
				c.t.Errorf("%s is told of an import: %v", e.Audience, err)
			}
			all = append(all, fmt.Sprintf("%s %d/%d", in.Import.State, in.Import.Done, in.Import.Total))
		}
	}
	return all
}

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPDFBecomesPages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.live.Must("ida", map[string]any{"type": "board.add", "title": "Last"})
		status, v := c.importFile(asIda, "Fractions & more.pdf", "session", render.Sample("One half", "Two thirds", "Three quarters"))
		if status != http.StatusAccepted || v.State != upload.ImportWaiting {
			t.Fatalf("%d, %+v", status, v)
		}
		if got := c.sees("ida", app.RoleInstructor).Imports; len(got) != 1 {
			t.Errorf("staff see %v", got)
		}
		if got := c.sees("ana", app.RoleLearner).Imports; len(got) != 0 {
			t.Errorf("learners see %v", got)
		}
		c.work()
		if diff := cmp.Diff([]string{"", "Fractions & more 1", "Fractions & more 2", "Fractions & more 3", "Last"}, c.titles()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := c.imports(); !slices.Equal(got, []string{"waiting 0/0", "rendering 1/3", "rendering 2/3", "done 3/3"}) {
			t.Errorf("told: %v", got)
		}
		c.live.Same("imported")
		p := c.sees("ida", app.RoleInstructor).Pages[2]
		if diff := cmp.Diff(&board.Background{ImportID: v.ImportID, Page: 2, Width: 1600, Height: 1200}, p.Background); diff != "" || p.Access != board.AccessNone {
			t.Errorf("%s, (-want +got):\n%s", p.Access, diff)
		}
		c.checkPage(p.BoardID, v)
		c.work() // nothing is done twice
		if n := len(c.titles()); n != 5 {
			t.Errorf("%d pages", n)
		}
	})
}

// checkPage wants everybody to have the picture, the text and the source of an imported page.
func (c *class) checkPage(id app.BoardID, v upload.Import) {
	c.t.Helper()
	for _, token := range []string{asIda, asAna, asOtto} {
		status, header, body := c.call("GET", token, "/boards/"+string(id)+"/background", nil, nil)
		if _, err := png.DecodeConfig(bytes.NewReader(body)); status != 200 || err != nil || header.Get("Content-Type") != "image/png" || header.Get("Content-Security-Policy") != "sandbox; default-src 'none'" {
			c.t.Errorf("background: %d, %v, %v", status, header, err)
		}
		var text board.PageText
		if status, _, _ := c.call("GET", token, "/boards/"+string(id)+"/text", nil, &text); status != 200 || text.Text != "Two thirds" {
			c.t.Errorf("text: %d, %q", status, text.Text)
		}
		status, header, body = c.call("GET", token, "/sessions/session/boards/imports/"+string(v.ImportID)+"/source", nil, nil)
		if status != 200 || !bytes.HasPrefix(body, []byte("%PDF-")) || !strings.HasPrefix(header.Get("Content-Disposition"), "attachment") {
			c.t.Errorf("source: %d, %v", status, header)
		}
	}
}

// slides is an OpenDocument presentation with a page for each text.
func slides(t *testing.T, texts ...string) []byte {
	t.Helper()
	const kind = "application/vnd.oasis.opendocument.presentation"
	var pages strings.Builder
	for _, text := range texts {
		pages.WriteString(`<draw:page><draw:frame svg:x="2cm" svg:y="2cm" svg:width="15cm" svg:height="3cm"><draw:text-box><text:p>` + text + `</text:p></draw:text-box></draw:frame></draw:page>`)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{{"mimetype", kind},
		{"META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="` + kind + `"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`},
		{"content.xml", `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3"><office:body><office:presentation>` + pages.String() + `</office:presentation></office:body></office:document-content>`}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSlidesAndPicturesBecomePages(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	if status, v := c.importFile(asIda, "Talk.odp", "", slides(t, "One", "Two")); status != http.StatusAccepted {
		t.Fatalf("%d, %s", status, v.Message)
	}
	c.work()
	status, v := c.importFile(asIda, "Map.png", "session", picture(t, 640, 480))
	if status != http.StatusAccepted || v.State != upload.ImportDone {
		t.Fatalf("%d, %+v", status, v)
	}
	if diff := cmp.Diff([]string{"", "Map", "Talk 1", "Talk 2"}, c.titles()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	pages := c.sees("ida", app.RoleInstructor).Pages
	if b := pages[1].Background; b == nil || b.Width != 640 || b.Height != 480 {
		t.Errorf("%+v", b)
	}
	if status, header, _ := c.call("GET", asAna, "/boards/"+string(pages[1].BoardID)+"/background", nil, nil); status != 200 || header.Get("Content-Type") != "image/png" {
		t.Errorf("background of a picture: %d, %v", status, header)
	}
	if status, _, _ := c.call("GET", asAna, "/sessions/session/boards/imports/"+string(v.ImportID)+"/source", nil, nil); status != http.StatusNotFound {
		t.Errorf("a picture has a PDF: %d", status)
	}
	if status, _, body := c.call("GET", asAna, "/sessions/session/boards/imports/"+string(pages[2].Background.ImportID)+"/source", nil, nil); status != 200 || !bytes.HasPrefix(body, []byte("%PDF-")) {
		t.Errorf("the PDF of slides: %d", status)
	}
	if n := c.number("SELECT COUNT(*) FROM board_blobs WHERE name LIKE 'upload:%'"); n != 0 {
		t.Errorf("%d parts of slides are kept beside their PDF", n)
	}
	c.live.Same("imported")
}

func TestWhatCanBecomeNoPages(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	whole := render.Sample("A page")
	encrypted := bytes.Replace(whole, []byte("/Root 1 0 R"), []byte("/Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "+
		"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"+strings.Repeat("41", 32)+"> /U <"+strings.Repeat("42", 32)+"> >>"), 1)
	many := make([]string, 101)
	for name, tc := range map[string]struct {
		body []byte
		want int
		say  string
	}{
		"text.txt":      {[]byte("text"), http.StatusBadRequest, "can become pages"},
		"page.html":     {[]byte("<html>"), http.StatusBadRequest, ""},
		"empty.pdf":     {nil, http.StatusBadRequest, "empty"},
		"huge.pdf":      {append([]byte("%PDF-1.4\n"), make([]byte, upload.MaxImport)...), http.StatusRequestEntityTooLarge, ""},
		"broken.pdf":    {whole[:80], http.StatusAccepted, "can't be read"},
		"encrypted.pdf": {encrypted, http.StatusAccepted, "password"},
		"long.pdf":      {render.Sample(many...), http.StatusAccepted, "101 pages"},
		"broken.odp":    {slides(t)[:200], http.StatusBadRequest, ""},
		"empty.odp":     {bytes.Replace(slides(t, "One"), []byte("<office:document-content"), []byte("<office:document-nonsense"), 1), http.StatusBadRequest, ""},
	} {
		c.clock.Add(time.Minute)
		status, v := c.importFile(asIda, name, "", tc.body)
		if name == "empty.odp" && status == http.StatusAccepted { // the archive is whole, what it holds isn't
			tc.want, tc.say = http.StatusAccepted, "as a PDF"
		}
		if status != tc.want {
			t.Errorf("%s: %d, want %d: %s", name, status, tc.want, v.Message)
			continue
		}
		if status != http.StatusAccepted {
			if !strings.Contains(v.Message, tc.say) {
				t.Errorf("%s: %s", name, v.Message)
			}
			continue
		}
		c.work()
		seen := c.sees("ida", app.RoleInstructor).Imports
		i := slices.IndexFunc(seen, func(w upload.Import) bool { return w.ImportID == v.ImportID })
		if i < 0 || seen[i].State != upload.ImportFailed || !strings.Contains(seen[i].Message, tc.say) {
			t.Errorf("%s: %+v", name, seen)
		}
	}
	if got := c.titles(); len(got) != 1 {
		t.Errorf("there are pages: %q", got)
	}
	if n := c.number("SELECT COUNT(*) FROM board_blobs"); n != 0 {
		t.Errorf("%d parts of what failed are kept", n)
	}
	c.live.Same("failed")
}

func TestWithoutTools(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.tools = render.Tools{}
	c.restart()
	if status, v := c.importFile(asIda, "a.pdf", "", render.Sample("A")); status != http.StatusServiceUnavailable || !strings.Contains(v.Message, "poppler-utils") {
		t.Errorf("%d %s", status, v.Message)
	}
	c.tools = render.Tools{Info: "x", Picture: "x", Text: "x"}
	c.restart()
	if status, v := c.importFile(asIda, "a.odp", "", slides(t, "A")); status != http.StatusBadRequest || !strings.Contains(v.Message, "as a PDF") {
		t.Errorf("%d %s", status, v.Message)
	}
	c.elsewhere = true // the job decides
	c.restart()
	if status, _ := c.importFile(asIda, "a.odp", "", slides(t, "A")); status != http.StatusAccepted {
		t.Errorf("%d", status)
	}
	c.work()
	if seen := c.sees("ida", app.RoleInstructor).Imports; len(seen) != 1 || seen[0].State != upload.ImportFailed || !strings.Contains(seen[0].Message, "as a PDF") {
		t.Errorf("%+v", seen)
	}
}

// TestAnImportSurvivesARestart lets a server stop in the middle of an import, and what it had begun be done again.
func TestAnImportSurvivesARestart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		_, v := c.importFile(asIda, "a.pdf", "", render.Sample("One", "Two", "Three", "Four"))
		ctx, cancel := context.WithCancel(context.Background())
		c.looked = func() {
			if len(c.titles()) == 3 {
				cancel() // two of four pages are there
			}
		}
		if err := c.out.Drain(ctx); err == nil {
			t.Fatal("the job wasn't cut off")
		}
		c.looked = nil
		if n := len(c.titles()); n != 3 {
			t.Fatalf("%d pages before", n)
		}
		c.restart()
		if seen := c.sees("ida", app.RoleInstructor).Imports; len(seen) != 1 || seen[0].State != upload.ImportRendering {
			t.Errorf("after the restart: %+v", seen)
		}
		c.clock.Add(2 * time.Minute) // whatever was leased
		c.work()
		if diff := cmp.Diff([]string{"", "a 1", "a 2", "a 3", "a 4"}, c.titles()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if n := c.number("SELECT COUNT(*) FROM board_renders"); n != 4 {
			t.Errorf("%d renders of %s", n, v.ImportID)
		}
		c.live.Same("after a restart")
	})
}

func TestAnImportEndsWithTheClass(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.importFile(asIda, "a.pdf", "", render.Sample("One"))
	c.exec("UPDATE sessions SET state = 'ended', ended_ms = 5 WHERE id = 'session'")
	c.work()
	if n := c.number("SELECT COUNT(*) FROM board_imports WHERE state = 'failed'"); n != 1 {
		t.Error("it goes on")
	}
	if status, _ := c.importFile(asIda, "b.pdf", "", render.Sample("One")); status != http.StatusGone {
		t.Errorf("after the class: %d", status)
	}
	if err := c.Forget(context.Background(), "session"); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"boards", "board_imports", "board_renders", "board_blobs"} {
		if n := c.number("SELECT COUNT(*) FROM " + table); n != 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
}

func TestPicturesOnAPage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		var v upload.Image
		if status, _, b := c.call("POST", asAna, "/boards/session/images", picture(t, 30, 20), &v); status != http.StatusCreated || v.Width != 30 || v.Height != 20 {
			t.Fatalf("%d %s", status, b)
		}
		at := "/boards/session/images/" + string(v.FileID)
		if status, header, body := c.call("GET", asOtto, at, nil, nil); status != 200 || header.Get("Content-Type") != "image/png" || !bytes.Equal(body, picture(t, 30, 20)) {
			t.Errorf("%d %v", status, header)
		}
		for token, want := range map[string]int{"": 401, asStranger: 404} {
			if status, _, _ := c.call("GET", token, at, nil, nil); status != want {
				t.Errorf("seen by %q: %d, want %d", token, status, want)
			}
		}
		for name, tc := range map[string]struct {
			body []byte
			want int
		}{"text": {[]byte("text"), 400}, "pdf": {render.Sample("x"), 400}, "svg": {[]byte("<svg/>"), 400}, "large": {make([]byte, upload.MaxImage+1), 413}} {
			if status, _, _ := c.call("POST", asIda, "/boards/session/images", tc.body, nil); status != tc.want {
				t.Errorf("%s: %d, want %d", name, status, tc.want)
			}
		}
		c.live.Must("ida", map[string]any{"type": "board.change", "boardId": "session", "locked": true})
		for token, want := range map[string]int{asAna: 403, asOtto: 403, asTom: 201} {
			if status, _, _ := c.call("POST", token, "/boards/session/images", picture(t, 2, 2), nil); status != want {
				t.Errorf("a locked page, %s: %d, want %d", token, status, want)
			}
		}
		c.exec("UPDATE sessions SET state = 'ended', ended_ms = 5 WHERE id = 'session'")
		if status, _, _ := c.call("POST", asIda, "/boards/session/images", picture(t, 2, 2), nil); status != http.StatusGone {
			t.Errorf("after the class: %d", status)
		}
		if status, _, _ := c.call("GET", asOtto, at, nil, nil); status != 200 {
			t.Errorf("seen after the class: %d", status)
		}
	})
}

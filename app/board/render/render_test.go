package render_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/board/render"
)

// tools are those of this machine.
func tools(t *testing.T) render.Tools {
	t.Helper()
	found := render.Find()
	if !found.PDF() {
		t.Fatal("poppler-utils isn't installed: .ci/setup test")
	}
	return found
}

func file(t *testing.T, name string, body []byte) (dir, path string) {
	t.Helper()
	dir = t.TempDir()
	path = filepath.Join(dir, name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, path
}

func TestAPDFBecomesPicturesAndText(t *testing.T) {
	t.Parallel()
	found, ctx := tools(t), t.Context()
	dir, pdf := file(t, "a.pdf", render.Sample("First page", "Second page"))
	if n, err := found.Pages(ctx, dir, pdf); n != 2 || err != nil {
		t.Fatalf("%d pages, %v", n, err)
	}
	picture, err := found.Page(ctx, dir, pdf, 2)
	if err != nil {
		t.Fatal(err)
	}
	want := render.Picture{Path: filepath.Join(dir, "page-2.png"), Type: "image/png", Width: 1600, Height: 1200}
	if diff := cmp.Diff(want, picture); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if text, err := found.PageText(ctx, dir, pdf, 2); text != "Second page" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if err := found.Try(ctx); err != nil {
		t.Error(err)
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	found := tools(t)
	whole := render.Sample("A page")
	encrypted := bytes.Replace(whole, []byte("/Root 1 0 R"), []byte("/Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "+
		"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"+strings.Repeat("41", 32)+"> /U <"+strings.Repeat("42", 32)+"> >>"), 1)
	for name, tc := range map[string]struct {
		body []byte
		want error
	}{
		"cut":       {whole[:60], render.ErrBroken},
		"nonsense":  {append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("x"), 1000)...), render.ErrBroken},
		"encrypted": {encrypted, render.ErrEncrypted},
	} {
		dir, pdf := file(t, "a.pdf", tc.body)
		if n, err := found.Pages(t.Context(), dir, pdf); !errors.Is(err, tc.want) {
			t.Errorf("%s: %d pages, %v, want %v", name, n, err, tc.want)
		}
	}
}

// TestAProgramIsKilledWithWhatItStarted lets a program that never ends, with a child, stand in for pdfinfo.
func TestAProgramIsKilledWithWhatItStarted(t *testing.T) {
	t.Parallel()
	dir, script := file(t, "endless", []byte("#!/bin/sh\n(exec sleep 600) &\necho $! > \"$HOME/child\"\nwait\n"))
	if err := os.Chmod(script, 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := render.Tools{Info: script}.Pages(ctx, dir, "none.pdf")
		done <- err
	}()
	var child string
	eventually(t, func() bool {
		b, err := os.ReadFile(filepath.Join(dir, "child"))
		child = strings.TrimSpace(string(b))
		return err == nil && child != ""
	})
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	eventually(t, func() bool {
		state, err := exec.Command("ps", "-o", "stat=", "-p", child).Output()
		return err != nil || strings.HasPrefix(strings.TrimSpace(string(state)), "Z")
	})
}

// TestLimits lets programs that want too much stand in for pdfinfo.
func TestLimits(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"memory":      `exec awk 'BEGIN { s = "xxxxxxxxxxxxxxxx"; while (1) s = s s }'`,
		"a huge file": `exec head -c 500000000 /dev/zero > big`,
	} {
		dir, path := file(t, "greedy", []byte("#!/bin/sh\n"+script+"\n"))
		if err := os.Chmod(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := (render.Tools{Info: path}).Pages(t.Context(), dir, "none.pdf"); err == nil {
			t.Errorf("%s: it was let", name)
		}
		if info, err := os.Stat(filepath.Join(dir, "big")); err == nil && info.Size() > 128<<20 {
			t.Errorf("%s: %d bytes were written", name, info.Size())
		}
	}
}

func eventually(t *testing.T, check func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	timeout := time.After(20 * time.Second)
	for !check() {
		select {
		case <-tick.C:
		case <-timeout:
			t.Fatal("it didn't come")
		}
	}
}

// slides is an OpenDocument presentation with a page for each text.
func slides(t *testing.T, texts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name, body string) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	const kind = "application/vnd.oasis.opendocument.presentation"
	add("mimetype", kind)
	add("META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="`+kind+`"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`)
	var pages strings.Builder
	for _, text := range texts {
		if strings.HasPrefix(text, "http:") {
			pages.WriteString(`<draw:page><draw:frame svg:x="2cm" svg:y="2cm" svg:width="5cm" svg:height="5cm"><draw:image xlink:href="` + text + `" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></draw:page>`)
			continue
		}
		pages.WriteString(`<draw:page><draw:frame svg:x="2cm" svg:y="2cm" svg:width="15cm" svg:height="3cm"><draw:text-box><text:p>` + text + `</text:p></draw:text-box></draw:frame></draw:page>`)
	}
	add("content.xml", `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"><office:body><office:presentation>`+pages.String()+`</office:presentation></office:body></office:document-content>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSlidesLoadNothingFromElsewhere lets slides name a picture of another server, also where the system doesn't keep the
// program from the network.
func TestSlidesLoadNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	found := tools(t)
	if !found.Slides() {
		t.Fatal("LibreOffice isn't installed: .ci/setup test")
	}
	var asked atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(other.Close)
	for name, with := range map[string]render.Tools{"apart": found, "not apart": {Info: found.Info, Picture: found.Picture, Text: found.Text, Office: found.Office}} {
		dir, odp := file(t, "a.odp", slides(t, other.URL+"/picture.png", "Two"))
		pdf, err := with.Convert(t.Context(), dir, odp)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := with.Pages(t.Context(), dir, pdf); n != 2 || err != nil {
			t.Errorf("%s: %d pages, %v", name, n, err)
		}
		if n := asked.Load(); n > 0 {
			t.Errorf("%s: the other server was asked %d times", name, n)
		}
	}
}

func TestSlidesBecomeAPDF(t *testing.T) {
	t.Parallel()
	found := tools(t)
	if !found.Slides() {
		t.Fatal("LibreOffice isn't installed: .ci/setup test")
	}
	dir, odp := file(t, "a.odp", slides(t, "One", "Two", "Three"))
	pdf, err := found.Convert(t.Context(), dir, odp)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := found.Pages(t.Context(), dir, pdf); n != 3 || err != nil {
		t.Errorf("%d pages, %v", n, err)
	}
	if text, err := found.PageText(t.Context(), dir, pdf, 3); text != "Three" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	dir, broken := file(t, "b.odp", []byte("PK\x03\x04 and no more"))
	if _, err := found.Convert(t.Context(), dir, broken); !errors.Is(err, render.ErrBroken) {
		t.Errorf("a broken file: %v", err)
	}
}

package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/board/render"
	"github.com/lectern-classroom/lectern/app/board/upload"
	"github.com/lectern-classroom/lectern/app/server"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// postFile posts a body to the API at base.
func postFile(t *testing.T, base, token, path string, body []byte, out any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", base+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() // it was read
	b, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		t.Fatalf("%s: %s %s", path, res.Status, b)
	}
	if err == nil {
		err = json.Unmarshal(b, out)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// importsPages imports a PDF at base and wants the class to see its pages come, and staff how far it is.
func importsPages(t *testing.T, base string, teacher *apptest.Client, session app.SessionID, staff, learner *apptest.Socket, within time.Duration) {
	t.Helper()
	began := time.Now()
	var v upload.Import
	postFile(t, base, teacher.Token.Token, "/sessions/"+string(session)+"/boards/imports?name=Fractions.pdf", render.Sample("One", "Two", "Three"), &v)
	for i := 1; i <= 3; i++ {
		var added board.BoardAdded
		if err := json.Unmarshal(learner.Next("board.added").Raw, &added); err != nil {
			t.Fatal(err)
		}
		if b := added.Page.Background; b == nil || b.ImportID != v.ImportID || b.Page != i {
			t.Errorf("page %d is %+v", i, added.Page)
		}
	}
	for {
		var told board.BoardImport
		if err := json.Unmarshal(staff.Next("board.import").Raw, &told); err != nil {
			t.Fatal(err)
		}
		if told.Import.State == upload.ImportDone {
			break
		}
		if told.Import.State == upload.ImportFailed {
			t.Fatalf("the import failed: %s", told.Import.Message)
		}
	}
	took := time.Since(began)
	t.Logf("three pages are there %v after the upload began", took.Round(time.Millisecond))
	if took > within {
		t.Errorf("it took %v", took)
	}
	for _, f := range learner.Drain() {
		if strings.Contains(string(f.Raw), "board.import") {
			t.Errorf("a learner is told %s", f.Raw)
		}
	}
}

func TestAPDFComesIntoTheClass(t *testing.T) {
	t.Parallel()
	c := newClass(t, apptest.Options{})
	importsPages(t, c.w.URL, c.clients['i'], c.session, c.sockets['a'], c.sockets['l'], 20*time.Second)
}

// TestAWorkerOfItsOwnRenders has a process that serves and does no jobs, and one that does nothing else.
func TestAWorkerOfItsOwnRenders(t *testing.T) {
	t.Parallel()
	redis, databaseURL, address := apptest.StartRedis(t), storetest.Postgres(t), apptest.FreePort(t)
	cfg := app.Config{DatabaseURL: databaseURL, RedisURL: redis.URL(), Listen: address, PublicURL: "http://" + address, DataDir: t.TempDir(), NoWorkers: true,
		LiveKitURL: "http://127.0.0.1:1", LiveKitAPIKey: "key", LiveKitAPISecret: strings.Repeat("s", 40), SecretKey: strings.Repeat("k", 40)}
	serves := apptest.StartProcess(t, cfg)
	cfg.LiveKitPublicURL = cfg.LiveKitURL
	worker, err := server.New(t.Context(), cfg, server.Options{Version: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- worker.RunWorkers(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := worker.Close(); err != nil {
			t.Error(err)
		}
	})
	lms := benchLMS(t, serves.URL, databaseURL, 0)
	teacher, learner := apptest.Enter(t, serves.URL, lms, "teacher", "1"), apptest.Enter(t, serves.URL, lms, "learner1", "1")
	session := teacher.Start().ID
	staff, other := apptest.Dial(t, teacher.URLOf(session)), apptest.Dial(t, learner.URLOf(session))
	importsPages(t, serves.URL, teacher, session, staff, other, 20*time.Second)
}

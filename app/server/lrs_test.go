package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/lrs"
	"github.com/lectern-classroom/lectern/xapi"
)

// TestWithoutAnLRSToolsReadTheClassFromTheBuiltInOne holds a class and reads it as a dashboard would.
func TestWithoutAnLRSToolsReadTheClassFromTheBuiltInOne(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{NoLRS: true})
	credentials := lrs.NewCredentials(w.Server.Store, time.Now)
	dashboard, secret, err := credentials.Add(t.Context(), "Dashboard", []string{"statements/read"})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(path, password, body string) (int, []byte) {
		t.Helper()
		method := http.MethodGet
		if body != "" {
			method = http.MethodPost
		}
		req, err := http.NewRequestWithContext(context.Background(), method, w.URL+"/xapi"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.SetBasicAuth(string(dashboard.ID), password)
		req.Header.Set("X-Experience-API-Version", "1.0.3")
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, b
	}
	for what, tc := range map[string]struct {
		path, password, body string
		status               int
	}{
		"a wrong password": {"/statements", "x", "", 401}, "what it may not write": {"/statements", secret, "{}", 403},
		"the page": {"/", secret, "", 200}, "the page without a password": {"/", "", "", 401}, "about": {"/about", "", "", 200},
		"more than a body may be": {"/statements", secret, strings.Repeat(" ", 17<<20), 413}, "nothing": {"/nothing", secret, "", 404},
	} {
		if status, b := ask(tc.path, tc.password, tc.body); status != tc.status {
			t.Errorf("%s: %d %.200s", what, status, b)
		}
	}

	teacher, learner := w.Enter("teacher"), w.Enter("learner1")
	session := teacher.Start()
	conn, _, err := websocket.Dial(t.Context(), learner.Join(session.ID).Events.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := conn.Read(t.Context()); err != nil { // it is in
		t.Fatal(err)
	}
	teacher.End(session.ID)
	_ = conn.CloseNow() // it was closed by the end of the class, perhaps
	apptest.Eventually(t, apptest.Wait, func() error {
		status, b := ask("/statements?ascending=true", secret, "")
		var list struct{ Statements []xapi.Statement }
		if err := json.Unmarshal(b, &list); err != nil || status != http.StatusOK {
			return fmt.Errorf("%d, %w: %s", status, err, b)
		}
		verbs := map[string]bool{}
		for _, s := range list.Statements {
			verbs[s.Verb.ID] = true
			if s.Authority.Account.HomePage != w.Config.PublicURL || s.Authority.Account.Name != "lectern" {
				return fmt.Errorf("authority %+v", s.Authority)
			}
		}
		if !verbs["http://adlnet.gov/expapi/verbs/initialized"] || !verbs["http://adlnet.gov/expapi/verbs/terminated"] {
			return fmt.Errorf("verbs %v", verbs)
		}
		return nil
	})
	if raw, err := w.LRS.Statements(t.Context()); err != nil || len(raw) != 0 {
		t.Errorf("%d statements at an LRS that isn't set, %v", len(raw), err)
	}
	if strings.Contains(w.Log(), secret) {
		t.Error("the log holds the secret")
	}
}

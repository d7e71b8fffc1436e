package lrs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

func TestRefusedRequestsChangeNothing(t *testing.T) {
	t.Parallel()
	ok := statement(1, "u1", room)
	header := func(k, v string) func(*http.Request) {
		return func(r *http.Request) {
			if v == "" {
				r.Header.Del(k)
				return
			}
			r.Header.Set(k, v)
		}
	}
	tests := map[string]struct {
		method, path, body string
		change             func(*http.Request)
		status             int
	}{
		"no credentials":         {"POST", statements, ok, header("Authorization", ""), 401},
		"wrong password":         {"POST", statements, ok, func(r *http.Request) { r.SetBasicAuth("u", "x") }, 401},
		"no version":             {"POST", statements, ok, header("X-Experience-API-Version", ""), 400},
		"version 0.9":            {"POST", statements, ok, header("X-Experience-API-Version", "0.9"), 400},
		"version 3":              {"POST", statements, ok, header("X-Experience-API-Version", "3.0.0"), 400},
		"form":                   {"POST", statements, ok, header("Content-Type", "application/x-www-form-urlencoded"), 400},
		"gzip":                   {"POST", statements, ok, header("Content-Encoding", "gzip"), 400},
		"alternate syntax":       {"POST", statements + "?method=PUT", ok, nil, 400},
		"put without id":         {"PUT", statements, ok, nil, 400},
		"put with another id":    {"PUT", statements + "?statementId=" + sid(2), ok, nil, 400},
		"delete":                 {"DELETE", statements, "", nil, 405},
		"not json":               {"POST", statements, "{", nil, 400},
		"batch not json":         {"POST", statements, "[{}", nil, 400},
		"invalid in a batch":     {"POST", statements, "[" + ok + `,{"actor":{}}]`, nil, 400},
		"same id twice":          {"POST", statements, "[" + ok + "," + ok + "]", nil, 400},
		"attachment without url": {"POST", statements, statement(1, "u1", room, `,"attachments":[{"usageType":"http://x.example/u","display":{"en":"f"},"contentType":"text/plain","length":1,"sha2":"`+strings.Repeat("a", 64)+`"}]`), nil, 400},
		"too large":              {"POST", statements, strings.Repeat(" ", 5<<20), nil, 413},
		"unknown statement":      {"GET", statements + "?statementId=" + sid(1), "", nil, 404},
		"two ids":                {"GET", statements + "?statementId=" + sid(1) + "&voidedStatementId=" + sid(1), "", nil, 400},
		"id and filter":          {"GET", statements + "?limit=1&statementId=" + sid(1), "", nil, 400},
		"bad id":                 {"GET", statements + "?statementId=1", "", nil, 400},
		"unknown parameter":      {"GET", statements + "?verbs=x", "", nil, 400},
		"repeated parameter":     {"GET", statements + "?limit=1&limit=2", "", nil, 400},
		"bad agent":              {"GET", statements + "?agent=u1", "", nil, 400},
		"bad limit":              {"GET", statements + "?limit=-1", "", nil, 400},
		"bad since":              {"GET", statements + "?since=yesterday", "", nil, 400},
		"bad registration":       {"GET", statements + "?registration=1", "", nil, 400},
		"bad ascending":          {"GET", statements + "?ascending=1", "", nil, 400},
		"bad format":             {"GET", statements + "?format=id", "", nil, 400},
		"bad attachments":        {"GET", statements + "?attachments=yes", "", nil, 400},
		"page is not public":     {"GET", "/", "", header("Authorization", ""), 401},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, ":memory:")
			var change []func(*http.Request)
			if tc.change != nil {
				change = append(change, tc.change)
			}
			a := w.want(tc.status, w.do(tc.method, tc.path, tc.body, change...))
			want := "1.0.3"
			if name == "no version" {
				want = "0.95" // the last one without the header
			}
			if got := a.header.Get("X-Experience-API-Version"); strings.HasPrefix(tc.path, statements) && got != want {
				t.Errorf("version %q on the refusal", got)
			}
			if n := w.count(); n != 0 {
				t.Errorf("%d statements stored", n)
			}
		})
	}
}

func TestAboutNeedsNothing(t *testing.T) {
	t.Parallel()
	w := open(t, ":memory:")
	a := w.want(200, w.do("GET", "/xapi/about", "", func(r *http.Request) { r.Header = http.Header{} }))
	var about struct{ Version []string }
	if err := json.Unmarshal([]byte(a.body), &about); err != nil || !slices.Contains(about.Version, "1.0.3") {
		t.Errorf("about: %s (%v)", a.body, err)
	}
}

func TestStoredStatementCarriesWhatAStoreSets(t *testing.T) {
	t.Parallel()
	w := open(t, ":memory:")
	w.want(200, w.do("POST", statements, statement(1, "u1", room, `,"authority":{"mbox":"mailto:a@example.org"}`)))
	a := w.want(200, w.do("GET", statements+"?statementId="+strings.ToUpper(sid(1)), ""))
	if a.header.Get("X-Experience-API-Consistent-Through") != "2026-11-22T09:59:59.999Z" {
		t.Errorf("consistent through: %q", a.header.Get("X-Experience-API-Consistent-Through"))
	}
	var st xapi.Statement
	if err := json.Unmarshal([]byte(a.body), &st); err != nil {
		t.Fatal(err)
	}
	if err := xapi.ValidateJSON([]byte(a.body)); err != nil {
		t.Errorf("what comes out is not valid: %v", err)
	}
	if !st.Stored.Equal(epoch) || st.Version != "1.0.0" || st.Authority.Account.Name != "u" || st.Timestamp.IsZero() {
		t.Errorf("stored %s", a.body)
	}
	head := w.want(200, w.do("HEAD", statements+"?statementId="+sid(1), ""))
	if head.body != "" || head.header.Get("Content-Type") != "application/json" {
		t.Errorf("HEAD: %q %v", head.body, head.header)
	}
}

func TestSameIDAgain(t *testing.T) {
	t.Parallel()
	base := statement(1, "u1", room)
	tests := map[string]struct {
		again string
		post  int
	}{
		"identical":           {base, 200},
		"other display":       {strings.Replace(base, `"joined"`, `"came in"`, 1), 200},
		"renamed activity":    {strings.Replace(base, `"Algebra"`, `"Geometry"`, 1), 200},
		"other notation":      {strings.Replace(base, "10:00:00.000Z", "12:00:00.0000+02:00", 1), 200},
		"default object type": {strings.Replace(base, `"object":{`, `"object":{"objectType":"Activity",`, 1), 200},
		"agent spelt out":     {strings.Replace(base, `"actor":{`, `"actor":{"objectType":"Agent",`, 1), 200},
		"other actor":         {strings.Replace(base, `"u1"`, `"u2"`, 1), 409},
		"other time":          {strings.Replace(base, "10:00:00.000Z", "10:00:01.000Z", 1), 409},
		"with a result":       {strings.Replace(base, `"timestamp"`, `"result":{"success":true},"timestamp"`, 1), 409},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, ":memory:")
			w.want(200, w.do("POST", statements, base))
			w.want(tc.post, w.do("POST", statements, "["+statement(2, "u2", room)+","+tc.again+"]"))
			want := 2
			if tc.post == 409 {
				want = 1 // the new one of the batch is not stored either
			}
			if n := w.count(); n != want {
				t.Errorf("%d statements stored, want %d", n, want)
			}
			put := tc.post
			if put == 200 {
				put = 204
			}
			w.want(put, w.do("PUT", statements+"?statementId="+sid(1), tc.again))
		})
	}
}

func TestVoiding(t *testing.T) {
	t.Parallel()
	voiding := func(n, target int) string {
		return fmt.Sprintf(`{"id":%q,"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":%q},"object":{"objectType":"StatementRef","id":%q}}`,
			sid(n), xapi.VerbVoided, sid(target))
	}
	for name, order := range map[string][]string{
		"after":      {statement(1, "u1", room), voiding(2, 1)},
		"before":     {voiding(2, 1), statement(1, "u1", room)},
		"same batch": {"[" + statement(1, "u1", room) + "," + voiding(2, 1) + "]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, ":memory:")
			for _, s := range order {
				w.want(200, w.do("POST", statements, s))
			}
			w.want(404, w.do("GET", statements+"?statementId="+sid(1), ""))
			w.want(200, w.do("GET", statements+"?voidedStatementId="+sid(1), ""))
			w.want(200, w.do("GET", statements+"?statementId="+sid(2), ""))
			w.want(404, w.do("GET", statements+"?voidedStatementId="+sid(2), ""))
			if diff := cmp.Diff(ids([]int{2}), listed(t, w.do("GET", statements, "").body).ids); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			w.want(400, w.do("POST", statements, voiding(3, 2))) // a voiding statement stays
			w.want(200, w.do("POST", statements, voiding(4, 77)))
		})
	}
}

func TestRestartKeepsEverything(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a store? 100%.db")
	first := open(t, path)
	first.want(200, first.do("POST", statements, statement(1, "u1", room)))
	before := first.do("GET", statements+"?statementId="+sid(1), "").body
	if err := first.store.Close(); err != nil {
		t.Fatal(err)
	}
	first.want(500, first.do("GET", statements, ""))
	second := open(t, path)
	if got := second.do("GET", statements+"?statementId="+sid(1), "").body; got != before {
		t.Errorf("after the restart:\n%s\nbefore:\n%s", got, before)
	}
	second.want(200, second.do("POST", statements, statement(1, "u1", room)))
	if n := second.count(); n != 1 {
		t.Errorf("%d statements", n)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	if _, err := lrs.Open(":memory:", lrs.Config{Username: "u"}); !errors.Is(err, lrs.ErrNoCredentials) {
		t.Errorf("without password: %v", err)
	}
	if _, err := lrs.Open(filepath.Join(t.TempDir(), "no", "folder.db"), lrs.Config{Username: "u", Password: "p"}); err == nil {
		t.Error("a store in a folder that does not exist was opened")
	}
}

func TestPageIsReadableAndSelfContained(t *testing.T) {
	t.Parallel()
	w := open(t, ":memory:")
	if a := w.want(200, w.do("GET", "/", "")); !strings.Contains(a.body, "No statements yet") {
		t.Errorf("empty page: %s", a.body)
	}
	w.want(200, w.do("POST", statements, statement(1, `<script>x</script>`, room,
		`,"result":{"completion":true,"duration":"PT2640S","score":{"scaled":0.885}},"context":{"extensions":{"`+xapi.ExtRole+`":"learner"}}`)))
	w.want(200, w.do("POST", statements, `{"actor":{"objectType":"Group","member":[{"mbox":"mailto:a@example.org"}]},"verb":{"id":"http://v.example/did"},"object":{"objectType":"SubStatement","actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://v.example/did"},"object":{"objectType":"Agent","mbox":"mailto:b@example.org"}}}`))
	a := w.want(200, w.do("GET", "/", ""))
	for _, want := range []string{"joined", "Algebra", "44 min · 88.5 % · completed", "22 Nov 2026, 10:00:00", "learner", "a group", "2 statements · 1 activity", "Brought by u"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(a.body, "<script>x") {
		t.Error("a name became markup")
	}
	for _, foreign := range []string{`src="`, `href="http`, "@import", "url("} {
		if strings.Contains(a.body, foreign) {
			t.Errorf("the page loads something: %s", foreign)
		}
	}
	if csp := a.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") {
		t.Errorf("policy %q", csp)
	}
}

func TestPageLeadsToOlderStatements(t *testing.T) {
	t.Parallel()
	w := open(t, ":memory:")
	var batch []string
	for n := range 101 {
		batch = append(batch, statement(n, fmt.Sprint("person", n), room))
	}
	w.want(200, w.do("POST", statements, "["+strings.Join(batch, ",")+"]"))
	first := w.want(200, w.do("GET", "/", "")).body
	if !strings.Contains(first, "101 statements") || !strings.Contains(first, "person100<") || strings.Contains(first, "person0<") || strings.Contains(first, ">Latest<") {
		t.Error(first)
	}
	_, link, _ := strings.Cut(first, `<a href="?older=`)
	link, _, _ = strings.Cut(link, `"`)
	older := w.want(200, w.do("GET", "/?older="+link, "")).body
	if !strings.Contains(older, "person0<") || strings.Contains(older, "person1<") || !strings.Contains(older, ">Latest<") || strings.Contains(older, ">Older<") {
		t.Error(older)
	}
	w.want(200, w.do("GET", "/?older=0", ""))
	w.want(400, w.do("GET", "/?older=x", ""))
}

func TestConcurrentWritersAndHangingRequests(t *testing.T) {
	t.Parallel()
	w := open(t, filepath.Join(t.TempDir(), "store.db"))
	done := make(chan error, 40)
	for n := range 40 {
		go func() {
			req, err := http.NewRequestWithContext(context.Background(), "POST", w.url+statements, bytes.NewBufferString(statement(n%20, "u1", room)))
			if err != nil {
				done <- err
				return
			}
			req.SetBasicAuth("u", "p")
			req.Header.Set("X-Experience-API-Version", "1.0.3")
			req.Header.Set("Content-Type", "application/json")
			resp, err := http.DefaultClient.Do(req)
			if err == nil && resp.StatusCode != 200 {
				err = fmt.Errorf("status %d", resp.StatusCode)
			}
			if err == nil {
				err = resp.Body.Close()
			}
			done <- err
		}()
	}
	for range 40 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := w.count(); n != 20 {
		t.Errorf("%d statements, want 20", n)
	}
	w.store.Faults().Queue(lrs.Fault{Hang: true})
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		req, err := http.NewRequest("POST", w.url+statements, nil)
		if err != nil {
			t.Error(err)
			return
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			t.Errorf("a hanging request was answered with %d", resp.StatusCode)
			resp.Body.Close()
		}
	}()
	if err := w.store.Close(); err != nil {
		t.Error(err)
	}
	<-gone
}

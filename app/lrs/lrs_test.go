package lrs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/lrs"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
	library "github.com/lectern-classroom/lectern/xapi/lrs"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

const publicURL = "https://class.example.org"

// rig is the store on a database, behind a real server.
type rig struct {
	t           *testing.T
	store       *store.Store
	service     *lrs.Service
	credentials *lrs.Credentials
	url         string
}

func newRig(t *testing.T, s *store.Store) *rig {
	t.Helper()
	service, err := lrs.New(lrs.Deps{Store: s, PublicURL: publicURL, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	service.Register(e)
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	return &rig{t: t, store: s, service: service, credentials: lrs.NewCredentials(s, time.Now), url: server.URL + "/xapi"}
}

// add makes a credential and returns its name and secret.
func (r *rig) add(scopes ...string) [2]string {
	r.t.Helper()
	c, secret, err := r.credentials.Add(r.t.Context(), "A dashboard", scopes)
	if err != nil {
		r.t.Fatal(err)
	}
	return [2]string{string(c.ID), secret}
}

func (r *rig) do(method, path, body string, who [2]string) (int, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.SetBasicAuth(who[0], who[1])
	req.Header.Set("X-Experience-API-Version", "1.0.3")
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func (r *rig) want(status int, method, path, body string, who [2]string) string {
	r.t.Helper()
	got, b := r.do(method, path, body, who)
	if got != status {
		r.t.Errorf("%s %s: %d, want %d: %s", method, path, got, status, b)
	}
	return b
}

func id(n int) string { return uuid.NewSHA1(uuid.NameSpaceURL, fmt.Append(nil, n)).String() }

func statement(n int) string {
	return fmt.Sprintf(`{"id":%q,"actor":{"mbox":"mailto:ann@example.org"},"verb":{"id":"http://v.example/did"},"object":{"id":"http://o.example/%d"}}`, id(n), n)
}

func frozen(n int) xapi.Frozen {
	return xapi.Frozen{ID: uuid.MustParse(id(n)), Body: []byte(statement(n))}
}

func TestKeptStatementsAreReadableWithTheirTransaction(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRig(t, s)
		reader := r.add("statements/read")
		gone := errors.New("taken back")
		err := s.Tx(t.Context(), func(ctx context.Context) error {
			if err := r.service.Keep(ctx, []xapi.Frozen{frozen(1)}); err != nil {
				return err
			}
			return gone
		})
		if !errors.Is(err, gone) {
			t.Fatal(err)
		}
		r.want(404, "GET", "/statements?statementId="+id(1), "", reader)
		for range 2 { // the second time changes nothing
			if err := r.service.Keep(t.Context(), []xapi.Frozen{frozen(1), frozen(2)}); err != nil {
				t.Fatal(err)
			}
		}
		body := r.want(200, "GET", "/statements", "", reader)
		var list struct{ Statements []xapi.Statement }
		if err := json.Unmarshal([]byte(body), &list); err != nil || len(list.Statements) != 2 {
			t.Fatalf("%v: %s", err, body)
		}
		if a := list.Statements[0].Authority; a.Account.HomePage != publicURL || a.Account.Name != "lectern" || a.Name != "Lectern" {
			t.Errorf("authority %+v", a)
		}
	})
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRig(t, s)
		both := r.add()
		r.want(200, "POST", "/statements", statement(1), both)
		body := r.want(200, "GET", "/statements?statementId="+id(1), "", both)
		var st xapi.Statement
		if err := json.Unmarshal([]byte(body), &st); err != nil || st.Authority.Account.Name != both[0] || st.Authority.Name != "A dashboard" {
			t.Errorf("authority: %v: %s", err, body)
		}
		for name, wrong := range map[string][2]string{"password": {both[0], "x"}, "user": {"x", both[1]}, "nobody": {"", ""},
			"no text": {"\xff", "x"}, "the hash": {both[0], r.hash(both[0])}} {
			if got, _ := r.do("GET", "/statements", "", wrong); got != 401 {
				t.Errorf("wrong %s: %d", name, got)
			}
		}
		list, err := r.credentials.List(t.Context())
		if err != nil || len(list) != 1 || list[0].Name != "A dashboard" || strings.Join(list[0].Scopes, " ") != "statements/read statements/write" {
			t.Errorf("%+v, %v", list, err)
		}
		if err := r.credentials.Remove(t.Context(), lrs.CredentialID(both[0])); err != nil {
			t.Fatal(err)
		}
		r.want(401, "GET", "/statements", "", both)
		if err := r.credentials.Remove(t.Context(), lrs.CredentialID(both[0])); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("removed twice: %v", err)
		}
	})
}

// hash reads how the secret of a credential is kept.
func (r *rig) hash(who string) string {
	r.t.Helper()
	var h string
	err := r.store.Read(r.t.Context()).Raw("SELECT secret_sha256 FROM lrs_credentials WHERE id = ?", who).Scan(&h).Error
	if err != nil || len(h) != 64 {
		r.t.Fatalf("%q, %v", h, err)
	}
	return h
}

func TestCredentialsRefuse(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	c := lrs.NewCredentials(s, time.Now)
	for name, tc := range map[string]struct {
		name   string
		scopes []string
	}{
		"no name": {" ", nil}, "long": {strings.Repeat("ü", 101), nil}, "control": {"a\nb", nil}, "no text": {"\xff", nil}, "scope": {"a", []string{"everything"}},
	} {
		_, _, err := c.Add(t.Context(), tc.name, tc.scopes)
		var told *app.Error
		if !errors.As(err, &told) || told.Code != app.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list, err := c.List(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// TestScopes is the whole matrix of what credentials reach.
func TestScopes(t *testing.T) {
	t.Parallel()
	r := newRig(t, storetest.Open(t, storetest.SQLite(t)))
	const agent = "agent=%7B%22mbox%22%3A%22mailto%3Aann%40example.org%22%7D"
	const activity = "activityId=http%3A%2F%2Fo.example%2F1"
	requests := []struct{ method, path string }{
		{"POST", "/statements"}, {"GET", "/statements"}, {"GET", "/activities?" + activity}, {"GET", "/agents?" + agent},
		{"POST", "/activities/state?stateId=s&" + activity + "&" + agent}, {"GET", "/activities/state?" + activity + "&" + agent},
		{"POST", "/activities/profile?profileId=p&" + activity}, {"GET", "/activities/profile?" + activity},
		{"DELETE", "/agents/profile?profileId=p&" + agent}, {"GET", "/agents/profile?" + agent}, {"GET", "/"},
	}
	reach := map[string]string{ // a letter for each request: y reaches, n doesn't
		"all": "yyyyyyyyyyy", "all/read": "nyyynynynyy", "statements/read": "nyyynnnnnny", "statements/read/mine": "nynnnnnnnnn",
		"statements/write": "ynnnnnnnnnn", "define": "nnnnnnnnnnn", "state": "nnnnyynnnnn", "profile": "nnnnnnyyyyn",
	}
	for _, scope := range lrs.Scopes() {
		who := r.add(scope)
		for i, req := range requests {
			status, body := r.do(req.method, req.path, `{"actor":{"mbox":"mailto:ann@example.org"},"verb":{"id":"http://v.example/did"},"object":{"id":"http://o.example/1"}}`, who)
			want := reach[scope][i] == 'y'
			if (status < 300) != want || (!want && status != 403) {
				t.Errorf("%s: %s %s: %d %s", scope, req.method, req.path, status, body)
			}
		}
	}
}

func TestReadMineFindsOwnStatementsAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, storetest.Open(t, storetest.SQLite(t)))
	mine, other := r.add("statements/read/mine", "statements/write"), r.add()
	r.want(200, "POST", "/statements", statement(1), mine)
	r.want(200, "POST", "/statements", statement(2), other)
	if body := r.want(200, "GET", "/statements", "", mine); !strings.Contains(body, id(1)) || strings.Contains(body, id(2)) {
		t.Error(body)
	}
	r.want(200, "GET", "/statements?statementId="+id(1), "", mine)
	r.want(404, "GET", "/statements?statementId="+id(2), "", mine)
}

func TestDefineIsNeededToChangeAnActivity(t *testing.T) {
	t.Parallel()
	r := newRig(t, storetest.Open(t, storetest.SQLite(t)))
	named := func(name string) string {
		return fmt.Sprintf(`{"actor":{"mbox":"mailto:ann@example.org"},"verb":{"id":"http://v.example/did"},"object":{"id":"http://o.example/1","definition":{"name":{"en":%q}}}}`, name)
	}
	defines, writes := r.add("define", "statements/write", "statements/read"), r.add("statements/write")
	r.want(200, "POST", "/statements", named("Algebra"), defines)
	r.want(200, "POST", "/statements", named("Nonsense"), writes)
	if body := r.want(200, "GET", "/activities?activityId=http%3A%2F%2Fo.example%2F1", "", defines); !strings.Contains(body, "Algebra") || strings.Contains(body, "Nonsense") {
		t.Error(body)
	}
}

func TestMigrationHoldsTheSchemaOfTheLibrary(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../store/migrations/0013_lrs.sql")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b, []byte(library.Schema())) {
		t.Error("the migration 0013_lrs.sql isn't the schema of xapi/lrs any more: a change of the schema needs a migration of its own")
	}
}

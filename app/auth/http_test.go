package auth_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/web"
)

func (w world) serve(r *http.Request) *httptest.ResponseRecorder {
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "")
	web.Mount(e, "/api/v1", w.Service, w.Endpoints())
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, r)
	return rec
}

func request(method, path, token, body string) *http.Request {
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r
}

func TestHTTPEdges(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	token := w.exchange(t, w.begin(t, login("a"))).Token
	used := w.begin(t, login("b"))
	w.exchange(t, used)
	stale := w.exchange(t, w.begin(t, login("c"))).Token
	for _, tc := range []struct {
		name, method, path, token, body string
		status                          int
		code                            app.Code
	}{
		{"renew without a token", "POST", "/token/renew", "", "", 401, app.CodeUnauthorized},
		{"handoff without a token", "POST", "/token/handoff", "", "", 401, app.CodeUnauthorized},
		{"me without a token", "GET", "/me", "", "", 401, app.CodeUnauthorized},
		{"me with a changed token", "GET", "/me", token + "x", "", 401, app.CodeUnauthorized},
		{"me with a code as token", "GET", "/me", used, "", 401, app.CodeUnauthorized},
		{"unknown code", "POST", "/token", "", `{"code":"nobody-made-this"}`, 401, app.CodeLaunchCodeUnknown},
		{"used code", "POST", "/token", "", `{"code":"` + used + `"}`, 410, app.CodeLaunchCodeUsed},
		{"empty code", "POST", "/token", "", `{}`, 401, app.CodeLaunchCodeUnknown},
		{"oversized code", "POST", "/token", "", `{"code":"` + strings.Repeat("A", 5000) + `"}`, 401, app.CodeLaunchCodeUnknown},
		{"oversized body", "POST", "/token", "", `{"code":"` + strings.Repeat("A", 2<<20) + `"}`, 413, app.CodePayloadTooLarge},
		{"code that is no text", "POST", "/token", "", `{"code":7}`, 400, app.CodeInvalid},
		{"unknown field", "POST", "/token", "", `{"kode":"x"}`, 400, app.CodeInvalid},
		{"no body", "POST", "/token", "", "", 400, app.CodeInvalid},
		{"wrong method", "GET", "/token", "", "", 404, app.CodeNotFound},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			rec := w.serve(request(tc.method, tc.path, tc.token, tc.body))
			var p web.Problem
			if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || rec.Code != tc.status || p.Code != tc.code || p.Detail == "" {
				t.Errorf("got %d %s, %v", rec.Code, rec.Body, err)
			}
			if strings.Contains(rec.Body.String(), "token\"") {
				t.Errorf("a refusal carries a token: %s", rec.Body)
			}
		})
	}
	t.Run("nothing else happened", func(t *testing.T) { w.check(t, stale) })
}

func TestHTTPFromTheCodeToANewTab(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	call := func(method, path, token, body string, out any) {
		t.Helper()
		rec := w.serve(request(method, path, token, body))
		if err := json.Unmarshal(rec.Body.Bytes(), out); err != nil || rec.Code != http.StatusOK {
			t.Fatalf("%s: %d %s, %v", path, rec.Code, rec.Body, err)
		}
		if cc := rec.Header().Get("Cache-Control"); cc != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, cc)
		}
	}
	var first, renewed, second auth.Token
	call("POST", "/token", "", `{"code":"`+w.begin(t, login("a"))+`"}`, &first)
	until := start.Add(auth.TokenLife)
	want := auth.Token{Token: first.Token, ExpiresAt: &until, ClassroomID: "room", Locale: "de", ReturnURL: "https://lms.example/back",
		Page: app.PageRecord, About: "user-b", Me: auth.Me{UserID: "user-a", Name: "Ana of user-a", Role: app.RoleLearner}}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error(diff)
	}
	w.clock.Add(time.Hour)
	call("POST", "/token/renew", first.Token, "", &renewed)
	if got := renewed.ExpiresAt.Sub(*first.ExpiresAt); got != time.Hour || renewed.Me != first.Me {
		t.Errorf("renewed for %v as %+v", got, renewed.Me)
	}
	var code auth.Code
	call("POST", "/token/handoff", renewed.Token, "", &code)
	call("POST", "/token", "", `{"code":"`+code.Code+`"}`, &second)
	var me auth.Self
	call("GET", "/me", second.Token, "", &me)
	if me.UserID != "user-a" || me.ClassroomID != "room" || !cmp.Equal(me.Permissions, app.Permissions(w.check(t, second.Token))) {
		t.Errorf("me is %+v", me)
	}
}

func TestMeOfSomebodyWhoIsGone(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	token := w.exchange(t, w.begin(t, login("a"))).Token
	w.people.fail(app.ErrNotFound)
	if rec := w.serve(request("GET", "/me", token, "")); rec.Code != http.StatusUnauthorized {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
	w.people.fail(errors.New("Ana broke it"))
	rec := w.serve(request("GET", "/me", token, ""))
	if rec.Code != http.StatusInternalServerError || strings.Contains(rec.Body.String(), "Ana") {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
}

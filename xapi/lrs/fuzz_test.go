package lrs_test

import (
	"crypto"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// FuzzRequest sends anything to any resource: the store answers, never with an
// error of its own, and what it stored can be read in every format.
func FuzzRequest(f *testing.F) {
	for _, path := range []string{"/statements", "/statements?limit=1&ascending=true", "/statements?method=PUT", "/statements?statementId=" + sid(1), states.at("d"), states.at(""),
		about3.at("d"), profiles.at("d"), "/agents?agent=%7B%22mbox%22%3A%22mailto%3Aa%40example.org%22%7D", "/activities?activityId=" + room, "/statements?" + accountQuery("u1") + "&related_agents=true"} {
		for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
			f.Add(method, path, "application/json", whole, "2.0.0", "")
		}
	}
	f.Add("POST", "/statements", mixed[1], mixedBody(jsonPart(attached(1, "one")), filePart("one")), "1.0.3", "")
	f.Add("POST", "/statements", mixed[1], signed(said(1), sign("RS256", said(1), crypto.SHA256)), "1.0.3", "")
	f.Add("POST", "/statements?method=PUT", "application/x-www-form-urlencoded", "statementId="+sid(1)+"&content=%7B%7D&X-Experience-API-Version=1.0.3", "1.0.3", "*")
	f.Add("GET", "/statements?format=canonical", "", "", "1.0.3", `"x", W/"y-gzip"`)
	f.Fuzz(func(t *testing.T, method, path, kind, body, version, tag string) {
		for _, s := range []string{method, path} {
			if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
				t.Skip()
			}
		}
		if _, err := url.ParseRequestURI("/xapi" + path); err != nil {
			t.Skip() // no server hands it on
		}
		store, err := lrs.Open(":memory:", lrs.Config{Username: "u", Password: "p"})
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		ask := func(method, path, body string) int {
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/xapi"+path, strings.NewReader(body))
			r.Method = method
			r.SetBasicAuth("u", "p")
			for k, v := range map[string]string{"X-Experience-API-Version": version, "Content-Type": kind, "If-Match": tag, "Accept-Language": tag} {
				if v != "" {
					r.Header.Set(k, v)
				}
			}
			w := httptest.NewRecorder()
			store.Handler().ServeHTTP(w, r)
			return w.Code
		}
		if status := ask(method, path, body); status >= 500 {
			t.Fatalf("%d", status)
		}
		version, tag = "1.0.3", "de"
		for _, q := range []string{"?format=exact", "?format=ids", "?format=canonical", "?attachments=true"} {
			if status := ask("GET", "/statements"+q, ""); status != 200 {
				t.Fatalf("%s: %d", q, status)
			}
		}
	})
}

package lrs_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// fill makes a body of n statements that nobody has seen, by one of 500 people
// in one of 50 rooms.
func fill(n int) string {
	list := make([]string, n)
	for i := range list {
		id := uuid.New()
		list[i] = fmt.Sprintf(`{"id":%q,"actor":{"account":{"homePage":"https://lms.example.org","name":"u%d"}},
			"verb":{"id":"http://activitystrea.ms/join","display":{"en":"joined"}},"object":{"id":"https://vc.example.org/room%d","definition":{"name":{"en":"Algebra"}}},
			"context":{"registration":%q,"contextActivities":{"grouping":[{"id":"https://vc.example.org/course"}],"category":[{"id":"https://w3id.org/xapi/virtual-classroom"}]}},
			"timestamp":"2026-11-22T10:00:00.000Z"}`, id.String(), int(id[0])*2, id[1]%50, sid(int(id[2])))
	}
	return "[" + strings.Join(list, ",") + "]"
}

func benchStore(b *testing.B) http.Handler {
	b.Helper()
	store, err := lrs.Open(filepath.Join(b.TempDir(), "lrs.db"), lrs.Config{Username: "u", Password: "p"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := store.Close(); err != nil {
			b.Error(err)
		}
	})
	return store.Handler()
}

func serve(b *testing.B, h http.Handler, method, path, body string) {
	b.Helper()
	r := httptest.NewRequestWithContext(b.Context(), method, "/xapi/statements"+path, strings.NewReader(body))
	r.SetBasicAuth("u", "p")
	r.Header.Set("X-Experience-API-Version", "1.0.3")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatalf("%d: %s", w.Code, w.Body)
	}
}

// BenchmarkPost stores statements in a SQLite file that is written through to
// the disk with each request, alone and in batches.
func BenchmarkPost(b *testing.B) {
	for _, n := range []int{1, 50, 200} {
		b.Run(fmt.Sprintf("batch %d", n), func(b *testing.B) {
			h := benchStore(b)
			for b.Loop() {
				b.StopTimer()
				body := fill(n)
				b.StartTimer()
				serve(b, h, "POST", "", body)
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "statements/s")
		})
	}
}

// BenchmarkGet reads a page of 100 out of 20,000 statements.
func BenchmarkGet(b *testing.B) {
	h := benchStore(b)
	for range 100 {
		serve(b, h, "POST", "", fill(200))
	}
	course := url.QueryEscape("https://vc.example.org/course")
	for name, query := range map[string]string{
		"all": "", "agent": accountQuery("u40"), "activity": "activity=" + url.QueryEscape("https://vc.example.org/room7"),
		"related activity": "related_activities=true&activity=" + course, "verb": "verb=" + url.QueryEscape(joined),
		"agent in course": accountQuery("u40") + "&related_activities=true&activity=" + course,
		"nothing":         "verb=" + url.QueryEscape("http://v.example/none"), "registration and verb since": "registration=" + sid(7) + "&since=2026-01-01T00:00:00Z&verb=" + url.QueryEscape(joined),
		"canonical": "format=canonical",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				serve(b, h, "GET", "?"+query, "")
			}
		})
	}
}

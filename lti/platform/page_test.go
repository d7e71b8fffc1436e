package platform_test

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/lti/platform"
)

// visit gets a page as somebody signed in by ?as=, redirects followed.
func visit(t *testing.T, p *platform.Platform, path string) (*http.Client, *http.Response, string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	res, err := client.Get(p.URL() + path)
	if err != nil {
		t.Fatal(err)
	}
	return client, res, readAll(t, res)
}

func TestPagesStandAlone(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	external := regexp.MustCompile(`(?i)(?:src|href|action)="(?:https?:)?//[^"]*"|url\(|@import`)
	tests := []struct {
		name, path string
		status     int
		has        []string
	}{
		{"people", "/", 200, []string{"Who are you?", "Ana García", "Wei Chen", "ليلى", "Observer", `href="/as/teacher"`}},
		{"course", "/course?as=teacher", 200, []string{"Algebra 1", "Live class", "Open in a new window", "Add an activity"}},
		{"course as learner", "/course?as=learner", 200, []string{"Live class", "Ana García"}},
		{"activity", "/course/link/1?as=learner", 200, []string{`<iframe`, `title="Live class"`}},
		{"gradebook", "/gradebook?as=teacher", 200, []string{"Live class — attendance", "Save", "Conor O&#39;Brien"}},
		{"add", "/course/add?as=teacher", 200, []string{"Add an activity"}},
		{"add as learner", "/course/add?as=learner", 403, []string{"Only a teacher"}},
		{"back", "/course/return?lti_msg=%3Cb%3EBye", 200, []string{"&lt;b&gt;Bye"}},
		{"unknown page", "/nowhere", 404, []string{"cannot be found"}},
		{"unknown person", "/course?as=nobody", 404, []string{"Nobody of that name"}},
		{"unknown activity", "/course/link/99?as=teacher", 404, []string{"cannot be found"}},
		{"signed out", "/gradebook", 200, []string{"Who are you?", "next=%2Fgradebook"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, res, text := visit(t, p, tt.path)
			if res.StatusCode != tt.status {
				t.Errorf("status %d, want %d", res.StatusCode, tt.status)
			}
			for _, want := range append(tt.has, "<h1", "<main", `lang="en"`, "<title>") {
				if !strings.Contains(text, want) {
					t.Errorf("page lacks %q", want)
				}
			}
			if found := external.FindString(text); found != "" {
				t.Errorf("page asks for %q", found)
			}
			if strings.Count(text, "<h1") != 1 {
				t.Error("page has more than one h1")
			}
			if csp := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") {
				t.Errorf("Content-Security-Policy = %q", csp)
			}
		})
	}
	_, _, text := visit(t, p, "/course/link/1?as=learner")
	u := tl.server.URL
	want := `allow="microphone ` + u + `; camera ` + u + `; geolocation ` + u + `; midi ` + u + `; encrypted-media ` + u + `; autoplay ` + u + `"`
	if !strings.Contains(text, want) {
		t.Errorf("iframe lacks %s", want)
	}
}

func TestNextStaysOnThePlatform(t *testing.T) {
	t.Parallel()
	p, _ := world(t, nil)
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for next, want := range map[string]string{
		"": "/course", "/gradebook": "/gradebook", "//evil.example": "/course", `/\evil.example`: "/course",
		"https://evil.example": "/course",
	} {
		res, err := stay.Get(p.URL() + "/as/teacher?next=" + url.QueryEscape(next))
		if err != nil {
			t.Fatal(err)
		}
		readAll(t, res)
		if got := res.Header.Get("Location"); got != want {
			t.Errorf("next %q leads to %q, want %q", next, got, want)
		}
	}
}

type book struct {
	LineItems []struct {
		ID, Label string
	} `json:"lineItems"`
	Learners []struct {
		UserID string `json:"userId"`
		Scores []struct {
			Score      *float64 `json:"score"`
			Comment    string   `json:"comment"`
			SetBy      string   `json:"setBy"`
			Timestamp  string   `json:"timestamp"`
			Overridden bool     `json:"overridden"`
		} `json:"scores"`
	} `json:"learners"`
}

func gradebook(t *testing.T, p *platform.Platform, as string) book {
	t.Helper()
	_, res, text := visit(t, p, "/gradebook.json?as="+as)
	var out book
	if err := json.Unmarshal([]byte(text), &out); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("gradebook: %d %s", res.StatusCode, text)
	}
	return out
}

func TestGradebookShowsWhatOneMaySee(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	tl.score(tl.token(), "1", score("5", "2026-01-01T10:00:00Z", 8))
	for as, rows := range map[string]int{"teacher": 5, "assistant": 5, "learner1": 1, "observer": 1} {
		got := gradebook(t, p, as)
		if len(got.Learners) != rows || len(got.LineItems) != 1 {
			t.Errorf("%s sees %d rows and %d columns", as, len(got.Learners), len(got.LineItems))
		}
		if cell := got.Learners[0].Scores[0]; cell.Score == nil || *cell.Score != 80 || cell.SetBy != "Lectern" ||
			cell.Comment != "present 41 of 45 min" || cell.Timestamp != "2026-01-01T10:00:00Z" {
			t.Errorf("%s sees %+v", as, cell)
		}
	}
	if _, res, _ := visit(t, p, "/gradebook.json"); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("signed out: %d", res.StatusCode)
	}
}

// formToken reads the token that the gradebook's forms carry.
func formToken(t *testing.T, p *platform.Platform, client *http.Client) string {
	t.Helper()
	res, err := client.Get(p.URL() + "/gradebook")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`name="token" value="([^"]*)"`).FindStringSubmatch(readAll(t, res))
	if found == nil {
		t.Fatal("the gradebook has no form")
	}
	return found[1]
}

func sendOverride(t *testing.T, p *platform.Platform, client *http.Client, form url.Values, header map[string]string) int {
	t.Helper()
	body := strings.NewReader(form.Encode())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.URL()+"/gradebook/override", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, v := range header {
		req.Header.Set(name, v)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, res)
	return res.StatusCode
}

func TestOverrideNeedsTheTeachersOwnPage(t *testing.T) {
	t.Parallel()
	p, _ := world(t, nil)
	teacher, _, _ := visit(t, p, "/course?as=teacher")
	learner, _, _ := visit(t, p, "/course?as=learner")
	form := url.Values{"item": {"1"}, "user": {"5"}, "score": {"42,5"}, "comment": {"spoke a lot"}, "token": {formToken(t, p, teacher)}}
	withoutToken := url.Values{"item": {"1"}, "user": {"5"}, "score": {"1"}}
	bad := url.Values{"item": {"1"}, "user": {"5"}, "score": {"many"}, "token": form["token"]}
	if got := sendOverride(t, p, http.DefaultClient, form, nil); got != http.StatusUnauthorized {
		t.Errorf("nobody: %d", got)
	}
	if got := sendOverride(t, p, teacher, form, map[string]string{"Sec-Fetch-Site": "cross-site"}); got != http.StatusForbidden {
		t.Errorf("from another site: %d", got)
	}
	if got := sendOverride(t, p, teacher, form, map[string]string{"Origin": "http://evil.example"}); got != http.StatusForbidden {
		t.Errorf("from another origin: %d", got)
	}
	if got := sendOverride(t, p, teacher, withoutToken, nil); got != http.StatusForbidden {
		t.Errorf("without the token: %d", got)
	}
	if got := sendOverride(t, p, learner, form, nil); got != http.StatusForbidden {
		t.Errorf("learner: %d", got)
	}
	if got := sendOverride(t, p, teacher, bad, nil); got != http.StatusBadRequest {
		t.Errorf("not a number: %d", got)
	}
	if got := gradebook(t, p, "teacher").Learners[0].Scores[0]; got.Score != nil {
		t.Errorf("a refused change is in the gradebook: %+v", got)
	}
	if got := sendOverride(t, p, teacher, form, map[string]string{"Sec-Fetch-Site": "same-origin"}); got != http.StatusOK {
		t.Errorf("teacher: %d", got)
	}
	got := gradebook(t, p, "learner1").Learners[0].Scores[0]
	if got.Score == nil || *got.Score != 42.5 || !got.Overridden || got.SetBy != "Ingrid Solberg" || got.Comment != "spoke a lot" {
		t.Errorf("gradebook = %+v", got)
	}
	form.Set("action", "release")
	if got := sendOverride(t, p, teacher, form, nil); got != http.StatusOK {
		t.Errorf("release: %d", got)
	}
	if got := gradebook(t, p, "teacher").Learners[0].Scores[0]; got.Overridden || got.Score == nil {
		t.Errorf("after the release: %+v", got)
	}
}

package platform_test

import (
	"encoding/json"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti/platform"
)

func score(user, timestamp string, given any) map[string]any {
	return map[string]any{
		"userId": user, "timestamp": timestamp, "scoreGiven": given, "scoreMaximum": 10, "comment": "present 41 of 45 min",
		"activityProgress": "Completed", "gradingProgress": "FullyGraded",
	}
}

type scoreStep struct {
	name string
	in   map[string]any
	want int
	has  *float64 // of learner 5, in the item's scale of 100
}

func scoreSteps() []scoreStep {
	without := func(in map[string]any, names ...string) map[string]any {
		for _, n := range names {
			delete(in, n)
		}
		return in
	}
	with := func(in map[string]any, name string, v any) map[string]any {
		in[name] = v
		return in
	}
	points := func(v float64) *float64 { return &v }
	return []scoreStep{
		{"first is rescaled", score("5", "2026-01-01T10:00:00.100Z", 8), 200, points(80)},
		{"identical retry", score("5", "2026-01-01T10:00:00.100Z", 8), 409, points(80)},
		{"later in the same second", score("5", "2026-01-01T10:00:00.900Z", 9), 409, points(80)},
		{"earlier", score("5", "2026-01-01T09:59:59Z", 9), 409, points(80)},
		{"next second", score("5", "2026-01-01T10:00:01Z", 9), 200, points(90)},
		{"offset", score("5", "2026-01-01T11:00:02.5+01:00", 7), 200, points(70)},
		{"no zone is UTC", score("5", "2026-01-01T10:00:03", 6), 200, points(60)},
		{"over the maximum", score("5", "2026-01-01T10:00:04Z", 15), 200, points(100)},
		{"negative", score("5", "2026-01-01T10:00:05Z", -3), 200, points(0)},
		{"strings and numbers", with(score("5", "2026-01-01T10:00:06Z", "7.5"), "userId", 5), 200, points(75)},
		{"no scoreGiven erases", without(score("5", "2026-01-01T10:00:07Z", 1), "scoreGiven", "scoreMaximum"), 200, nil},
		{"again", score("5", "2026-01-01T10:00:08Z", 5), 200, points(50)},
		{"not fully graded erases", with(score("5", "2026-01-01T10:00:09Z", 5), "gradingProgress", "PendingManual"), 200, nil},
		{"no maximum", without(score("5", "2026-01-01T10:00:10Z", 5), "scoreMaximum"), 400, nil},
		{"bad date", score("5", "22/11/2026 10:00", 5), 400, nil},
		{"unknown person", score("99", "2026-01-01T10:00:10Z", 5), 400, nil},
		{"username instead of id", score("learner1", "2026-01-01T10:00:10Z", 5), 400, nil},
		{"teacher", score("3", "2026-01-01T10:00:10Z", 5), 400, nil},
		{"no progress", without(score("5", "2026-01-01T10:00:10Z", 5), "gradingProgress"), 400, nil},
	}
}

func TestScoreRules(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	token := tl.token()
	accepted := 0
	for _, s := range scoreSteps() {
		if got := tl.score(token, "1", s.in); got != s.want {
			t.Errorf("%s: status %d, want %d", s.name, got, s.want)
		}
		if s.want == 200 {
			accepted++
		}
		res, err := p.Result("1", "5")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s.has, res.Score); diff != "" {
			t.Errorf("%s: score (-want +got):\n%s", s.name, diff)
		}
	}
	journal := p.Scores()
	if len(journal) != accepted {
		t.Errorf("journal has %d entries, want the %d accepted", len(journal), accepted)
	}
	for i, e := range journal {
		if e.Seq != i+1 || !e.Applied || e.User != "5" {
			t.Errorf("entry %d = %+v", i, e)
		}
	}
	if err := p.SetLocked("1", true); err != nil {
		t.Fatal(err)
	}
	if got := tl.score(token, "1", score("5", "2026-01-01T10:00:20Z", 5)); got != 500 {
		t.Errorf("locked: %d", got)
	}
}

func TestOverrideWins(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	token := tl.token()
	typed := 35.0
	if got := tl.score(token, "1", score("5", "2026-01-01T10:00:00Z", 8)); got != 200 {
		t.Fatal(got)
	}
	if err := p.Override("1", "learner1", &typed, "teacher says"); err != nil {
		t.Fatal(err)
	}
	if got := tl.score(token, "1", score("5", "2026-01-01T10:00:01Z", 8)); got != 409 {
		t.Errorf("score older than the edit: %d", got)
	}
	later := time.Now().Add(time.Minute).UTC().Format(time.RFC3339)
	if got := tl.score(token, "1", score("5", later, 10)); got != 200 {
		t.Errorf("newer score: %d", got)
	}
	_, text := tl.call("GET", p.URL()+"/lti/courses/2/lineitems/1/lineitem/results?type_id=1&user_id=5", token, mediaResults, nil)
	var results []map[string]any
	if err := json.Unmarshal([]byte(text), &results); err != nil || len(results) != 1 {
		t.Fatalf("results: %v %s", err, text)
	}
	if r := results[0]; r["resultScore"] != 35.0 || r["resultMaximum"] != 100.0 || r["comment"] != "teacher says" {
		t.Errorf("result = %v", r)
	}
	journal := p.Scores()
	if last := journal[len(journal)-1]; last.Applied {
		t.Error("the journal says that the score was applied")
	}
	if err := p.Override("1", "learner1", nil, ""); err != nil {
		t.Fatal(err)
	}
	later = time.Now().Add(2 * time.Minute).UTC().Format(time.RFC3339)
	tl.score(token, "1", score("5", later, 10))
	if res, err := p.Result("1", "learner1"); err != nil || res.Score == nil || *res.Score != 100 {
		t.Errorf("after the release: %+v %v", res, err)
	}
}

func TestConcurrentScoresKeepOrder(t *testing.T) {
	t.Parallel()
	p, tl := world(t, func(c *platform.Config) { c.StateFile = filepath.Join(t.TempDir(), "state.json") })
	token := tl.token()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := range 30 {
				stamp := start.Add(time.Duration(i) * time.Second).Format(time.RFC3339)
				if got := tl.score(token, "1", score("5", stamp, 5)); got != 200 && got != 409 {
					t.Errorf("status %d", got)
				}
			}
		})
	}
	wg.Wait()
	journal := p.Scores()
	for i := 1; i < len(journal); i++ {
		if !journal[i].Timestamp.After(journal[i-1].Timestamp) || journal[i].Seq != journal[i-1].Seq+1 {
			t.Fatalf("entry %d does not follow its forerunner", i)
		}
	}
	if last := journal[len(journal)-1].Timestamp; !last.Equal(start.Add(29 * time.Second)) {
		t.Errorf("last accepted = %s", last)
	}
}

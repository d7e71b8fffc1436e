package lti_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/lti"
)

func recordedLineItems() map[string]recordedCase {
	list := func(f lti.LineItemFilter, n int) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			p := newReplay(t, e)
			items, err := p.s.LineItems(t.Context(), p.reg, p.address("", "tag", "resource_id", "resource_link_id"), f)
			if err != nil || len(items) != n {
				t.Fatalf("%+v, %v, want %d", items, err, n)
			}
			for _, l := range items {
				if !strings.HasPrefix(l.ID, p.l.URL) || !(l.ScoreMaximum > 0) {
					t.Errorf("line item %+v", l)
				}
			}
			p.same()
		}
	}
	refused := func(header string) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			p := newReplay(t, e)
			_, err := p.s.LineItems(t.Context(), p.reg, p.address(""), lti.LineItemFilter{})
			if e.Request.Method == "POST" {
				_, err = p.s.CreateLineItem(t.Context(), p.reg, p.address(""), lti.LineItem{Label: "x", ScoreMaximum: 10})
			}
			failed(t, err, lti.ServiceRefused, 400)
			p.asks = p.asks[len(p.asks)-1:]
			p.differs(header)
		}
	}
	write := func(t *testing.T, e exchange) {
		p := newReplay(t, e)
		var l lti.LineItem
		if err := json.Unmarshal(e.Request.Body, &l); err != nil {
			t.Fatal(err)
		}
		address, put := p.address(""), e.Request.Method == "PUT"
		got, err := lti.LineItem{}, error(nil)
		if put {
			l.ID = address
			got, err = p.s.UpdateLineItem(t.Context(), p.reg, l)
		} else {
			got, err = p.s.CreateLineItem(t.Context(), p.reg, address, l)
		}
		if err != nil || got.Label != l.Label || got.ScoreMaximum != l.ScoreMaximum || got.Tag != l.Tag || !strings.Contains(got.ID, "/lineitem?type_id=1") {
			t.Errorf("%+v, %v", got, err)
		}
		p.same()
	}
	get := func(t *testing.T, e exchange) {
		p := newReplay(t, e)
		l, err := p.s.LineItem(t.Context(), p.reg, p.address(""))
		if err != nil || l.ResourceLinkID != "1" {
			t.Errorf("%+v, %v", l, err)
		}
		p.same()
	}
	return map[string]recordedCase{
		"ags-lineitems":             {"addresses carry a query", list(lti.LineItemFilter{}, 2)},
		"ags-lineitems-by-tag":      {"found again by tag", list(lti.LineItemFilter{Tag: "attendance"}, 1)},
		"ags-lineitems-by-resource": {"found again by resourceId", list(lti.LineItemFilter{ResourceID: "room-1"}, 1)},
		"ags-lineitems-by-link":     {"two of one link", list(lti.LineItemFilter{ResourceLinkID: "1"}, 2)},
		"ags-lineitems-no-typeid":   {"without type_id the list is the same", list(lti.LineItemFilter{}, 2)},
		"ags-lineitems-limit": {"Link headers use curly quotes and &amp;", func(t *testing.T, e exchange) {
			p := newReplay(t, e)
			items, err := p.s.LineItems(t.Context(), p.reg, p.address(""), lti.LineItemFilter{})
			if err != nil || len(items) != 2 || len(p.asks) != 2 || p.asks[1].URL.RawQuery != "type_id=1&limit=1&from=1" {
				t.Errorf("LTI-NRPS-02 %d items in %d pages, %v", len(items), len(p.asks), err)
			}
		}},
		"ags-lineitems-anyaccept":          {"any Accept fails on the list", refused("Accept")},
		"ags-lineitems-jsonaccept":         {"a plain Accept fails on the list", refused("Accept")},
		"ags-lineitem-create-json-ct":      {"the content type is exactly the media type", refused("Content-Type")},
		"ags-lineitem-create-container-ct": {"the container's content type is another", refused("Content-Type")},
		"ags-lineitem-create":              {"a line item of a link, with an extension", write},
		"ags-lineitem-create-2":            {"a line item of its own", write},
		"edge-li":                          {"a line item to be graded", write},
		"ags-lineitem-put":                 {"replaced at its address", write},
		"ags-lineitem-put-noquery":         {"replaced without the query", write},
		"ags-lineitem":                     {"resourceId and tag may be empty", get},
		"ags-lineitem-get-created":         {"dates aren't kept", get},
		"ags-lineitem-create-nolabel": {"a line item needs a label", func(t *testing.T, e exchange) {
			p := newReplay(t, e)
			_, err := p.s.CreateLineItem(t.Context(), p.reg, p.address(""), lti.LineItem{ScoreMaximum: 10})
			failed(t, err, lti.ServiceInvalid, 0)
		}},
		"ags-lineitem-create-badlink": {"another's link is forbidden", func(t *testing.T, e exchange) {
			p := newReplay(t, e)
			_, err := p.s.CreateLineItem(t.Context(), p.reg, p.address(""), lti.LineItem{Label: "y", ScoreMaximum: 10, ResourceLinkID: "999"})
			failed(t, err, lti.ServiceForbidden, 403)
		}},
	}
}

// sendScore sends a score to the recorded address and holds the request against the recorded one.
func sendScore(t *testing.T, e exchange, sc lti.Score) (*replay, error) {
	t.Helper()
	p := newReplay(t, e)
	err := p.s.PutScore(t.Context(), p.reg, p.address("/scores"), sc)
	if len(p.asks) > 0 && !strings.Contains(e.Request.URL, "type_id=1/scores") {
		if kind := e.Request.Headers["content-type"]; !strings.HasPrefix(kind, "application/vnd.ims.lis.v1.score+json") {
			p.differs("Content-Type")
		} else {
			p.same()
		}
	}
	return p, err
}

// sound holds that what we sent is a finished grade in UTC: Moodle erases for anything else, with a 200.
func sound(t *testing.T, p *replay) {
	t.Helper()
	var m struct {
		ScoreGiven      *float64 `json:"scoreGiven"`
		ScoreMaximum    float64  `json:"scoreMaximum"`
		GradingProgress string   `json:"gradingProgress"`
		Timestamp       string   `json:"timestamp"`
	}
	if err := json.Unmarshal(p.body, &m); err != nil || m.ScoreGiven == nil || m.ScoreMaximum <= 0 || m.GradingProgress != "FullyGraded" || !strings.HasSuffix(m.Timestamp, "Z") {
		t.Errorf("LTI-AGS-05 sent %s (%v)", p.body, err)
	}
}

func recordedScores() map[string]recordedCase {
	taken := func(t *testing.T, e exchange) {
		p, err := sendScore(t, e, score())
		if err != nil {
			t.Error(err)
		}
		sound(t, p)
	}
	answered := func(code string, temporary bool) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			p, err := sendScore(t, e, score())
			serviceError(t, err, code, temporary)
			sound(t, p)
		}
	}
	conflict, refused := answered(lti.ServiceConflict, false), answered(lti.ServiceRefused, false)
	invalid := func(sc lti.Score) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			p, err := sendScore(t, e, sc)
			serviceError(t, err, lti.ServiceInvalid, false)
			if len(p.asks) > 0 {
				t.Error("it was sent")
			}
		}
	}
	with := func(change func(*lti.Score)) lti.Score {
		sc := score()
		change(&sc)
		return sc
	}
	// erases are those that Moodle answered 200 and that took the grade away: no score of ours is like them.
	erases := func(t *testing.T, e exchange) {
		if e.Response.Status != 200 {
			t.Errorf("status %d", e.Response.Status)
		}
		taken(t, e)
	}
	cleared := func(t *testing.T, e exchange) {
		p, err := sendScore(t, e, lti.Score{UserID: "5", Timestamp: start(), Clear: true})
		if err != nil || strings.Contains(string(p.body), "scoreGiven") || !strings.Contains(string(p.body), `"gradingProgress":"NotReady"`) {
			t.Errorf("LTI-AGS-06 sent %s, %v", p.body, err)
		}
	}
	return map[string]recordedCase{
		"score-ok-student1":           {"success is 200 with an empty body", taken},
		"score-ok-coupled-student1":   {"into the link's own line item", taken},
		"score-later":                 {"a later second", taken},
		"score-again":                 {"after it was cleared", taken},
		"score-final":                 {"the last one", taken},
		"score-micros":                {"fractions of a second are cut off", taken},
		"score-nanos-offset":          {"fractions and an offset", taken},
		"score-numeric-userid":        {"a user id may be a number", taken},
		"score-zero":                  {"zero is a grade", func(t *testing.T, e exchange) { zero(t, e) }},
		"edge-zero":                   {"zero is a grade, before any other", func(t *testing.T, e exchange) { zero(t, e) }},
		"edge-first":                  {"the first", taken},
		"edge-string-score":           {"a score may be text", taken},
		"score-over-max":              {"more than the maximum is clipped there", func(t *testing.T, e exchange) { over(t, e) }},
		"edge-negative":               {"less than zero is taken there and never sent", invalid(with(func(s *lti.Score) { s.ScoreGiven = -3 }))},
		"score-same-second":           {"the same second of another fraction may pass", taken},
		"edge-same-second-later-ms":   {"the same second is a 409", conflict},
		"edge-identical-retry":        {"an identical retry is a 409", conflict},
		"score-earlier":               {"an earlier one is a 409", conflict},
		"score-ct-charset":            {"a 409 whatever the charset", conflict},
		"score-after-future":          {"a future timestamp shuts out what comes after", conflict},
		"score-future-1y":             {"a future timestamp is taken there and never sent", invalid(with(func(s *lti.Score) { s.Timestamp = start().Add(time.Hour) }))},
		"score-no-tz":                 {"a time without zone is taken there and never sent", taken},
		"score-date-bad":              {"a time that can't be read is a 400", refused},
		"score-no-scoremax":           {"a score needs its maximum", invalid(with(func(s *lti.Score) { s.ScoreMaximum = 0 }))},
		"score-teacher":               {"a teacher gets no score", refused},
		"score-unenrolled":            {"who isn't enrolled gets no score", refused},
		"score-unknown-user":          {"an unknown user gets no score", refused},
		"edge-suspended-score":        {"who is suspended", func(t *testing.T, e exchange) { suspended(t, e) }},
		"score-ct-json":               {"the content type is exactly the media type", refused},
		"score-ct-container":          {"the container's content type is another", refused},
		"score-naive-url":             {"/scores goes into the path", func(t *testing.T, e exchange) { naive(t, e) }},
		"locked-score":                {"a locked item is a 500", answered(lti.ServiceServerError, true)},
		"score-clear-noscore":         {"a score without number erases", cleared},
		"score-clear-notready":        {"a score that isn't ready erases", erases},
		"score-noscore-inprogress":    {"progress without number erases", erases},
		"score-pendingmanual-noscore": {"a submission without number erases", erases},
		"score-pending":               {"a pending score erases", erases},
		"score-bogus-progress":        {"unknown progress erases", erases},
		"edge-comment-only":           {"a comment alone erases", erases},
		"score-submission-ext":        {"an extension and markup in the comment are taken", taken},
		"override-before":             {"before a teacher's edit", taken},
		"override-score-older":        {"older than a teacher's edit", func(t *testing.T, e exchange) { overridden(t, e) }},
		"override-score-newer":        {"newer than a teacher's edit is a 200 that changes nothing", taken},
	}
}

func zero(t *testing.T, e exchange) {
	sc := score()
	sc.ScoreGiven = 0
	p, err := sendScore(t, e, sc)
	if err != nil || !strings.Contains(string(p.body), `"scoreGiven":0`) {
		t.Errorf("sent %s, %v", p.body, err)
	}
	sound(t, p)
}

func over(t *testing.T, e exchange) {
	sc := score()
	sc.ScoreGiven = 15
	if _, err := sendScore(t, e, sc); err != nil {
		t.Error(err)
	}
}

func naive(t *testing.T, e exchange) {
	p := newReplay(t, e)
	err := p.s.PutScore(t.Context(), p.reg, p.l.URL+"/mod/lti/services.php/2/lineitems/4/lineitem?type_id=1", score())
	serviceError(t, err, lti.ServiceRefused, false)
	if got := p.asks[0].URL.RequestURI(); got != "/mod/lti/services.php/2/lineitems/4/lineitem/scores?type_id=1" {
		t.Errorf("LTI-AGS-04 sent to %s", got)
	}
}

func suspended(t *testing.T, e exchange) {
	p, err := sendScore(t, e, score())
	if (e.Response.Status == 200) != (err == nil) {
		t.Errorf("HTTP %d gives %v", e.Response.Status, err)
	}
	sound(t, p)
}

func overridden(t *testing.T, e exchange) {
	_, err := sendScore(t, e, score())
	if (e.Response.Status == 200) != (err == nil) {
		t.Errorf("HTTP %d gives %v", e.Response.Status, err)
	}
	if err != nil {
		serviceError(t, err, lti.ServiceConflict, false)
	}
}

func recordedResults() map[string]recordedCase {
	read := func(user string, check func(t *testing.T, by map[string]lti.Result)) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			p := newReplay(t, e)
			results, err := p.s.Results(t.Context(), p.reg, p.address("/results", "user_id"), user)
			if err != nil {
				t.Fatal(err)
			}
			by := map[string]lti.Result{}
			for _, r := range results {
				if by[r.UserID] = r; r.ResultScore != nil && (r.Timestamp.IsZero() || r.ResultMaximum <= 0) {
					t.Errorf("result %+v", r)
				}
			}
			check(t, by)
			p.same()
			recordedAt(t, e)
		}
	}
	has := func(user string, score float64) func(*testing.T, map[string]lti.Result) {
		return func(t *testing.T, by map[string]lti.Result) {
			if r := by[user]; r.ResultScore == nil || *r.ResultScore != score {
				t.Errorf("%s has %+v, want %v", user, r, score)
			}
		}
	}
	none := func(user string) func(*testing.T, map[string]lti.Result) {
		return func(t *testing.T, by map[string]lti.Result) {
			if r := by[user]; r.ResultScore != nil {
				t.Errorf("%s has %v", user, *r.ResultScore)
			}
		}
	}
	return map[string]recordedCase{
		"results-c1":                     {"of all", read("", has("5", 9))},
		"results-c1-user":                {"of one", read("5", has("5", 9))},
		"results-c2":                     {"a result without number is no grade", read("", none("6"))},
		"results-coupled":                {"rescaled to the item's maximum", read("", has("5", 87.5))},
		"results-coupled-final":          {"after all", read("", has("5", 91))},
		"results-coupled-after-clear":    {"nothing is left", read("", none("5"))},
		"results-coupled-after-notready": {"the grade is gone", read("", none("5"))},
		"results-anyaccept":              {"any Accept gets the results", read("", has("7", 10))},
		"edge-results-zero":              {"zero is a grade", func(t *testing.T, e exchange) { read(userOf(e), has(userOf(e), 0))(t, e) }},
		"edge-results-commentonly":       {"a comment is no grade", read("9", none("9"))},
		"override-results":               {"a teacher's override wins", read("5", has("5", 3.5))},
		"override-results-after":         {"a teacher's override wins over later scores", read("5", has("5", 3.5))},
		"results-limit": {"results with limit are a 404, so none is asked for", func(t *testing.T, e exchange) {
			p := newReplay(t, e)
			_, err := p.s.Results(t.Context(), p.reg, p.address("/results", "limit"), "")
			failed(t, err, lti.ServiceNotFound, 404)
			if p.asks[0].URL.Query().Has("limit") {
				t.Error("LTI-AGS-08 a limit is asked for")
			}
		}},
		"results-limit-no-typeid": {"pages of results are followed", func(t *testing.T, e exchange) {
			p := newReplay(t, e)
			results, err := p.s.Results(t.Context(), p.reg, p.address("/results"), "")
			if err != nil || len(p.asks) != 2 || len(results) != 4 {
				t.Errorf("%d results in %d pages, %v", len(results), len(p.asks), err)
			}
		}},
	}
}

func userOf(e exchange) string {
	_, user, _ := strings.Cut(e.Request.URL, "user_id=")
	return user
}

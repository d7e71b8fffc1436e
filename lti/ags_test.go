package lti_test

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti"
)

const (
	lineItemType  = "application/vnd.ims.lis.v2.lineitem+json"
	list          = "/2/lineitems"
	lineItemsType = "application/vnd.ims.lis.v2.lineitemcontainer+json"
)

// reply writes v as JSON when the Accept header is exactly as given, as strict platforms do.
func reply(t *testing.T, accept string, status int, v any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header["Accept"]; len(got) != 1 || got[0] != accept {
			t.Errorf("accept %q", got)
		}
		w.WriteHeader(status)
		_, _ = w.Write(mustJSON(t, v))
	}
}

func TestLineItems(t *testing.T) {
	t.Parallel()
	t.Run("LTI-AGS-01 found over pages with Moodle's links", testLineItemsFoundOverPagesWithMoodlesLinks)
	t.Run("LTI-AGS-01 none", testLineItemsNone)
	t.Run("LTI-AGS-02 read-only scope where the other isn't granted", testLineItemsReadOnlyScopeWhereTheOtherIsntGranted)
	t.Run("LTI-AGS-03 created", testLineItemsCreated)
	t.Run("LTI-AGS-03 created without address", testLineItemsCreatedWithoutAddress)
	t.Run("LTI-AGS-03 changed", testLineItemsChanged)
}

func testLineItemsFoundOverPagesWithMoodlesLinks(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.handle("GET "+list, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("type_id") != "1" || q.Get("tag") != "attendance" || q.Get("resource_id") != "room-1" {
			t.Errorf("query %v", q)
		}
		if q.Get("from") == "" {
			next := l.URL + list + "?" + "type_id=1&amp;tag=attendance&amp;resource_id=room-1&amp;from=1"
			w.Header().Set("Link", "<"+l.URL+list+">; rel=\u201cfirst\u201d, <"+next+">; rel=\u201cnext\u201d")
			reply(t, lineItemsType, 200, []lti.LineItem{{ID: l.URL + "/x", Label: "other", ScoreMaximum: 1, Tag: "quiz"}})(w, r)
			return
		}
		reply(t, lineItemsType, 200, []lti.LineItem{{ID: l.URL + "/4/lineitem?type_id=1", Label: "Attendance", ScoreMaximum: 10, Tag: "attendance", ResourceID: "room-1"}})(w, r)
	})
	got, err := s.FindLineItem(t.Context(), reg, l.URL+list+"?type_id=1", "attendance", "room-1", "")
	if err != nil || got.ID != l.URL+"/4/lineitem?type_id=1" {
		t.Fatalf("%+v, %v", got, err)
	}
	if l.scopes[0] != lti.ScopeLineItem {
		t.Errorf("scope %q", l.scopes[0])
	}
}

func testLineItemsNone(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.handle("GET "+list, reply(t, lineItemsType, 200, []lti.LineItem{}))
	if _, err := s.FindLineItem(t.Context(), reg, l.URL+list, "a", "b", "c"); !errors.Is(err, lti.ErrLineItemNotFound) {
		t.Fatal(err)
	}
}

func testLineItemsReadOnlyScopeWhereTheOtherIsntGranted(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.refuse = func(w http.ResponseWriter, r *http.Request) {
		if r.PostFormValue("scope") != lti.ScopeLineItemReadOnly {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":"invalid_scope"}`)
			return
		}
		_, _ = io.WriteString(w, `{"access_token":"ro","expires_in":"60"}`)
	}
	l.handle("GET "+list, reply(t, lineItemsType, 200, []lti.LineItem{}))
	if _, err := s.LineItems(t.Context(), reg, l.URL+list, lti.LineItemFilter{}); err != nil {
		t.Fatal(err)
	}
}

func testLineItemsCreated(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.handle("POST "+list, func(w http.ResponseWriter, r *http.Request) {
		if ct := r.Header.Get("Content-Type"); ct != lineItemType {
			t.Errorf("content type %q", ct)
		}
		var got map[string]any
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		want := map[string]any{"label": "Attendance", "scoreMaximum": 100.0, "resourceId": "room-1", "tag": "attendance"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		got["id"] = l.URL + "/2/lineitems/4/lineitem?type_id=1"
		reply(t, lineItemType, 201, got)(w, r)
	})
	got, err := s.CreateLineItem(t.Context(), reg, l.URL+list+"?type_id=1", lti.LineItem{Label: "Attendance", ScoreMaximum: 100, ResourceID: "room-1", Tag: "attendance"})
	if err != nil || got.ID != l.URL+"/2/lineitems/4/lineitem?type_id=1" {
		t.Fatalf("%+v, %v", got, err)
	}
}

func testLineItemsCreatedWithoutAddress(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.handle("POST "+list, reply(t, lineItemType, 201, map[string]any{"label": "x"}))
	_, err := s.CreateLineItem(t.Context(), reg, l.URL+list, lti.LineItem{Label: "x", ScoreMaximum: 1})
	serviceError(t, err, lti.ServiceMalformed, true)
	_, err = s.CreateLineItem(t.Context(), reg, l.URL+list, lti.LineItem{Label: "x"})
	serviceError(t, err, lti.ServiceInvalid, false)
}

func testLineItemsChanged(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.handle("PUT /li", reply(t, lineItemType, 200, map[string]any{"label": "x", "scoreMaximum": 5}))
	l.handle("GET /li", reply(t, lineItemType, 200, map[string]any{"label": "x", "scoreMaximum": 5}))
	address := l.URL + "/li?type_id=1"
	got, err := s.UpdateLineItem(t.Context(), reg, lti.LineItem{ID: address, Label: "x", ScoreMaximum: 5})
	if err != nil || got.ID != address {
		t.Fatalf("%+v, %v", got, err)
	}
	if got, err = s.LineItem(t.Context(), reg, address); err != nil || got.ID != address {
		t.Fatalf("%+v, %v", got, err)
	}
}

// send puts a score and gives the body that the platform got.
func send(t *testing.T, sc lti.Score) map[string]any {
	t.Helper()
	l, s, reg, _ := newLMS(t)
	var got map[string]any
	l.handle("POST /2/lineitems/4/lineitem/scores", func(_ http.ResponseWriter, r *http.Request) {
		if ct := r.Header.Get("Content-Type"); ct != "application/vnd.ims.lis.v1.score+json" {
			t.Errorf("content type %q", ct)
		}
		if r.URL.RawQuery != "type_id=1" {
			t.Errorf("LTI-AGS-04: query %q", r.URL.RawQuery)
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
	})
	if err := s.PutScore(t.Context(), reg, l.URL+"/2/lineitems/4/lineitem?type_id=1", sc); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestPutScore(t *testing.T) {
	t.Parallel()
	t.Run("LTI-AGS-05 a grade", testScoreAGrade)
	t.Run("LTI-AGS-05 nothing is a grade too", testScoreNothingIsAGradeToo)
	t.Run("LTI-AGS-06 erased only when asked", testScoreErasedOnlyWhenAsked)
	t.Run("LTI-AGS-07 zone is UTC, to the millisecond", testScoreZoneIsUtcToTheMillisecond)
	for name, spoil := range map[string]func(*lti.Score){
		"LTI-AGS-05 no user":              func(s *lti.Score) { s.UserID = "" },
		"LTI-AGS-05 negative":             func(s *lti.Score) { s.ScoreGiven = -1 },
		"LTI-AGS-05 not a number":         func(s *lti.Score) { s.ScoreGiven = math.NaN() },
		"LTI-AGS-05 endless":              func(s *lti.Score) { s.ScoreGiven = math.Inf(1) },
		"LTI-AGS-05 no maximum":           func(s *lti.Score) { s.ScoreMaximum = 0 },
		"LTI-AGS-05 unknown progress":     func(s *lti.Score) { s.ActivityProgress = "Done" },
		"LTI-AGS-07 no time":              func(s *lti.Score) { s.Timestamp = time.Time{} },
		"LTI-AGS-07 a time in the future": func(s *lti.Score) { s.Timestamp = start().Add(time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, s, reg, _ := newLMS(t)
			sc := score()
			spoil(&sc)
			serviceError(t, s.PutScore(t.Context(), reg, l.URL+"/li", sc), lti.ServiceInvalid, false)
			if l.tokens() != 0 {
				t.Error("a token was fetched for it")
			}
		})
	}
}

func testScoreAGrade(t *testing.T) {
	t.Parallel()
	want := map[string]any{"userId": "5", "scoreGiven": 8.0, "scoreMaximum": 10.0, "comment": "present 48 of 60 min",
		"timestamp": "2026-11-02T08:59:59.000Z", "activityProgress": "Completed", "gradingProgress": "FullyGraded"}
	if diff := cmp.Diff(want, send(t, score())); diff != "" {
		t.Error(diff)
	}
}

func testScoreNothingIsAGradeToo(t *testing.T) {
	t.Parallel()
	sc := score()
	sc.ScoreGiven = 0
	if got := send(t, sc); got["scoreGiven"] != 0.0 {
		t.Errorf("scoreGiven %v", got["scoreGiven"])
	}
}

func testScoreErasedOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	want := map[string]any{"userId": "5", "timestamp": "2026-11-02T08:59:59.000Z", "activityProgress": "Initialized", "gradingProgress": "NotReady"}
	if diff := cmp.Diff(want, send(t, lti.Score{UserID: "5", Timestamp: start().Add(-time.Second), Clear: true})); diff != "" {
		t.Error(diff)
	}
}

func testScoreZoneIsUtcToTheMillisecond(t *testing.T) {
	t.Parallel()
	sc := score()
	sc.Timestamp = time.Date(2026, 11, 2, 9, 30, 1, 234567890, time.FixedZone("", 3600))
	if got := send(t, sc); got["timestamp"] != "2026-11-02T08:30:01.234Z" {
		t.Errorf("timestamp %v", got["timestamp"])
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.handle("GET /2/lineitems/4/lineitem/results", func(w http.ResponseWriter, r *http.Request) {
		want := url.Values{"type_id": {"1"}, "user_id": {"5"}}
		if diff := cmp.Diff(want, r.URL.Query()); diff != "" {
			t.Error(diff)
		}
		reply(t, "application/vnd.ims.lis.v2.resultcontainer+json", 200, []map[string]any{
			{"id": l.URL, "userId": "5", "resultScore": 9, "resultMaximum": 10, "comment": "c", "scoreOf": l.URL, "timestamp": "2026-11-22T13:53:03+00:00"},
			{"userId": "6", "resultScore": "8.5", "resultMaximum": "10", "comment": nil},
			{"userId": "7", "resultScore": nil},
		})(w, r)
	})
	got, err := s.Results(t.Context(), reg, l.URL+"/2/lineitems/4/lineitem?type_id=1", "5")
	if err != nil {
		t.Fatal(err)
	}
	nine, eight := 9.0, 8.5
	want := []lti.Result{
		{UserID: "5", ResultScore: &nine, ResultMaximum: 10, Comment: "c", ScoreOf: l.URL, Timestamp: time.Date(2026, 11, 22, 13, 53, 3, 0, time.UTC)},
		{UserID: "6", ResultScore: &eight, ResultMaximum: 10},
		{UserID: "7", ResultMaximum: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("LTI-AGS-08:\n%s", diff)
	}
}

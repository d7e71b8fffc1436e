package lti

import (
	"testing"
	"time"
)

func TestDryRunShowsTheRequestsOfAGS(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	r, err := ScoreRequest("https://lms.example/lineitem?type_id=1", Score{UserID: "5", ScoreGiven: 0, ScoreMaximum: 100, Comment: "Absent.", Timestamp: now}, now)
	want := `{"activityProgress":"Completed","comment":"Absent.","gradingProgress":"FullyGraded","scoreGiven":0,"scoreMaximum":100,"timestamp":"2026-11-25T10:00:00.000Z","userId":"5"}`
	if err != nil || r.Method != "POST" || r.URL != "https://lms.example/lineitem/scores?type_id=1" || string(r.Body) != want || r.ContentType != typeScore {
		t.Errorf("%+v %s, %v", r, r.Body, err)
	}
	if _, err := ScoreRequest("https://lms.example/1", Score{UserID: "5", ScoreGiven: -1, ScoreMaximum: 100, Timestamp: now}, now); err == nil {
		t.Error("a score below 0 was taken")
	}
	r, err = LineItemRequest("https://lms.example/lineitems", LineItem{Label: "Class", ScoreMaximum: 10, Tag: "t", ResourceID: "r"})
	if err != nil || string(r.Body) != `{"label":"Class","scoreMaximum":10,"resourceId":"r","tag":"t"}` || r.ContentType != typeLineItem {
		t.Errorf("%+v %s, %v", r, r.Body, err)
	}
}

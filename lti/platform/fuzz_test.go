package platform

import (
	"encoding/json"
	"testing"
	"time"
)

// FuzzScore feeds bodies to the score service's decoder: whatever is accepted
// lies within the line item's scale, and the same body again is refused.
func FuzzScore(f *testing.F) {
	f.Add([]byte(`{"userId":"5","timestamp":"2026-01-01T10:00:00Z","scoreGiven":8,"scoreMaximum":10,"activityProgress":"Completed","gradingProgress":"FullyGraded"}`))
	f.Add([]byte(`{"userId":5,"timestamp":"2026-01-01T10:00:00.5","scoreGiven":"1e308","scoreMaximum":"1e-308","activityProgress":"x","gradingProgress":"FullyGraded"}`))
	f.Add([]byte(`{"scoreGiven":"NaN"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var b scoreBody
		if json.Unmarshal(raw, &b) != nil {
			return
		}
		li := LineItem{ID: "1", Label: "x", ScoreMaximum: 100}
		e, err := b.entry(li)
		if err != nil {
			return
		}
		st := newState()
		if err := st.applyScore(e, li, ToolConfig{}, time.Time{}, false); err != nil {
			return
		}
		if s := st.Grades[gradeKey(li.ID, e.User)].Score; s != nil && !(*s >= 0 && *s <= 100) {
			t.Errorf("score %v is outside of the scale", *s)
		}
		if err := st.applyScore(e, li, ToolConfig{}, time.Time{}, false); err == nil {
			t.Error("the same score was taken twice")
		}
	})
}

package app_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

func TestSumSpoken(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 10, 0, 20, 0, time.UTC)
	spoke := func(id string, user app.UserID, data any) app.Fact {
		return app.Fact{ID: id, Session: "s", Kind: app.FactMediaSpoke, User: user, At: at, Data: app.MustJSON(data)}
	}
	other := spoke("5", "a", app.SpokeData{Ms: 1000, Turns: 1})
	other.Session = "another"
	facts := []app.Fact{
		spoke("1", "a", app.SpokeData{Ms: 1500, Turns: 1}), spoke("1", "a", app.SpokeData{Ms: 1500, Turns: 1}),
		spoke("2", "a", app.SpokeData{Ms: 500}), spoke("3", "b", app.SpokeData{Ms: -5, Turns: -1}), spoke("4", "b", "garbage"), other,
		{ID: "6", Session: "s", Kind: app.FactHandRaised, User: "a", At: at},
	}
	want := map[app.UserID]app.Spoken{"a": {2 * time.Second, 1, []time.Time{at, at}}, "b": {0, 0, []time.Time{at}}}
	got, listened := app.SumSpoken("s", facts)
	if diff := cmp.Diff(want, got); diff != "" || listened {
		t.Error(diff, listened)
	}
	begun := app.Fact{ID: "7", Session: "s", Kind: app.FactMediaListening, At: at}
	if got, listened := app.SumSpoken("s", []app.Fact{begun}); len(got) != 0 || !listened {
		t.Errorf("nobody spoke: %v, %v", got, listened)
	}
	if _, listened := app.SumSpoken("another", []app.Fact{begun}); listened {
		t.Error("another session was listened to")
	}
}

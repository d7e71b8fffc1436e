package witness

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/livekit"
)

var begin = time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)

func after(seconds float64) time.Time {
	return begin.Add(time.Duration(seconds * float64(time.Second)))
}

func TestTally(t *testing.T) {
	t.Parallel()
	type at struct {
		seconds float64
		speak   []string // sids: a person, and 1 for themselves or 2 for their voice from elsewhere
		take    bool
	}
	tests := map[string]struct {
		script []at
		want   []string
	}{
		"nobody":                  {[]at{{0, nil, false}, {20, nil, true}}, nil},
		"one turn":                {[]at{{1, []string{"a1"}, false}, {4, nil, false}, {20, nil, true}}, []string{"a 3s 1"}},
		"a breath is no pause":    {[]at{{1, []string{"a1"}, false}, {4, nil, false}, {6, []string{"a1"}, false}, {7, nil, false}, {20, nil, true}}, []string{"a 4s 1"}},
		"a pause":                 {[]at{{1, []string{"a1"}, false}, {4, nil, false}, {6.5, []string{"a1"}, false}, {7, nil, false}, {20, nil, true}}, []string{"a 3.5s 2"}},
		"told again":              {[]at{{1, []string{"a1"}, false}, {2, []string{"a1"}, false}, {4, nil, false}, {5, nil, false}, {20, nil, true}}, []string{"a 3s 1"}},
		"two at once":             {[]at{{1, []string{"a1", "b1"}, false}, {3, []string{"b1"}, false}, {4, nil, false}, {20, nil, true}}, []string{"a 2s 1", "b 3s 1"}},
		"here and from elsewhere": {[]at{{1, []string{"a1", "a2"}, false}, {3, nil, false}, {20, nil, true}}, []string{"a 2s 1", "a 2s 1"}},
		"over the end of a span":  {[]at{{10, []string{"a1"}, false}, {20, nil, true}, {25, nil, false}, {40, nil, true}}, []string{"a 10s 1", "a 5s 0"}},
		"silent in a second span": {[]at{{10, []string{"a1"}, false}, {12, nil, false}, {20, nil, true}, {40, nil, true}}, []string{"a 2s 1"}},
		"a clock set back":        {[]at{{10, []string{"a1"}, false}, {5, nil, false}, {20, nil, true}}, []string{"a 0s 1"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			heard := newTally("t", "s")
			var facts []app.Fact
			for _, step := range tc.script {
				if step.take {
					facts = append(facts, heard.take(after(step.seconds))...)
					continue
				}
				var speakers []livekit.Speaker
				for _, sid := range step.speak {
					identity := sid[:1]
					if sid[1:] == "2" {
						identity = app.VoiceIdentity(app.UserID(identity))
					}
					speakers = append(speakers, livekit.Speaker{SID: sid, Identity: identity})
				}
				heard.see(after(step.seconds), livekit.Moment{Speakers: speakers})
			}
			var got []string
			for _, f := range facts {
				sums, _ := app.SumSpoken("s", []app.Fact{f})
				one := sums[f.User]
				got = append(got, fmt.Sprintf("%s %v %d", f.User, one.Duration, one.Turns))
			}
			if name != "over the end of a span" {
				slices.Sort(got)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsShown(t *testing.T) {
	t.Parallel()
	camera, screen := livekit.Shown{SID: "a1", Identity: "a", Source: livekit.Camera}, livekit.Shown{SID: "b1", Identity: "b", Source: livekit.ScreenShare}
	seen := newTally("t", "s")
	var got []string
	for seconds, shown := range [][]livekit.Shown{{camera}, {camera, screen}, {camera, screen}, {screen}, {camera}, {}} {
		seen.see(after(float64(seconds)), livekit.Moment{Shown: shown})
		if seconds == 1 {
			got = append(got, kinds(t, seen.take(after(20)))...)
		}
	}
	facts := seen.take(after(40))
	got = append(got, kinds(t, facts)...)
	want := []string{"0s media.shown a camera", "1s media.shown b screen_share", "3s media.unshown a camera", "4s media.shown a camera",
		"4s media.unshown b screen_share", "5s media.unshown a camera"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	ids := map[string]bool{}
	for _, f := range facts {
		ids[f.ID] = true
	}
	if len(ids) != len(facts) || len(seen.take(after(60))) != 0 {
		t.Errorf("ids %v", ids)
	}
}

func TestWhoFlipsACameraIsToldAsTheyAreAtTheEnd(t *testing.T) {
	t.Parallel()
	camera := livekit.Shown{SID: "a1", Identity: "a", Source: livekit.Camera}
	seen := newTally("t", "s")
	for i := range 1001 {
		var m livekit.Moment
		if i%2 == 0 {
			m.Shown = []livekit.Shown{camera}
		}
		seen.see(after(float64(i)/100), m)
	}
	got := kinds(t, seen.take(after(20)))
	if len(got) != showsMost+1 || got[len(got)-1] != "20s media.shown a camera" {
		t.Errorf("told %q", got)
	}
	if got := kinds(t, seen.take(after(40))); len(got) != 0 {
		t.Errorf("told again %q", got)
	}
}

// kinds tells facts about what is shown.
func kinds(t *testing.T, facts []app.Fact) []string {
	t.Helper()
	var out []string
	for _, f := range facts {
		var data app.ShownData
		if err := json.Unmarshal(f.Data, &data); err != nil {
			t.Error(err)
		}
		out = append(out, fmt.Sprintf("%v %s %s %s", f.At.Sub(begin), f.Kind, f.User, data.Source))
	}
	return out
}

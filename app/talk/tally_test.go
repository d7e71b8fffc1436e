package talk

import (
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
		speak   []string // sids
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
		"two devices of one":      {[]at{{1, []string{"a1", "a2"}, false}, {3, nil, false}, {20, nil, true}}, []string{"a 2s 1", "a 2s 1"}},
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
					speakers = append(speakers, livekit.Speaker{SID: sid, Identity: sid[:1]})
				}
				heard.hear(after(step.seconds), speakers)
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

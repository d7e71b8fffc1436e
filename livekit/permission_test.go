package livekit_test

import (
	"testing"

	"github.com/lectern-classroom/lectern/livekit"
)

func TestPermissionsAreEqualWhateverTheOrder(t *testing.T) {
	t.Parallel()
	base := livekit.Permission{CanPublish: true, CanSubscribe: true, Sources: []livekit.Source{livekit.Camera, livekit.Microphone}}
	for name, tc := range map[string]struct {
		change func(p *livekit.Permission)
		want   bool
	}{
		"the same":      {func(*livekit.Permission) {}, true},
		"another order": {func(p *livekit.Permission) { p.Sources = []livekit.Source{livekit.Microphone, livekit.Camera} }, true},
		"one less":      {func(p *livekit.Permission) { p.Sources = []livekit.Source{livekit.Camera} }, false},
		"another":       {func(p *livekit.Permission) { p.Sources = []livekit.Source{livekit.Camera, livekit.ScreenShare} }, false},
		"no publishing": {func(p *livekit.Permission) { p.CanPublish, p.Sources = false, nil }, false},
		"deaf":          {func(p *livekit.Permission) { p.CanSubscribe = false }, false},
		"data":          {func(p *livekit.Permission) { p.CanPublishData = true }, false},
		"hidden":        {func(p *livekit.Permission) { p.Hidden = true }, false},
		"recorder":      {func(p *livekit.Permission) { p.Recorder = true }, false},
	} {
		p := base
		tc.change(&p)
		if base.Equal(p) != tc.want || p.Equal(base) != tc.want {
			t.Errorf("%s: equal is %t", name, !tc.want)
		}
	}
	if base.Sources[0] != livekit.Camera {
		t.Error("comparing changes the order")
	}
}

package live_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// letterbox is a module in which a row appears beside the stream.
type letterbox struct{ found func() bool }

func (letterbox) Name() string           { return "letterbox" }
func (letterbox) Commands() []live.Spec  { return nil }
func (letterbox) Apply(live.Event) error { return nil }
func (letterbox) Snapshot(live.Viewer) any {
	return struct{}{}
}

func (m letterbox) Load(context.Context, app.Session) (live.State, error) { return m, nil }

func (letterbox) Command(context.Context, live.Command) (live.Outcome, error) {
	return live.Outcome{}, errors.New("there are no commands")
}

// letter is what is told of it.
type letter struct{ live.Head }

func (m letterbox) Look(context.Context, time.Time) (live.Outcome, error) {
	if !m.found() {
		return live.Outcome{}, nil
	}
	return live.Outcome{Events: []live.Event{{Type: "letterbox.letter", Audience: live.Everyone(), Payload: &letter{}}}}, nil
}

func TestAModuleLooksBesideTheStream(t *testing.T) {
	t.Parallel()
	letters := 1
	w := newSQLite(t, func(d *live.Deps) {
		d.Modules = []live.Module{letterbox{func() bool { letters--; return letters >= 0 }}}
	})
	s := app.Session{ID: session, Classroom: "room", State: app.SessionLive}
	for range 2 { // the second time there is nothing
		if err := w.Look(s, "letterbox"); err != nil {
			t.Fatal(err)
		}
	}
	var told int
	if err := w.store.Read(t.Context()).Raw("SELECT COUNT(*) FROM events WHERE type = 'letterbox.letter'").Scan(&told).Error; err != nil || told != 1 {
		t.Errorf("%d letters were told of, %v", told, err)
	}
	if err := w.Look(s, "pillarbox"); app.CodeOf(err) != app.CodeInternal {
		t.Errorf("a module that isn't: %v", err)
	}
	w.stop()
	if err := w.Look(s, "letterbox"); app.CodeOf(err) != app.CodeUnavailable {
		t.Errorf("while the server goes down: %v", err)
	}
}

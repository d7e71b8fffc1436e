package stage

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

type row struct {
	SessionID    string `gorm:"primaryKey"`
	Kind         string
	Target       string
	PutMs        int64
	Follow       bool
	Layout       string
	TimerID      string
	TimerLabel   string
	TimerState   string
	TimerTotalMs int64
	TimerLeftMs  int64
	TimerEndsMs  int64
}

func (row) TableName() string { return "stages" }

func (s *Service) load(ctx context.Context, session app.SessionID) (kept, error) {
	var rows []row
	if err := s.Store.Read(ctx).Where("session_id = ?", session).Find(&rows).Error; err != nil {
		return kept{}, fmt.Errorf("read the stage: %w", err)
	}
	if len(rows) == 0 {
		return kept{Stage: Stage{Kind: KindNone}, Follow: true, Layout: LayoutGallery}, nil
	}
	r := rows[0]
	return kept{
		Stage: Stage{Kind: Kind(r.Kind), ID: r.Target}, Put: store.Time(r.PutMs), Follow: r.Follow, Layout: Layout(r.Layout),
		Timer: timer{ID: r.TimerID, Label: r.TimerLabel, State: TimerState(r.TimerState), Total: millis(r.TimerTotalMs),
			Left: millis(r.TimerLeftMs), Ends: store.Time(r.TimerEndsMs)},
	}, nil
}

func (s *Service) keep(ctx context.Context, session app.SessionID, k kept) error {
	r := row{SessionID: string(session), Kind: string(k.Stage.Kind), Target: k.Stage.ID, PutMs: store.Millis(k.Put), Follow: k.Follow,
		Layout: string(k.Layout), TimerID: k.Timer.ID, TimerLabel: k.Timer.Label, TimerState: string(k.Timer.State),
		TimerTotalMs: k.Timer.Total.Milliseconds(), TimerLeftMs: k.Timer.Left.Milliseconds(), TimerEndsMs: store.Millis(k.Timer.Ends)}
	update := store.Upsert([]string{"session_id"}, "kind", "target", "put_ms", "follow", "layout", "timer_id", "timer_label",
		"timer_state", "timer_total_ms", "timer_left_ms", "timer_ends_ms")
	if err := s.Store.Write(ctx).Clauses(update).Create(&r).Error; err != nil {
		return fmt.Errorf("keep the stage: %w", err)
	}
	return nil
}

func (s *Service) prune(ctx context.Context, before time.Time) (int, error) {
	res := s.Store.Write(ctx).Exec("DELETE FROM stages WHERE session_id IN (SELECT id FROM sessions WHERE state = 'ended' AND ended_ms < ?)", store.Millis(before))
	if res.Error != nil {
		return 0, fmt.Errorf("prune stages: %w", res.Error)
	}
	return int(res.RowsAffected), nil
}

func (s *Service) forget(ctx context.Context, session app.SessionID) error {
	if err := s.Store.Write(ctx).Exec("DELETE FROM stages WHERE session_id = ?", session).Error; err != nil {
		return fmt.Errorf("forget the stage of a session: %w", err)
	}
	return nil
}

func millis(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }

package hand

import (
	"context"
	"fmt"
	"sort"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// row is whatever there is to say of one person: times are 0 where it isn't so. Place orders raised hands, since two may
// go up in the same millisecond.
type row struct {
	SessionID  string `gorm:"primaryKey"`
	UserID     string `gorm:"primaryKey"`
	Place      int64
	RaisedMs   int64
	SpeakingMs int64
	SilencedMs int64
}

func (row) TableName() string { return "hands" }

type floorRow struct {
	SessionID string `gorm:"primaryKey"`
	Mode      string
}

func (floorRow) TableName() string { return "hand_floors" }

func (s *Service) load(ctx context.Context, session app.SessionID) (kept, error) {
	k := kept{floor: FloorOpen, people: map[app.UserID]hand{}}
	var modes []string
	if err := s.Store.Read(ctx).Raw("SELECT mode FROM hand_floors WHERE session_id = ?", session).Scan(&modes).Error; err != nil {
		return kept{}, fmt.Errorf("read the floor: %w", err)
	}
	if len(modes) > 0 {
		k.floor = Floor(modes[0])
	}
	var rows []row
	if err := s.Store.Read(ctx).Where("session_id = ?", session).Find(&rows).Error; err != nil {
		return kept{}, fmt.Errorf("read hands: %w", err)
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].Place < rows[j].Place })
	for _, r := range rows {
		user := app.UserID(r.UserID)
		k.people[user] = hand{Place: r.Place, Raised: store.Time(r.RaisedMs), Speaking: store.Time(r.SpeakingMs), Silenced: store.Time(r.SilencedMs)}
	}
	return k, nil
}

// keep writes what there is to say of a person now, and deletes the row where there is nothing.
func (s *Service) keep(ctx context.Context, session app.SessionID, user app.UserID, h hand) error {
	db := s.Store.Write(ctx)
	if h == (hand{}) {
		if err := db.Exec("DELETE FROM hands WHERE session_id = ? AND user_id = ?", session, user).Error; err != nil {
			return fmt.Errorf("forget a hand: %w", err)
		}
		return nil
	}
	r := row{SessionID: string(session), UserID: string(user), Place: h.Place, RaisedMs: store.Millis(h.Raised),
		SpeakingMs: store.Millis(h.Speaking), SilencedMs: store.Millis(h.Silenced)}
	err := db.Clauses(store.Upsert([]string{"session_id", "user_id"}, "place", "raised_ms", "speaking_ms", "silenced_ms")).Create(&r).Error
	if err != nil {
		return fmt.Errorf("keep a hand: %w", err)
	}
	return nil
}

// lowerAll takes every raised hand down; who has nothing else to say of them is forgotten.
func (s *Service) lowerAll(ctx context.Context, session app.SessionID) error {
	db := s.Store.Write(ctx)
	if err := db.Exec("UPDATE hands SET raised_ms = 0, place = 0 WHERE session_id = ?", session).Error; err != nil {
		return fmt.Errorf("lower all hands: %w", err)
	}
	err := db.Exec("DELETE FROM hands WHERE session_id = ? AND speaking_ms = 0 AND silenced_ms = 0", session).Error
	if err != nil {
		return fmt.Errorf("forget lowered hands: %w", err)
	}
	return nil
}

func (s *Service) keepFloor(ctx context.Context, session app.SessionID, floor Floor) error {
	r := floorRow{SessionID: string(session), Mode: string(floor)}
	if err := s.Store.Write(ctx).Clauses(store.Upsert([]string{"session_id"}, "mode")).Create(&r).Error; err != nil {
		return fmt.Errorf("keep the floor: %w", err)
	}
	return nil
}

func (s *Service) prune(ctx context.Context, before time.Time) (int, error) {
	gone := 0
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, table := range []string{"hands", "hand_floors"} {
			res := s.Store.Write(ctx).Exec("DELETE FROM "+table+" WHERE session_id IN (SELECT id FROM sessions WHERE state = 'ended' AND ended_ms < ?)", store.Millis(before))
			if res.Error != nil {
				return fmt.Errorf("prune %s: %w", table, res.Error)
			}
			gone += int(res.RowsAffected)
		}
		return nil
	})
	return gone, err
}

func (s *Service) forget(ctx context.Context, session app.SessionID) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, table := range []string{"hands", "hand_floors"} {
			if err := s.Store.Write(ctx).Exec("DELETE FROM "+table+" WHERE session_id = ?", session).Error; err != nil {
				return fmt.Errorf("forget %s of a session: %w", table, err)
			}
		}
		return nil
	})
}

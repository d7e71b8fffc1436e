package forward

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
)

// fillPart is how many statements Fill queues in one transaction.
const fillPart = 200

// Fill queues what was told before, in the order of occurrence and after what is of today. What the destination has or
// had a delivery of is passed over, but for what a filter left out then that lets it through now; with again, what was
// delivered or dropped goes out once more, which is harmless: ids and bytes are the same. It can be interrupted and called
// again.
func (s *Service) Fill(ctx context.Context, id DestinationID, in app.StatementRange, again bool) (Filled, error) {
	var done Filled
	d, _, err := s.destination(ctx, id)
	if err != nil {
		return done, found(err)
	}
	var after app.Statement
	for {
		var page []app.Statement
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			var err error
			if page, err = s.Statements.Page(ctx, in, after, fillPart); err != nil || len(page) == 0 {
				return err
			}
			part, err := s.queue(ctx, d, page, true)
			if err != nil {
				return err
			}
			renewed, err := s.requeue(ctx, d, page, again)
			done.Queued, done.Already, done.Skipped = done.Queued+part.Queued+renewed, done.Already+part.Already-renewed, done.Skipped+part.Skipped
			return err
		})
		if err != nil {
			return done, fmt.Errorf("fill a destination: %w", err)
		}
		if len(page) < fillPart {
			s.Log.Info("statements queued again", "destination", id, "count", done.Queued)
			return done, nil
		}
		after = page[len(page)-1]
	}
}

// requeue queues what of the page has ended in a way that a fill begins anew.
func (s *Service) requeue(ctx context.Context, d Destination, page []app.Statement, again bool) (int, error) {
	states := []string{string(Skipped)}
	if again {
		states = append(states, string(Delivered), string(Duplicate), string(Dropped))
	}
	var wanted []string
	for _, st := range page {
		if d.Filter.Wants(st) {
			wanted = append(wanted, st.ID)
		}
	}
	if len(wanted) == 0 {
		return 0, nil
	}
	res := s.Store.Write(ctx).Model(&deliveryRow{}).Where("destination_id = ? AND statement_id IN ? AND state IN ?", string(d.ID), wanted, states).
		Updates(s.anew(turnBulk))
	if res.Error != nil || res.RowsAffected == 0 {
		return 0, res.Error
	}
	return int(res.RowsAffected), s.alarm(ctx, d.ID)
}

// anew is the columns of a delivery that begins anew.
func (s *Service) anew(turn int) map[string]any {
	return map[string]any{"state": string(Queued), "turn": turn, "bulk": turn - 1, "status": 0, "reason": "", "said": "",
		"queued_ms": store.Millis(s.Clock()), "done_ms": 0}
}

// Choice says which refused statements are meant: those with the ids, or all of one reason, or all.
type Choice struct {
	Statements []string
	Reason     string
	All        bool
}

// Retry queues refused statements again, and returns how many.
func (s *Service) Retry(ctx context.Context, id DestinationID, c Choice) (int, error) {
	n := 0
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		if n, err = s.decide(ctx, id, c, s.anew(turnLive)); err != nil || n == 0 {
			return err
		}
		return s.alarm(ctx, id)
	})
	return n, err
}

// Drop lets refused statements be, and returns how many.
func (s *Service) Drop(ctx context.Context, id DestinationID, c Choice) (int, error) {
	return s.decide(ctx, id, c, map[string]any{"state": string(Dropped)})
}

func (s *Service) decide(ctx context.Context, id DestinationID, c Choice, columns map[string]any) (int, error) {
	db := s.Store.Write(ctx).Model(&deliveryRow{}).Where("destination_id = ? AND state = ?", string(id), string(Refused))
	switch {
	case len(c.Statements) > 0:
		db = db.Where("statement_id IN ?", c.Statements)
	case c.Reason != "":
		db = db.Where("reason = ?", c.Reason)
	case !c.All:
		return 0, app.Errorf(app.CodeInvalid, "Say which statements are meant.")
	}
	res := db.Updates(columns)
	if res.Error != nil {
		return 0, fmt.Errorf("decide about refused statements: %w", res.Error)
	}
	return int(res.RowsAffected), nil
}

// Pause keeps everything back until Resume, by a person's wish.
func (s *Service) Pause(ctx context.Context, id DestinationID) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		if _, _, err := s.destination(ctx, id); err != nil {
			return found(err)
		}
		return s.set(ctx, id, map[string]any{"paused_by": pausedByPerson, "paused_ms": store.Millis(s.Clock())})
	})
}

// Resume tests the destination, and goes on where that is good.
func (s *Service) Resume(ctx context.Context, id DestinationID) (Found, error) {
	f, err := s.TestKept(ctx, id)
	if err != nil || !f.OK {
		return f, err
	}
	return f, s.Store.Tx(ctx, func(ctx context.Context) error { return s.goOn(ctx, id) })
}

// goOn ends every pause and wait of a destination.
func (s *Service) goOn(ctx context.Context, id DestinationID) error {
	if err := s.set(ctx, id, map[string]any{"paused_by": "", "paused_ms": 0, "troubles": 0, "next_ms": 0}); err != nil {
		return found(err)
	}
	if err := s.Outbox.Resume(ctx, Topic, string(id)); err != nil {
		return err
	}
	return s.alarm(ctx, id)
}

// Prune forgets the bytes that were rendered for a destination once they were delivered that long ago; that they were
// stays known. Refused ones stay until a person decides.
func (s *Service) Prune(ctx context.Context, olderThan time.Duration) error {
	err := s.Store.Write(ctx).Model(&deliveryRow{}).
		Where("body <> '' AND done_ms > 0 AND done_ms < ? AND state IN ?", store.Millis(s.Clock().Add(-olderThan)), []string{string(Delivered), string(Duplicate), string(Skipped), string(Dropped)}).
		Update("body", "").Error
	if err != nil {
		return fmt.Errorf("prune deliveries: %w", err)
	}
	return nil
}

var _ outbox.Handler = (*Service)(nil)

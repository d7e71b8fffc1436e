package poll

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// PreparedID names a poll that waits in a classroom to be opened.
type PreparedID string

// PreparedPoll is a poll that waits in a classroom to be opened.
type PreparedPoll struct {
	ID        PreparedID     `json:"id"`
	Poll      PollDefinition `json:"poll"`
	UpdatedAt time.Time      `json:"updatedAt"`
}

func (r preparedRow) prepared() (PreparedPoll, error) {
	p := PreparedPoll{ID: PreparedID(r.ID), UpdatedAt: store.Time(r.UpdatedMs)}
	if err := json.Unmarshal([]byte(r.Definition), &p.Poll); err != nil {
		return p, fmt.Errorf("read prepared poll %s: %w", r.ID, err)
	}
	return p, nil
}

// prepared returns a definition as it is kept in a classroom: whatever the kind, it has a question.
func prepared(d PollDefinition) (PollDefinition, error) {
	d, err := d.normal()
	if err == nil && d.Question == "" {
		err = invalid("A prepared poll needs a question.")
	}
	return d, err
}

// Prepared returns the prepared polls of a classroom in their order.
func (s *Service) Prepared(ctx context.Context, classroom app.ClassroomID) ([]PreparedPoll, error) {
	rows, err := s.listPrepared(ctx, classroom)
	if err != nil {
		return nil, err
	}
	polls := make([]PreparedPoll, len(rows))
	for i, r := range rows {
		if polls[i], err = r.prepared(); err != nil {
			return nil, err
		}
	}
	return polls, nil
}

func (s *Service) findPrepared(ctx context.Context, classroom app.ClassroomID, id PreparedID) (PreparedPoll, error) {
	row, err := s.preparedRow(ctx, classroom, id)
	if err != nil {
		return PreparedPoll{}, err
	}
	return row.prepared()
}

// Prepare adds polls to the end of the classroom's, all of them or none.
func (s *Service) Prepare(ctx context.Context, classroom app.ClassroomID, by app.UserID, defs ...PollDefinition) ([]PreparedPoll, error) {
	var added []PreparedPoll
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		added = nil
		if err := s.lockPrepared(ctx, classroom); err != nil {
			return err
		}
		old, err := s.listPrepared(ctx, classroom)
		if err != nil {
			return err
		}
		if len(old)+len(defs) > maxPrepared {
			return app.Errorf(app.CodeConflict, "A classroom can keep %d prepared polls.", maxPrepared)
		}
		next := int64(0)
		if len(old) > 0 {
			next = old[len(old)-1].Position + 1
		}
		rows := make([]preparedRow, len(defs))
		for i, d := range defs {
			if d, err = prepared(d); err != nil {
				return err
			}
			rows[i] = preparedRow{ID: app.NewID(), ClassroomID: string(classroom), Position: next + int64(i),
				Definition: string(app.MustJSON(d)), UpdatedBy: string(by), UpdatedMs: store.Millis(s.Clock())}
			p, err := rows[i].prepared()
			if err != nil {
				return err
			}
			added = append(added, p)
		}
		return s.savePrepared(ctx, rows...)
	})
	return added, err
}

// Rewrite changes a prepared poll. Polls that were opened from it stay as they were.
func (s *Service) Rewrite(ctx context.Context, classroom app.ClassroomID, id PreparedID, by app.UserID, d PollDefinition) (PreparedPoll, error) {
	var out PreparedPoll
	d, err := prepared(d)
	if err != nil {
		return out, err
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.lockPrepared(ctx, classroom); err != nil {
			return err
		}
		row, err := s.preparedRow(ctx, classroom, id)
		if err != nil {
			return err
		}
		row.Definition, row.UpdatedBy, row.UpdatedMs = string(app.MustJSON(d)), string(by), store.Millis(s.Clock())
		if out, err = row.prepared(); err != nil {
			return err
		}
		return s.savePrepared(ctx, row)
	})
	return out, err
}

// Discard deletes a prepared poll. Polls that were opened from it stay.
func (s *Service) Discard(ctx context.Context, classroom app.ClassroomID, id PreparedID) error {
	found, err := s.deletePrepared(ctx, classroom, id)
	if err == nil && !found {
		return app.NotFound("prepared poll")
	}
	return err
}

// Arrange puts the classroom's prepared polls in the order of the ids, which must be all of them.
func (s *Service) Arrange(ctx context.Context, classroom app.ClassroomID, ids []PreparedID) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.lockPrepared(ctx, classroom); err != nil {
			return err
		}
		rows, err := s.listPrepared(ctx, classroom)
		if err != nil {
			return err
		}
		if len(ids) != len(rows) {
			return app.Errorf(app.CodeConflict, "The list has changed meanwhile. Please look at it again.")
		}
		for i, r := range rows {
			at := slices.Index(ids, PreparedID(r.ID))
			if at < 0 {
				return app.Errorf(app.CodeConflict, "The list has changed meanwhile. Please look at it again.")
			}
			rows[i].Position = int64(at)
		}
		return s.savePrepared(ctx, rows...)
	})
}

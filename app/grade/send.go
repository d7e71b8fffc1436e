package grade

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/lti"
)

// CellID names a person's score of one activity.
type CellID struct {
	UserID   app.UserID       `json:"userId"`
	Activity app.ActivityKind `json:"activity"`
}

// ScoreSelection says which scores of a session are meant; none is all that would change something in the LMS.
type ScoreSelection struct {
	Cells []CellID `json:"cells,omitempty"`
}

// selectLimit bounds how many scores a request may name.
const selectLimit = 10_000

// chosen is a score that would be sent, with its column.
type chosen struct {
	act  activityRow
	row  scoreRow
	cell cellRow
}

// choose returns the scores of a session that a selection sends: those that are named, else all that wait, failed or
// differ from what was sent, but for those that somebody changed in the LMS. Scores that stand for nothing in their
// column, because they are excused or a later class's counts, are left out.
func (s *Service) choose(ctx context.Context, session app.Session, room app.Classroom, sel ScoreSelection) ([]chosen, error) {
	named := map[CellID]bool{}
	for _, c := range sel.Cells {
		named[c] = true
	}
	acts, err := s.activitiesOf(ctx, session)
	if err != nil {
		return nil, err
	}
	var list []chosen
	for _, act := range acts {
		if !act.Enabled || !offered(room, act) {
			continue
		}
		rows, err := s.sessionScores(ctx, session.ID, act.ID)
		if err != nil {
			return nil, err
		}
		cells, err := s.cells(ctx, act.ID, "")
		if err != nil {
			return nil, err
		}
		known := map[string]cellRow{}
		for _, c := range cells {
			known[c.UserID] = c
		}
		for _, user := range sortedKeys(rows) {
			row, cell := *rows[user], known[string(user)]
			later := row.LastError == faultLaterClass.cause || row.LastError == faultCounted.cause
			if !row.counts() || row.State == string(StateQueued) || (row.State == string(StateDraft) && later) {
				continue
			}
			if len(sel.Cells) > 0 && !named[CellID{user, app.ActivityKind(act.Kind)}] {
				continue
			}
			if len(sel.Cells) == 0 && (row.State == string(StateSent) || cell.changed() != "") {
				continue
			}
			list = append(list, chosen{act, row, cell})
		}
	}
	return list, nil
}

// Send queues scores of a session, held or not, and returns how many. To name a score is to send it even where somebody
// changed the grade in the LMS. Errors: CodeInvalid.
func (s *Service) Send(ctx context.Context, session app.Session, sel ScoreSelection) (int, error) {
	if len(sel.Cells) > selectLimit {
		return 0, app.Errorf(app.CodeInvalid, "cells must be at most %d.", selectLimit)
	}
	n := 0
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		n = 0
		_, room, err := s.lockActivities(ctx, session.ID)
		if err != nil {
			return err
		}
		list, err := s.choose(ctx, session, room, sel)
		if err != nil {
			return err
		}
		for i := range list {
			if err := s.place(ctx, room, list[i].act, &list[i].row, order{explicit: true}); err != nil {
				return err
			}
			if list[i].row.State == string(StateQueued) {
				n++
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("send scores: %w", err)
	}
	return n, nil
}

// PlannedRequest is a request that sending would make.
type PlannedRequest struct {
	// UserID and Name are of the person whose score it is; "" for a column that is made first.
	UserID   app.UserID       `json:"userId,omitempty"`
	Name     string           `json:"name,omitempty"`
	Activity app.ActivityKind `json:"activity"`
	Method   string           `json:"method"`
	// URL is "" where the address is only known once the column is made.
	URL         string          `json:"url"`
	ContentType string          `json:"contentType"`
	Body        json.RawMessage `json:"body"`
	// Replaces is what the gradebook has now, or null where it has nothing or nobody has looked.
	Replaces *LMSGrade `json:"replaces"`
}

// SendPlan is what sending would do. Nothing is sent.
type SendPlan struct {
	Requests []PlannedRequest `json:"requests"`
}

// Plan returns the requests that Send would make for the selection, in their order, with this moment as timestamp.
func (s *Service) Plan(ctx context.Context, session app.Session, sel ScoreSelection) (SendPlan, error) {
	plan := SendPlan{Requests: []PlannedRequest{}}
	room, err := s.Classrooms.Classroom(ctx, session.Classroom)
	if err != nil {
		return plan, err
	}
	list, err := s.choose(ctx, session, room, sel)
	if err != nil {
		return plan, err
	}
	columns := map[string]bool{}
	for _, c := range list {
		address := c.act.LineItemURL
		if own := coupled(room, c.act); own != "" {
			address = own
		}
		if address == "" && !columns[c.act.ID] {
			columns[c.act.ID] = true
			r, err := lti.LineItemRequest(room.LineItemsURL, lti.LineItem{Label: c.act.Label, ScoreMaximum: c.act.ScoreMaximum, Tag: c.act.tag(), ResourceID: c.act.resourceID(room)})
			if err != nil {
				return plan, fmt.Errorf("plan a column: %w", err)
			}
			plan.Requests = append(plan.Requests, PlannedRequest{Activity: app.ActivityKind(c.act.Kind), Method: r.Method, URL: r.URL, ContentType: r.ContentType, Body: r.Body})
		}
		planned, err := s.plan(ctx, c, address)
		if err != nil {
			return plan, err
		}
		plan.Requests = append(plan.Requests, planned)
	}
	return plan, nil
}

func (s *Service) plan(ctx context.Context, c chosen, address string) (PlannedRequest, error) {
	person, err := s.People.Person(ctx, app.UserID(c.row.UserID))
	if err != nil {
		return PlannedRequest{}, fmt.Errorf("plan a score: %w", err)
	}
	now := s.Clock().UTC()
	score := lti.Score{UserID: person.Subject, ScoreGiven: c.row.given(), ScoreMaximum: c.act.ScoreMaximum, Comment: c.row.comment(), Timestamp: now.Truncate(1e9)}
	base := address
	if base == "" {
		base = "https://unknown.invalid/"
	}
	r, err := lti.ScoreRequest(base, score, now)
	if err != nil {
		return PlannedRequest{}, fmt.Errorf("plan a score: %w", err)
	}
	if address == "" {
		r.URL = ""
	}
	return PlannedRequest{UserID: person.ID, Name: person.Name, Activity: app.ActivityKind(c.act.Kind), Method: r.Method, URL: r.URL,
		ContentType: r.ContentType, Body: r.Body, Replaces: c.cell.lms()}, nil
}

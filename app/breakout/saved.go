package breakout

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// SavedID names a set of groups that is kept in a classroom.
type SavedID string

// SavedBreakout is a set of groups that is kept in a classroom to be used again.
type SavedBreakout struct {
	SavedID SavedID `json:"savedId"`
	BreakoutToSave
	SavedAt time.Time `json:"savedAt"`
}

// BreakoutToSave is what is kept of a set of groups: what stands in it as text, and who is in which group. Files, a page to
// begin with and ids of groups are of one session and aren't kept.
type BreakoutToSave struct {
	Name   string              `json:"name"`
	Plan   app.BreakoutPlan    `json:"plan"`
	Groups []BreakoutGroupPlan `json:"groups"`
}

// mostSaved bounds the sets of a classroom.
const mostSaved = 50

type savedRow struct {
	ID          string `gorm:"primaryKey"`
	ClassroomID string
	Name        string
	NameKey     string
	Body        string
	SavedBy     string
	SavedMs     int64
}

func (savedRow) TableName() string { return "breakout_saved" }

func (r savedRow) saved() (SavedBreakout, error) {
	out := SavedBreakout{SavedID: SavedID(r.ID), SavedAt: store.Time(r.SavedMs)}
	if err := json.Unmarshal([]byte(r.Body), &out.BreakoutToSave); err != nil {
		return out, fmt.Errorf("read a set of groups: %w", err)
	}
	return out, nil
}

// saved returns the sets of a classroom by their names.
func (p *Planner) saved(ctx context.Context, room app.ClassroomID) ([]SavedBreakout, error) {
	var rows []savedRow
	if err := p.Breakouts.Store.Read(ctx).Where("classroom_id = ?", room).Order("name_key, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list sets of groups: %w", err)
	}
	out := make([]SavedBreakout, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.saved(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// save keeps a set under a name that no other of the classroom has. Errors: CodeInvalid, CodeConflict.
func (p *Planner) save(ctx context.Context, room app.ClassroomID, in BreakoutToSave, by app.UserID) (SavedBreakout, error) {
	in, err := lasting(in)
	if err != nil {
		return SavedBreakout{}, err
	}
	r := savedRow{ID: app.NewID(), ClassroomID: string(room), Name: in.Name, NameKey: strings.ToLower(in.Name), Body: string(app.MustJSON(in)), SavedBy: string(by), SavedMs: store.Millis(p.Clock())}
	db := p.Breakouts.Store
	err = db.Tx(ctx, func(ctx context.Context) error {
		if err := db.Write(ctx).Exec("UPDATE classrooms SET title = title WHERE id = ?", room).Error; err != nil { // one after the other
			return fmt.Errorf("take a classroom: %w", err)
		}
		var keys []string
		if err := db.Read(ctx).Raw("SELECT name_key FROM breakout_saved WHERE classroom_id = ?", room).Scan(&keys).Error; err != nil {
			return fmt.Errorf("list sets of groups: %w", err)
		}
		for _, key := range keys {
			if key == r.NameKey {
				return conflict("A set with this name is there already. Delete it first, or choose another name.")
			}
		}
		if len(keys) >= mostSaved {
			return conflict("A classroom can keep %d sets of groups. Delete one that isn't needed first.", mostSaved)
		}
		if err := db.Write(ctx).Create(&r).Error; err != nil {
			return fmt.Errorf("keep a set of groups: %w", err)
		}
		return nil
	})
	if err != nil {
		return SavedBreakout{}, err
	}
	return r.saved()
}

// lasting returns what is kept of a set, checked as a plan is.
func lasting(in BreakoutToSave) (BreakoutToSave, error) {
	var err error
	if in.Name, err = line(in.Name, "a set of groups"); err != nil {
		return in, err
	}
	if in.Name == "" {
		return in, invalid("A set of groups needs a name.")
	}
	in.Plan.Files, in.Plan.CopyOf = nil, ""
	if in.Plan, err = checked(in.Plan); err != nil {
		return in, err
	}
	kept, groups := make([]BreakoutGroupPlan, len(in.Groups)), make([]app.BreakoutGroup, len(in.Groups))
	for i, g := range in.Groups {
		if kept[i], err = lastingGroup(g); err != nil {
			return in, err
		}
		groups[i] = app.BreakoutGroup{Members: kept[i].Members, Attendants: kept[i].Attendants}
	}
	in.Groups = kept
	return in, fits(groups)
}

func lastingGroup(g BreakoutGroupPlan) (BreakoutGroupPlan, error) {
	var err error
	out := BreakoutGroupPlan{Files: []app.FileID{}, Cap: g.Cap}
	if out.Name, err = groupName(g.Name); err != nil {
		return out, err
	}
	if out.Task, err = paragraph(g.Task, "task", longestTask); err != nil {
		return out, err
	}
	if out.Members, err = distinct(g.Members, mostPeople, "people"); err != nil {
		return out, err
	}
	if out.Attendants, err = distinct(g.Attendants, mostPeople, "people"); err != nil {
		return out, err
	}
	return out, between(g.Cap, mostCap, "bound of a group")
}

// forgetSaved deletes a set. Errors: CodeNotFound.
func (p *Planner) forgetSaved(ctx context.Context, room app.ClassroomID, id SavedID) error {
	res := p.Breakouts.Store.Write(ctx).Exec("DELETE FROM breakout_saved WHERE id = ? AND classroom_id = ?", id, room)
	switch {
	case res.Error != nil:
		return fmt.Errorf("delete a set of groups: %w", res.Error)
	case res.RowsAffected == 0:
		return app.NotFound("set of groups")
	}
	return nil
}

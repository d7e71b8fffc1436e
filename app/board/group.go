package board

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// followBreakout gives groups their boards, keeps them to themselves while they work, and shows them to everybody when they
// have come back. The id of a group's first page is that of the group.
func (st *pagesState) followBreakout(ctx context.Context, e live.Event) (live.Outcome, error) {
	out := live.Outcome{After: st.refresh()}
	var decide func(context.Context, app.BreakoutSet, live.Event, *live.Outcome) error
	switch e.Type {
	case app.EventBreakoutOpened, app.EventBreakoutGroups:
		decide = st.groupsOpened
	case app.EventBreakoutClosed:
		decide = st.groupsClosed
	default:
		return out, nil
	}
	set, err := live.Read[app.BreakoutSet](e)
	if err == nil {
		err = decide(ctx, set, e, &out)
	}
	return out, err
}

// groupsOpened makes the boards of groups that have none, and takes those back that everybody saw.
func (st *pagesState) groupsOpened(ctx context.Context, set app.BreakoutSet, e live.Event, out *live.Outcome) error {
	if !set.Breakout.Phase.Running() {
		return nil
	}
	var hidden []app.GroupID
	for _, g := range set.Breakout.Groups {
		switch pages := st.of(g.GroupID); {
		case len(pages) == 0:
			if err := st.begin(ctx, set, g, e, out); err != nil {
				return err
			}
		case pages[0].Shared:
			hidden = append(hidden, g.GroupID)
		}
	}
	if len(hidden) == 0 {
		return nil
	}
	if st.shown != nil && slices.Contains(hidden, st.groupOf(st.shown.BoardID)) {
		stopped, err := st.stop(ctx, e.At, set.By)
		if err != nil {
			return err
		}
		out.Events, out.Facts = append(out.Events, stopped.Events...), append(out.Facts, stopped.Facts...)
	}
	out.Events = append(out.Events, live.Event{Type: eventHidden, Audience: live.Everyone(), Payload: &BoardHidden{GroupIDs: hidden}})
	for _, g := range hidden {
		if err := st.share(ctx, g, false, set.By, out); err != nil {
			return err
		}
	}
	return nil
}

// share keeps whether everybody may see what a group made, and tells its pages to those who may.
func (st *pagesState) share(ctx context.Context, group app.GroupID, shared bool, by app.UserID, out *live.Outcome) error {
	if err := st.s.setShared(ctx, group, shared); err != nil {
		return err
	}
	after := app.BoardID("")
	for _, p := range st.of(group) {
		p.Shared = shared
		out.Events = append(out.Events, live.Event{Type: eventAdded, Audience: p.audience(), Payload: &BoardAdded{Page: p.wire(), After: after, By: by}})
		after = p.ID
	}
	return nil
}

// begin makes the board of a group, and its note, from what the group goes on with.
func (st *pagesState) begin(ctx context.Context, set app.BreakoutSet, g app.BreakoutGroup, e live.Event, out *live.Outcome) error {
	plan, from := set.Breakout.BreakoutPlan, g.GoesOn
	if from == "" {
		from = g.SplitFrom
	}
	sources, err := st.sources(ctx, plan.CopyOf, from)
	if err != nil {
		return err
	}
	after := app.BoardID("")
	for i, source := range sources {
		p := page{ID: app.BoardID(app.NewID()), Group: g.GroupID, Title: source.Title, Template: source.Template, Background: source.Background,
			Access: AccessAll, EditOthers: source.EditOthers, CreatedBy: set.By, CreatedAt: e.At}
		if i == 0 {
			p.ID = app.BoardID(g.GroupID)
		}
		if p.Template == TemplateGroups {
			p.Template = TemplateBlank
		}
		if source.ID == "" {
			p.Template = planned(plan.Template)
		}
		if err := st.s.insertPage(ctx, st.session.ID, p, i); err != nil {
			return err
		}
		if source.ID != "" {
			if err := st.s.copyPage(ctx, source, board{page: p, Session: st.session.ID}); err != nil {
				return err
			}
		}
		out.Events = append(out.Events, live.Event{Type: eventAdded, Audience: p.audience(), Payload: &BoardAdded{Page: p.wire(), After: after, By: set.By}})
		after = p.ID
	}
	return st.beginNote(ctx, g.GroupID, from, e)
}

// planned is the template that a plan asks for, as far as there is such a one.
func planned(text string) Template {
	t, err := template(Template(text))
	if err != nil {
		return TemplateBlank
	}
	return t
}

// sources are the pages that a group begins with: those of the group from, else a copy of a page, else an empty one.
func (st *pagesState) sources(ctx context.Context, copyOf app.BoardID, from app.GroupID) ([]board, error) {
	if from != "" {
		pages, err := st.s.pagesOf(ctx, st.session.Classroom, from)
		if err != nil || len(pages) > 0 {
			return pages, err
		}
	}
	if i := indexOf(st.pages, copyOf); i >= 0 {
		return []board{{page: st.pages[i], Session: st.session.ID}}, nil
	}
	return []board{{}}, nil
}

// beginNote makes the note of a group, with what the group from has written.
func (st *pagesState) beginNote(ctx context.Context, group, from app.GroupID, e live.Event) error {
	if err := st.s.insertNote(ctx, st.session.ID, group, e.At); err != nil || from == "" {
		return err
	}
	switch b, err := st.s.find(ctx, noteOf("", from)); {
	case errors.Is(err, app.ErrNotFound):
		return nil
	case err != nil:
		return err
	default:
		return st.s.copyDocument(ctx, b.ID, noteOf("", group), e.At)
	}
}

// groupsClosed lets everybody see what the groups made, and puts their boards as frames on a page of the main board.
func (st *pagesState) groupsClosed(ctx context.Context, set app.BreakoutSet, e live.Event, out *live.Outcome) error {
	var frames []Frame
	for _, g := range set.Breakout.Groups {
		pages := st.of(g.GroupID)
		if len(pages) == 0 {
			continue
		}
		frames = append(frames, Frame{GroupID: g.GroupID, BoardID: pages[0].ID, Name: g.Name})
		if pages[0].Shared {
			continue
		}
		if err := st.share(ctx, g.GroupID, true, set.By, out); err != nil {
			return err
		}
	}
	if len(frames) == 0 {
		return nil
	}
	told, err := st.frame(ctx, set, frames, e)
	if err == nil && told.Type != "" {
		out.Events = append(out.Events, told)
	}
	return err
}

// frame makes the page with a breakout's frames, or changes the one that there is. One that was removed comes back.
func (st *pagesState) frame(ctx context.Context, set app.BreakoutSet, frames []Frame, e live.Event) (live.Event, error) {
	id := set.Breakout.BreakoutID
	for _, p := range st.pages {
		if p.Breakout != id {
			continue
		}
		if slices.Equal(p.Frames, frames) {
			return live.Event{}, nil
		}
		p.Frames = frames
		err := st.s.updatePage(ctx, st.session.ID, p)
		return live.Event{Type: eventChanged, Audience: p.audience(), Payload: &BoardChanged{Page: p.wire(), By: set.By}}, err
	}
	for _, g := range st.removed {
		if g.page.Breakout != id {
			continue
		}
		g.page.Frames = frames
		if err := st.s.updatePage(ctx, st.session.ID, g.page); err != nil {
			return live.Event{}, err
		}
		return st.bringBack(ctx, g, set.By)
	}
	name, err := title(set.Breakout.Name)
	if err != nil {
		name = "" // then it goes by what it is
	}
	others := st.of("")
	p := page{ID: app.BoardID(app.NewID()), Title: name, Template: TemplateGroups, Frames: frames, Breakout: id, Access: AccessNone, CreatedBy: set.By, CreatedAt: e.At}
	return st.insert(ctx, others, p, len(others), set.By)
}

// copyPage begins a new page with what another one holds; where that is of another session, with its pictures.
func (s *Service) copyPage(ctx context.Context, from, to board) error {
	if err := s.copyDocument(ctx, from.ID, to.ID, to.CreatedAt); err != nil || from.Session == to.Session {
		return err
	}
	used, err := s.picturesOn(ctx, from)
	if err != nil {
		return err
	}
	if b := to.Background; b != nil {
		used = append(used, string(b.ImportID))
	}
	return s.uploads.Use(ctx, to.Session, used...)
}

// picturesOn returns the pictures of the session that are named anywhere in a document.
func (s *Service) picturesOn(ctx context.Context, b board) ([]string, error) {
	ids, err := s.uploads.Pictures(ctx, b.Session)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	whole, err := s.whole(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	var named []string
	for _, id := range ids {
		if bytes.Contains(whole, []byte(id)) {
			named = append(named, id)
		}
	}
	return named, nil
}

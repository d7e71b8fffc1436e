package board

import (
	"context"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

func (st *pagesState) show(ctx context.Context, c live.Command) (live.Outcome, error) {
	var none live.Outcome
	in, err := live.Bind[BoardShow](c)
	if err != nil {
		return none, err
	}
	if in.BoardID == "" {
		return st.stop(ctx, c.At, c.Actor.User)
	}
	i, err := st.find(in.BoardID)
	if err != nil {
		return none, err
	}
	if p := st.pages[i]; p.Group != "" && !p.Shared {
		return none, app.Errorf(app.CodeConflict, "The board of a group can be shown once the groups are closed.")
	}
	v := Shown{BoardID: in.BoardID, By: c.Actor.User}
	if st.shown != nil && *st.shown == v {
		return none, nil
	}
	if err := st.s.setShown(ctx, st.session.ID, &v); err != nil {
		return none, err
	}
	return st.wasShown(v, c.At), nil
}

// stop ends the showing of pages, whoever shows them.
func (st *pagesState) stop(ctx context.Context, at time.Time, by app.UserID) (live.Outcome, error) {
	if st.shown == nil {
		return live.Outcome{}, nil
	}
	if err := st.s.setShown(ctx, st.session.ID, nil); err != nil {
		return live.Outcome{}, err
	}
	return st.wasShown(Shown{By: by}, at), nil
}

// wasShown tells what is shown from now on; nothing where no page is named.
func (st *pagesState) wasShown(v Shown, at time.Time) live.Outcome {
	out := tell(eventShown, &BoardWasShown{BoardID: v.BoardID, By: v.By})
	out.Facts = []app.Fact{{ID: "board:" + app.NewID(), Session: st.session.ID, Kind: app.FactBoardShown, Source: app.SourceState, User: v.By,
		At: at, Seen: at, Data: app.MustJSON(app.BoardData{BoardID: v.BoardID})}}
	return out
}

func (st *pagesState) showNow(e BoardWasShown) {
	st.shown = nil
	if e.BoardID != "" {
		st.shown = &Shown{e.BoardID, e.By}
	}
}

// Follow implements live.Follower: who has become something else, or is elsewhere, has other rights; who has left, or may not
// show pages any more, shows none; and groups get boards.
func (st *pagesState) Follow(ctx context.Context, e live.Event) (live.Outcome, error) {
	if noun, _, _ := strings.Cut(e.Type, "."); noun == "breakout" {
		return st.followBreakout(ctx, e)
	}
	switch e.Type {
	case "person.moved":
		return live.Outcome{After: st.refresh()}, nil
	case "person.left":
		left, err := live.Read[live.PersonLeft](e)
		if err != nil || !st.shows(left.UserID) {
			return live.Outcome{}, err
		}
		return st.stop(ctx, e.At, "")
	case "person.changed":
		changed, err := live.Read[live.PersonChanged](e)
		if err != nil {
			return live.Outcome{}, err
		}
		var out live.Outcome
		if st.shows(changed.Person.UserID) && !changed.Person.Role.IsStaff() {
			if out, err = st.stop(ctx, e.At, ""); err != nil {
				return out, err
			}
		}
		out.After = st.refresh()
		return out, nil
	}
	return live.Outcome{}, nil
}

func (st *pagesState) shows(user app.UserID) bool { return st.shown != nil && st.shown.By == user }

package board

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board/upload"
	"github.com/lectern-classroom/lectern/app/live"
)

// sayNoRoom is what staff are told of an import whose pages fill the board before all are there.
const sayNoRoom = "There is no room for more pages. Remove some and import the file again."

// uploaded is the board as uploads see it.
type uploaded struct{ s *Service }

// Room implements upload.Board.
func (u uploaded) Room(ctx context.Context, session app.SessionID, after app.BoardID) (int, error) {
	var st pagesState
	var err error
	if st.pages, st.removed, err = u.s.pages(ctx, session); err != nil {
		return 0, err
	}
	group := st.groupOf(after)
	there := len(st.of(group))
	return max(0, mostOf(group)-there), room(group, there, 0)
}

// Look implements upload.Board.
func (u uploaded) Look(session app.Session) error { return u.s.Streams.Look(session, moduleName) }

// groupOf returns whose board a page belongs to.
func (st *pagesState) groupOf(id app.BoardID) app.GroupID {
	if i := indexOf(st.pages, id); i >= 0 {
		return st.pages[i].Group
	}
	return st.removed[id].page.Group
}

// Look implements live.Looker: rendered pages become pages, and staff are told how imports stand.
func (st *pagesState) Look(ctx context.Context, now time.Time) (live.Outcome, error) {
	var out live.Outcome
	rendered, err := st.s.uploads.Unmade(ctx, st.session.ID)
	if err != nil {
		return out, err
	}
	made := map[app.GroupID][]page{}
	for _, r := range rendered {
		group := st.groupOf(r.After)
		pages, begun := made[group]
		if !begun {
			pages = st.of(group)
		}
		if room(group, len(pages), st.gone(group)) != nil {
			if err := st.s.uploads.Fail(ctx, r.ImportID, sayNoRoom); err != nil {
				return out, err
			}
			break
		}
		p := imported(r)
		p.CreatedAt = now
		if group != "" {
			p.Group, p.Shared, p.Access = group, pages[0].Shared, AccessAll
		}
		at := placeOf(pages, p.Background, r.After)
		added, err := st.insert(ctx, pages, p, at, p.CreatedBy)
		if err != nil {
			return out, err
		}
		made[group] = slices.Insert(pages, at, p)
		out.Events = append(out.Events, added)
	}
	return out, st.lookAtImports(ctx, &out)
}

func (st *pagesState) lookAtImports(ctx context.Context, out *live.Outcome) error {
	known := make([]upload.ImportID, len(st.imports))
	for i, v := range st.imports {
		known[i] = v.ImportID
	}
	now, err := st.s.uploads.Imports(ctx, st.session.ID, known)
	if err != nil {
		return err
	}
	for _, v := range now {
		if !slices.Contains(st.imports, v) {
			out.Events = append(out.Events, live.Event{Type: eventImport, Audience: live.Staff(), Payload: &BoardImport{Import: v}})
		}
	}
	return nil
}

// applyImport takes an event of an import in.
func (st *pagesState) applyImport(v upload.Import) {
	i := slices.IndexFunc(st.imports, func(w upload.Import) bool { return w.ImportID == v.ImportID })
	switch {
	case i < 0 && v.State != upload.ImportDone:
		st.imports = append(st.imports, v)
	case i >= 0 && v.State == upload.ImportDone:
		st.imports = slices.Delete(st.imports, i, i+1)
	case i >= 0:
		st.imports[i] = v
	}
}

// imported is the page that what was rendered becomes. Learners don't write it until staff let them.
func imported(r upload.Rendered) page {
	name := []rune(r.Name)
	number := ""
	if r.Total > 1 {
		number = fmt.Sprintf(" %d", r.Page)
	}
	if most := longestTitle - len(number); len(name) > most {
		name = name[:most]
	}
	return page{ID: app.BoardID(app.NewID()), Title: string(name) + number, Template: TemplateBlank, Access: AccessNone, CreatedBy: r.By,
		Background: &Background{ImportID: r.ImportID, Page: r.Page, Width: r.Width, Height: r.Height}}
}

// placeOf is where a page of an import belongs: behind the one before it, else behind the page that was asked for, else at
// the end.
func placeOf(pages []page, b *Background, after app.BoardID) int {
	best, at := 0, -1
	for i, p := range pages {
		if p.Background != nil && p.Background.ImportID == b.ImportID && p.Background.Page < b.Page && p.Background.Page >= best {
			best, at = p.Background.Page, i
		}
	}
	if at < 0 {
		at = indexOf(pages, after)
	}
	if at < 0 {
		return len(pages)
	}
	return at + 1
}

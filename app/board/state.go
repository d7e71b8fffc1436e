package board

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board/upload"
	"github.com/lectern-classroom/lectern/app/live"
)

const moduleName = "board"

// Pages is the board's part of the live stream: which pages there are, and who may write them.
type Pages struct{ s *Service }

// Pages returns the board's part of the live stream.
func (s *Service) Pages() Pages { return Pages{s} }

// Name implements live.Module.
func (m Pages) Name() string { return moduleName }

// Commands implements live.Module.
func (m Pages) Commands() []live.Spec {
	return []live.Spec{
		{Type: commandAdd, Action: app.ActionBoardManage},
		{Type: commandChange, Action: app.ActionBoardManage},
		{Type: commandMove, Action: app.ActionBoardManage},
		{Type: commandRemove, Action: app.ActionBoardManage},
		{Type: commandRestore, Action: app.ActionBoardManage},
		{Type: commandShow, Action: app.ActionBoardManage},
	}
}

// Load implements live.Module. A live session gets its first page here. Connections get the rights of what was read: an
// event that was taken in and then rolled back may have changed them.
func (m Pages) Load(ctx context.Context, session app.Session) (live.State, error) {
	if err := m.s.ensureFirst(ctx, session); err != nil {
		return nil, err
	}
	st := &pagesState{s: m.s, session: session}
	var err error
	if st.pages, st.removed, err = m.s.pages(ctx, session.ID); err != nil {
		return nil, err
	}
	if st.shown, err = m.s.shown(ctx, session.ID); err != nil {
		return nil, err
	}
	if st.imports, err = m.s.uploads.Imports(ctx, session.ID, nil); err != nil {
		return nil, err
	}
	for _, p := range st.pages {
		m.s.flipPage(session, p, false)
	}
	return st, nil
}

// gone is a page that was removed, and where it was.
type gone struct {
	page     page
	position int
}

// pagesState is the module's state of one session.
type pagesState struct {
	s       *Service
	session app.Session
	pages   []page // by group, the main board's first, and in their order
	removed map[app.BoardID]gone
	shown   *Shown
	imports []upload.Import // those that run or failed
}

// Command implements live.State. What is so already is no news and no refusal.
func (st *pagesState) Command(ctx context.Context, c live.Command) (live.Outcome, error) {
	switch c.Type {
	case commandAdd:
		return st.add(ctx, c)
	case commandChange:
		return st.change(ctx, c)
	case commandMove:
		return st.move(ctx, c)
	case commandRemove:
		return st.remove(ctx, c)
	case commandRestore:
		return st.restore(ctx, c)
	case commandShow:
		return st.show(ctx, c)
	}
	return live.Outcome{}, app.NotFound("command")
}

func tell(kind string, payload live.Payload) live.Outcome { return tellOf(page{}, kind, payload) }

// tellOf tells of a page those who may see it.
func tellOf(p page, kind string, payload live.Payload) live.Outcome {
	return live.Outcome{Events: []live.Event{{Type: kind, Audience: p.audience(), Payload: payload}}}
}

// audience is who may see a page.
func (p page) audience() live.Audience {
	if p.Group != "" && !p.Shared {
		return live.Group(p.Group)
	}
	return live.Everyone()
}

// of returns the pages of a board: the main one, or that of a group.
func (st *pagesState) of(group app.GroupID) []page {
	var pages []page
	for _, p := range st.pages {
		if p.Group == group {
			pages = append(pages, p)
		}
	}
	return pages
}

// gone counts the pages of a board that were removed.
func (st *pagesState) gone(group app.GroupID) int {
	n := 0
	for _, g := range st.removed {
		if g.page.Group == group {
			n++
		}
	}
	return n
}

// find returns where the page is that a command names.
func (st *pagesState) find(id app.BoardID) (int, error) {
	i := indexOf(st.pages, id)
	if i < 0 {
		return 0, app.NotFound("page")
	}
	return i, nil
}

// behind returns the place behind the page after on a board: the first one where that is empty.
func behind(pages []page, after app.BoardID) (int, error) {
	i := indexOf(pages, after)
	if i < 0 && after != "" {
		return 0, app.NotFound("page")
	}
	return i + 1, nil
}

// mostOf is how many pages a board can have.
func mostOf(group app.GroupID) int {
	if group != "" {
		return groupPages
	}
	return maxPages
}

// room refuses where a board has as many pages as may be; gone are those that were removed.
func room(group app.GroupID, there, gone int) error {
	most := mostOf(group)
	switch {
	case there >= most:
		return app.Errorf(app.CodeConflict, "A board can have %d pages here. Remove one that isn't needed first.", most)
	case there+gone >= madeOfEach*most:
		return app.Errorf(app.CodeConflict, "This board has had %d pages, with those that were removed. Restore one of them, or go on with those that are there.", madeOfEach*most)
	}
	return nil
}

func (st *pagesState) add(ctx context.Context, c live.Command) (live.Outcome, error) {
	var none live.Outcome
	in, err := live.Bind[BoardAdd](c)
	if err != nil {
		return none, err
	}
	tier, err := st.s.tier(ctx, c.Session)
	if err != nil {
		return none, err
	}
	others := st.of(in.GroupID)
	p := page{ID: app.BoardID(app.NewID()), Group: in.GroupID, Access: accessFor(tier), CreatedBy: c.Actor.User, CreatedAt: c.At}
	if in.GroupID != "" {
		if len(others) == 0 {
			return none, app.NotFound("group")
		}
		p.Access, p.Shared = AccessAll, others[0].Shared
	}
	if in.CopyOf != "" {
		from, err := st.find(in.CopyOf)
		if err != nil {
			return none, err
		}
		p.Title, p.Template, p.Background, p.Access = st.pages[from].Title, st.pages[from].Template, st.pages[from].Background, st.pages[from].Access
		p.Writers, p.EditOthers = st.pages[from].Writers, st.pages[from].EditOthers
		p.Frames, p.Breakout = st.pages[from].Frames, ""
	}
	if in.Title != "" {
		if p.Title, err = title(in.Title); err != nil {
			return none, err
		}
	}
	if in.Template != "" || p.Template == "" {
		if p.Template, err = template(in.Template); err != nil {
			return none, err
		}
	}
	at := len(others)
	if in.After != "" {
		if at, err = behind(others, in.After); err != nil {
			return none, err
		}
	}
	if err := room(in.GroupID, len(others), st.gone(in.GroupID)); err != nil {
		return none, err
	}
	added, err := st.insert(ctx, others, p, at, c.Actor.User)
	if err != nil {
		return none, err
	}
	if in.CopyOf != "" {
		if err := st.s.copyDocument(ctx, in.CopyOf, p.ID, c.At); err != nil {
			return none, err
		}
	}
	return live.Outcome{Events: []live.Event{added}, Result: BoardMade{BoardID: p.ID}}, nil
}

// insert keeps a page at its place among the others of its board.
func (st *pagesState) insert(ctx context.Context, others []page, p page, at int, by app.UserID) (live.Event, error) {
	if err := st.s.insertPage(ctx, st.session.ID, p, at); err != nil {
		return live.Event{}, err
	}
	if err := st.s.order(ctx, slices.Insert(idsOf(others), at, p.ID)); err != nil {
		return live.Event{}, err
	}
	return live.Event{Type: eventAdded, Audience: p.audience(), Payload: &BoardAdded{Page: p.wire(), After: before(others, at), By: by}}, nil
}

// before returns the page before a place, or "".
func before(pages []page, at int) app.BoardID {
	if at == 0 {
		return ""
	}
	return pages[at-1].ID
}

func (st *pagesState) change(ctx context.Context, c live.Command) (live.Outcome, error) {
	var none live.Outcome
	in, err := live.Bind[BoardChange](c)
	if err != nil {
		return none, err
	}
	i, err := st.find(in.BoardID)
	if err != nil {
		return none, err
	}
	p, err := in.changed(st.pages[i])
	if err != nil || p.same(st.pages[i]) {
		return none, err
	}
	if err := st.s.updatePage(ctx, st.session.ID, p); err != nil {
		return none, err
	}
	out := tellOf(p, eventChanged, &BoardChanged{Page: p.wire(), By: c.Actor.User})
	out.After = st.refresh() // whoever connected between the event and the commit was still asked by what stood before
	return out, nil
}

// changed returns the page as the command wants it.
func (in BoardChange) changed(p page) (page, error) {
	var err error
	if in.Title != nil {
		if p.Title, err = title(*in.Title); err != nil {
			return p, err
		}
	}
	switch {
	case in.Template == "", in.Template == p.Template:
	case p.Template == TemplateGroups:
		return p, app.Errorf(app.CodeConflict, "The boards of the groups are on this page.")
	default:
		if p.Template, err = template(in.Template); err != nil {
			return p, err
		}
	}
	if in.Access != "" {
		if p.Access = in.Access; !slices.Contains(accesses, in.Access) {
			return p, app.Errorf(app.CodeInvalid, "access must be none, all or chosen.")
		}
	}
	if in.Writers != nil {
		if p.Writers, err = chosen(*in.Writers); err != nil {
			return p, err
		}
	}
	if in.Locked != nil {
		p.Locked = *in.Locked
	}
	if in.EditOthers != nil {
		p.EditOthers = *in.EditOthers
	}
	return p, nil
}

func (st *pagesState) move(ctx context.Context, c live.Command) (live.Outcome, error) {
	var none live.Outcome
	in, err := live.Bind[BoardMove](c)
	if err != nil {
		return none, err
	}
	i, err := st.find(in.BoardID)
	if err != nil {
		return none, err
	}
	if in.After == in.BoardID {
		return none, app.Errorf(app.CodeInvalid, "A page can't stand behind itself.")
	}
	p := st.pages[i]
	board := st.of(p.Group)
	if _, err := behind(board, in.After); err != nil {
		return none, err
	}
	before := idsOf(board)
	from := slices.Index(before, in.BoardID)
	ids := slices.Delete(slices.Clone(before), from, from+1)
	ids = slices.Insert(ids, slices.Index(ids, in.After)+1, in.BoardID) // -1 where After is empty
	if slices.Equal(ids, before) {
		return none, nil
	}
	if err := st.s.order(ctx, ids); err != nil {
		return none, err
	}
	return tellOf(p, eventMoved, &BoardMoved{BoardIDs: ids, By: c.Actor.User}), nil
}

func (st *pagesState) remove(ctx context.Context, c live.Command) (live.Outcome, error) {
	var none live.Outcome
	in, err := live.Bind[BoardRemove](c)
	if err != nil {
		return none, err
	}
	if _, already := st.removed[in.BoardID]; already {
		return none, nil
	}
	i, err := st.find(in.BoardID)
	if err != nil {
		return none, err
	}
	p := st.pages[i]
	if len(st.of(p.Group)) == 1 {
		return none, app.Errorf(app.CodeConflict, "The last page can't be removed. Add another one first.")
	}
	if err := st.s.setRemoved(ctx, in.BoardID, c.At); err != nil {
		return none, err
	}
	if st.shown != nil && st.shown.BoardID == in.BoardID {
		if err := st.s.setShown(ctx, st.session.ID, nil); err != nil {
			return none, err
		}
	}
	out := tellOf(p, eventRemoved, &BoardRemoved{BoardID: in.BoardID, By: c.Actor.User})
	out.After = st.refresh()
	return out, nil
}

func (st *pagesState) restore(ctx context.Context, c live.Command) (live.Outcome, error) {
	var none live.Outcome
	in, err := live.Bind[BoardRestore](c)
	if err != nil || indexOf(st.pages, in.BoardID) >= 0 {
		return none, err
	}
	g, known := st.removed[in.BoardID]
	if !known {
		return none, app.NotFound("page")
	}
	if err := room(g.page.Group, len(st.of(g.page.Group)), 0); err != nil {
		return none, err
	}
	added, err := st.bringBack(ctx, g, c.Actor.User)
	if err != nil {
		return none, err
	}
	return live.Outcome{Events: []live.Event{added}}, nil
}

// bringBack puts a page where it was before it was removed.
func (st *pagesState) bringBack(ctx context.Context, g gone, by app.UserID) (live.Event, error) {
	if err := st.s.setRemoved(ctx, g.page.ID, time.Time{}); err != nil {
		return live.Event{}, err
	}
	others := st.of(g.page.Group)
	at := min(g.position, len(others))
	if err := st.s.order(ctx, slices.Insert(idsOf(others), at, g.page.ID)); err != nil {
		return live.Event{}, err
	}
	return live.Event{Type: eventAdded, Audience: g.page.audience(), Payload: &BoardAdded{Page: g.page.wire(), After: before(others, at), By: by}}, nil
}

// refresh is what gives connections the rights of what was committed.
func (st *pagesState) refresh() func(context.Context) {
	id := st.session.ID
	return func(ctx context.Context) { st.s.refresh(ctx, id) }
}

// Apply implements live.State. In each process that serves the session, connections get their rights.
func (st *pagesState) Apply(e live.Event) error {
	switch e.Type {
	case eventAdded:
		in, err := live.Read[BoardAdded](e)
		if err != nil {
			return err
		}
		st.addNow(pageOf(in.Page), in.After)
	case eventHidden:
		in, err := live.Read[BoardHidden](e)
		if err != nil {
			return err
		}
		for _, group := range in.GroupIDs {
			st.shareNow(group, false)
		}
	case eventChanged:
		in, err := live.Read[BoardChanged](e)
		if err != nil {
			return err
		}
		if i := indexOf(st.pages, in.Page.BoardID); i >= 0 {
			st.pages[i] = pageOf(in.Page)
			st.s.flipPage(st.session, st.pages[i], false)
		}
	case eventMoved:
		in, err := live.Read[BoardMoved](e)
		if err != nil {
			return err
		}
		slices.SortStableFunc(st.pages, func(a, b page) int { return slices.Index(in.BoardIDs, a.ID) - slices.Index(in.BoardIDs, b.ID) })
		st.arrange()
	case eventRemoved:
		in, err := live.Read[BoardRemoved](e)
		if err != nil {
			return err
		}
		st.removeNow(in.BoardID)
	case eventShown:
		in, err := live.Read[BoardWasShown](e)
		if err != nil {
			return err
		}
		st.showNow(in)
	case eventImport:
		in, err := live.Read[BoardImport](e)
		if err != nil {
			return err
		}
		st.applyImport(in.Import)
	}
	return nil
}

// addNow takes a page in, or tells anew of one that is there.
func (st *pagesState) addNow(p page, after app.BoardID) {
	delete(st.removed, p.ID)
	st.pages = slices.DeleteFunc(st.pages, func(q page) bool { return q.ID == p.ID })
	st.pages = slices.Insert(st.pages, indexOf(st.pages, after)+1, p)
	st.arrange()
	if p.Group != "" {
		st.shareNow(p.Group, p.Shared)
	}
}

// arrange puts the pages of each board together.
func (st *pagesState) arrange() {
	slices.SortStableFunc(st.pages, func(a, b page) int { return strings.Compare(string(a.Group), string(b.Group)) })
}

// shareNow notes whether everybody may see what a group made.
func (st *pagesState) shareNow(group app.GroupID, shared bool) {
	for i := range st.pages {
		if st.pages[i].Group == group {
			st.pages[i].Shared = shared
		}
	}
	for id, g := range st.removed {
		if g.page.Group == group {
			g.page.Shared = shared
			st.removed[id] = g
		}
	}
}

func (st *pagesState) removeNow(id app.BoardID) {
	i := indexOf(st.pages, id)
	if i < 0 {
		return
	}
	st.removed[id] = gone{st.pages[i], indexOf(st.of(st.pages[i].Group), id)}
	st.s.flipPage(st.session, st.pages[i], true) // they are sent away once it is committed
	st.pages = slices.Delete(st.pages, i, i+1)
	if st.shown != nil && st.shown.BoardID == id {
		st.shown = nil
	}
}

// Snapshot implements live.State.
func (st *pagesState) Snapshot(v live.Viewer) any {
	out := BoardSnapshot{Pages: make([]Page, 0, len(st.pages)), Shown: st.shown, Imports: []upload.Import{}}
	for _, p := range st.pages {
		if v.Sees(p.audience()) {
			out.Pages = append(out.Pages, p.wire())
		}
	}
	if v.Role.IsStaff() {
		out.Imports = append(out.Imports, st.imports...)
	}
	return out
}

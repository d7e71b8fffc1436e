package board

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board/upload"
	"github.com/lectern-classroom/lectern/app/store"
)

// boardRow is one document. What a page has beside a note are the columns from Position on.
type boardRow struct {
	ID          string `gorm:"primaryKey"`
	SessionID   string
	Kind        string
	Locked      bool
	CompactedMs int64
	CreatedMs   int64
	Position    int64
	Title       string
	Template    string
	Access      string
	Writers     string
	EditOthers  bool
	CreatedBy   string
	RemovedMs   int64
	ImportID    string
	ImportPage  int
	Width       int
	Height      int
	GroupID     string
	Shared      bool
	BreakoutID  string
	Frames      string
}

func (boardRow) TableName() string { return "boards" }

func (r boardRow) page() (page, error) {
	p := page{ID: app.BoardID(r.ID), Group: app.GroupID(r.GroupID), Shared: r.Shared, Breakout: app.BreakoutID(r.BreakoutID), Title: r.Title, Template: Template(r.Template), Locked: r.Locked, Access: PageAccess(r.Access),
		EditOthers: r.EditOthers, CreatedBy: app.UserID(r.CreatedBy), CreatedAt: store.Time(r.CreatedMs)}
	if r.ImportID != "" {
		p.Background = &Background{ImportID: upload.ImportID(r.ImportID), Page: r.ImportPage, Width: r.Width, Height: r.Height}
	}
	if err := json.Unmarshal([]byte(r.Writers), &p.Writers); err != nil {
		return p, fmt.Errorf("read who may write a page: %w", err)
	}
	if r.Frames != "" {
		if err := json.Unmarshal([]byte(r.Frames), &p.Frames); err != nil {
			return p, fmt.Errorf("read the frames of a page: %w", err)
		}
	}
	return p, nil
}

func rowOf(session app.SessionID, p page, position int) boardRow {
	writers := p.Writers
	if writers == nil {
		writers = []app.UserID{}
	}
	r := boardRow{ID: string(p.ID), SessionID: string(session), Kind: string(KindPage), Locked: p.Locked, CreatedMs: store.Millis(p.CreatedAt), Position: int64(position),
		Title: p.Title, Template: string(p.Template), Access: string(p.Access), Writers: string(app.MustJSON(writers)), EditOthers: p.EditOthers, CreatedBy: string(p.CreatedBy),
		GroupID: string(p.Group), Shared: p.Shared, BreakoutID: string(p.Breakout)}
	if len(p.Frames) > 0 {
		r.Frames = string(app.MustJSON(p.Frames))
	}
	if b := p.Background; b != nil {
		r.ImportID, r.ImportPage, r.Width, r.Height = string(b.ImportID), b.Page, b.Width, b.Height
	}
	return r
}

// board is one document, with what decides about it. Of a note, the page holds the id, the group and the lock alone.
type board struct {
	page
	Session app.SessionID
	Kind    Kind
	Removed bool
	// reach is how far what its group made is open to whoever asks. Nobody is kept from the main board by it.
	reach app.GroupAccess
}

func (r boardRow) board() (board, error) {
	p, err := r.page()
	b := board{page: p, Session: app.SessionID(r.SessionID), Kind: Kind(r.Kind), Removed: r.RemovedMs > 0}
	if p.Group == "" {
		b.reach = app.GroupWrite
	}
	return b, err
}

// find returns a document; app.ErrNotFound where there is none.
func (s *Service) find(ctx context.Context, id app.BoardID) (board, error) {
	var row boardRow
	if err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "id = ?", id)); err != nil {
		return board{}, err
	}
	return row.board()
}

// some returns those of the documents that there are.
func (s *Service) some(ctx context.Context, ids []app.BoardID) ([]board, error) {
	var all []board
	for part := range slices.Chunk(ids, inAtOnce) {
		var rows []boardRow
		if err := s.Store.Read(ctx).Find(&rows, "id IN ?", part).Error; err != nil {
			return nil, fmt.Errorf("find boards: %w", err)
		}
		boards, err := boardsOf(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, boards...)
	}
	return all, nil
}

func boardsOf(rows []boardRow) ([]board, error) {
	all := make([]board, len(rows))
	for i, r := range rows {
		var err error
		if all[i], err = r.board(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// notes returns the notes of a session, that of all first.
func (s *Service) notes(ctx context.Context, session app.SessionID) ([]board, error) {
	var rows []boardRow
	if err := s.Store.Read(ctx).Order("group_id").Find(&rows, "session_id = ? AND kind = ?", session, KindNote).Error; err != nil {
		return nil, fmt.Errorf("find the notes of a session: %w", err)
	}
	return boardsOf(rows)
}

// insertNote makes the note of a session, or of a group of it, where there is none. A group's is locked where that of the
// session is.
func (s *Service) insertNote(ctx context.Context, session app.SessionID, group app.GroupID, at time.Time) error {
	row := boardRow{ID: string(noteOf(session, group)), SessionID: string(session), GroupID: string(group), Kind: string(KindNote), Writers: "[]", CreatedMs: store.Millis(at)}
	if group != "" {
		var err error
		if row.Locked, err = s.locked(ctx, NoteID(session)); err != nil {
			return err
		}
	}
	if err := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&row).Error; err != nil {
		return fmt.Errorf("keep a note: %w", err)
	}
	return nil
}

// locked says whether the document is; one that isn't there isn't.
func (s *Service) locked(ctx context.Context, id app.BoardID) (bool, error) {
	b, err := s.find(ctx, id)
	if errors.Is(err, app.ErrNotFound) {
		return false, nil
	}
	return b.Locked, err
}

// setLocked locks the notes of a session and its groups, or takes that back.
func (s *Service) setLocked(ctx context.Context, session app.SessionID, locked bool, at time.Time) error {
	if err := s.insertNote(ctx, session, "", at); err != nil {
		return err
	}
	return s.Store.Write(ctx).Exec("UPDATE boards SET locked = ? WHERE session_id = ? AND kind = ?", locked, session, KindNote).Error
}

// pages returns the pages of a session, those of each board in their order, and those that were removed.
func (s *Service) pages(ctx context.Context, session app.SessionID) (there []page, removed map[app.BoardID]gone, err error) {
	var rows []boardRow
	err = s.Store.Read(ctx).Order("group_id, position, id").Find(&rows, "session_id = ? AND kind = ?", session, KindPage).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read the pages of a session: %w", err)
	}
	removed = map[app.BoardID]gone{}
	for _, r := range rows {
		p, err := r.page()
		switch {
		case err != nil:
			return nil, nil, err
		case r.RemovedMs > 0:
			removed[p.ID] = gone{p, int(r.Position)}
		default:
			there = append(there, p)
		}
	}
	return there, removed, nil
}

// pagesOf returns the pages of a group of the classroom, whatever session it is of, in their order.
func (s *Service) pagesOf(ctx context.Context, classroom app.ClassroomID, group app.GroupID) ([]board, error) {
	var rows []boardRow
	err := s.Store.Read(ctx).Order("position, id").Find(&rows, "group_id = ? AND kind = ? AND removed_ms = 0 AND session_id IN (SELECT id FROM sessions WHERE classroom_id = ?)",
		group, KindPage, classroom).Error
	if err != nil {
		return nil, fmt.Errorf("read the pages of a group: %w", err)
	}
	all := make([]board, len(rows))
	for i, r := range rows {
		if all[i], err = r.board(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// setShared keeps whether everybody may see the pages of a group, also those that were removed.
func (s *Service) setShared(ctx context.Context, group app.GroupID, shared bool) error {
	if err := s.Store.Write(ctx).Exec("UPDATE boards SET shared = ? WHERE group_id = ? AND kind = ?", shared, group, KindPage).Error; err != nil {
		return fmt.Errorf("share the board of a group: %w", err)
	}
	return nil
}

// drawnOn returns the pages of a session that something was ever drawn on.
func (s *Service) drawnOn(ctx context.Context, session app.SessionID) (map[app.BoardID]bool, error) {
	var ids []app.BoardID
	err := s.Store.SettleUpdates(ctx)
	if err == nil {
		err = s.Store.Read(ctx).Raw("SELECT id FROM boards b WHERE session_id = ? AND kind = ? AND EXISTS (SELECT 1 FROM board_updates u WHERE u.board_id = b.id)", session, KindPage).Scan(&ids).Error
	}
	if err != nil {
		return nil, fmt.Errorf("read which pages were drawn on: %w", err)
	}
	drawn := make(map[app.BoardID]bool, len(ids))
	for _, id := range ids {
		drawn[id] = true
	}
	return drawn, nil
}

// insertPage makes the page where there is none.
func (s *Service) insertPage(ctx context.Context, session app.SessionID, p page, position int) error {
	row := rowOf(session, p, position)
	if err := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&row).Error; err != nil {
		return fmt.Errorf("keep a page: %w", err)
	}
	return nil
}

// updatePage keeps what may change of a page.
func (s *Service) updatePage(ctx context.Context, session app.SessionID, p page) error {
	row := rowOf(session, p, 0)
	err := s.Store.Write(ctx).Model(&boardRow{}).Where("id = ?", row.ID).Select("title", "template", "locked", "access", "writers", "edit_others", "frames").Updates(&row).Error
	if err != nil {
		return fmt.Errorf("change a page: %w", err)
	}
	return nil
}

// order keeps the order of the pages of a board.
func (s *Service) order(ctx context.Context, ids []app.BoardID) error {
	for i, id := range ids {
		if err := s.Store.Write(ctx).Exec("UPDATE boards SET position = ? WHERE id = ? AND position <> ?", i, id, i).Error; err != nil {
			return fmt.Errorf("order pages: %w", err)
		}
	}
	return nil
}

// setRemoved keeps when a page was removed; the zero time: it wasn't.
func (s *Service) setRemoved(ctx context.Context, id app.BoardID, at time.Time) error {
	ms := int64(0)
	if !at.IsZero() {
		ms = store.Millis(at)
	}
	if err := s.Store.Write(ctx).Exec("UPDATE boards SET removed_ms = ? WHERE id = ?", ms, id).Error; err != nil {
		return fmt.Errorf("remove a page: %w", err)
	}
	return nil
}

// shown returns the page that everybody sees who follows, or nil.
func (s *Service) shown(ctx context.Context, session app.SessionID) (*Shown, error) {
	var row struct{ BoardID, ShownBy string }
	err := store.Found(s.Store.Read(ctx).Raw("SELECT board_id, shown_by FROM boards_shown WHERE session_id = ?", session).Scan(&row))
	switch {
	case errors.Is(err, app.ErrNotFound):
		return nil, nil // none is as good as any
	case err != nil:
		return nil, fmt.Errorf("read which page is shown: %w", err)
	}
	return &Shown{app.BoardID(row.BoardID), app.UserID(row.ShownBy)}, nil
}

// setShown keeps which page is shown; nil: none.
func (s *Service) setShown(ctx context.Context, session app.SessionID, v *Shown) error {
	if v == nil {
		if err := s.Store.Write(ctx).Exec("DELETE FROM boards_shown WHERE session_id = ?", session).Error; err != nil {
			return fmt.Errorf("show no page: %w", err)
		}
		return nil
	}
	err := s.Store.Write(ctx).Exec("INSERT INTO boards_shown (session_id, board_id, shown_by) VALUES (?, ?, ?) ON CONFLICT (session_id) DO UPDATE SET board_id = excluded.board_id, shown_by = excluded.shown_by",
		session, v.BoardID, v.By).Error
	if err != nil {
		return fmt.Errorf("show a page: %w", err)
	}
	return nil
}

// ensureFirst makes the first page of a live session where it has none; its id is that of the session.
func (s *Service) ensureFirst(ctx context.Context, session app.Session) error {
	switch _, err := s.find(ctx, app.BoardID(session.ID)); {
	case err == nil, session.State != app.SessionLive:
		return nil
	case !errors.Is(err, app.ErrNotFound):
		return fmt.Errorf("find the first page: %w", err)
	}
	tier, err := s.tier(ctx, session)
	if err != nil {
		return err
	}
	return s.insertPage(ctx, session.ID, page{ID: app.BoardID(session.ID), Template: TemplateBlank, Access: accessFor(tier), CreatedBy: session.StartedBy, CreatedAt: session.StartedAt}, 0)
}

func (s *Service) tier(ctx context.Context, session app.Session) (app.Tier, error) {
	room, err := s.Classrooms.Classroom(ctx, session.Classroom)
	if err != nil {
		return "", fmt.Errorf("find the classroom of a session: %w", err)
	}
	return room.Tier, nil
}

// idsOf lists the ids of the pages.
func idsOf(pages []page) []app.BoardID {
	ids := make([]app.BoardID, len(pages))
	for i, p := range pages {
		ids[i] = p.ID
	}
	return ids
}

// indexOf returns where the page is, or -1.
func indexOf(pages []page, id app.BoardID) int {
	return slices.IndexFunc(pages, func(p page) bool { return p.ID == id })
}

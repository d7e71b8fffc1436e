package board

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
)

const (
	typePDF = "application/pdf"
	typeODP = "application/vnd.oasis.opendocument.presentation"
	typePPT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	// importsMost bounds the imports of a session that run at once.
	importsMost = 5
	// failedMost bounds those that failed and are told of.
	failedMost = 10
)

type importRow struct {
	ID         string `gorm:"primaryKey"`
	SessionID  string
	UserID     string
	Name       string
	Type       string
	Size       int64 // of the upload
	SourceSize int64 // of the PDF that slides were made; 0 while there is none
	AfterID    string
	State      string
	Done       int
	Total      int
	Message    string
	CreatedMs  int64
}

func (importRow) TableName() string { return "board_imports" }

func (r importRow) wire() Import {
	return Import{ImportID: ImportID(r.ID), Name: r.Name, State: ImportState(r.State), Done: r.Done, Total: r.Total, Message: r.Message, By: app.UserID(r.UserID)}
}

// pdf is where the PDF of the import is, and how large.
func (r importRow) pdf() (blob string, size int64) {
	if r.Type == typePDF {
		return uploadBlob(ImportID(r.ID)), r.Size
	}
	return sourceBlob(ImportID(r.ID)), r.SourceSize
}

func (r importRow) over() bool {
	return ImportState(r.State) == ImportDone || ImportState(r.State) == ImportFailed
}

type renderRow struct {
	ImportID string `gorm:"primaryKey"`
	Page     int    `gorm:"primaryKey;autoIncrement:false"`
	Type     string
	Size     int64
	Width    int
	Height   int
	Text     string
}

func (renderRow) TableName() string { return "board_renders" }

// Import takes a file in that becomes pages behind the page after: pictures at once, the rest by a job.
func (s *Service) Import(ctx context.Context, session app.Session, user app.UserID, name string, after app.BoardID, body io.Reader) (Import, error) {
	if err := s.uploads.Take(user); err != nil {
		return Import{}, err
	}
	f, bytes, free, err := s.spool(body, name, MaxImport)
	if err != nil {
		return Import{}, err
	}
	defer free()
	row := importRow{ID: app.NewID(), SessionID: string(session.ID), UserID: string(user), Name: f.Name, Type: f.Type, Size: bytes.Size, AfterID: string(after),
		State: string(ImportWaiting), CreatedMs: store.Millis(s.Clock())}
	var topic outbox.Topic
	switch f.Type {
	case "image/png", "image/jpeg", "image/webp":
		row.State, row.Done, row.Total = string(ImportDone), 1, 1
	case typePDF:
		topic = TopicRender
	case typeODP, typePPT:
		topic = TopicConvert
	default:
		return Import{}, app.Errorf(app.CodeInvalid, "A PDF, slides (.pptx, .odp) or a picture (PNG, JPEG, WebP) can become pages, and nothing else.")
	}
	if err := s.renderable(topic); err != nil {
		return Import{}, err
	}
	blob := uploadBlob(ImportID(row.ID))
	if topic == "" {
		blob = renderBlob(ImportID(row.ID), 1)
	}
	err = s.keepKnown(ctx, session.ID, blob, row.Size, bytes, func(ctx context.Context) error { return s.keepImport(ctx, row, f, topic) })
	if err != nil {
		return Import{}, err
	}
	return row.wire(), s.Streams.Look(session, moduleName)
}

// renderable refuses what nobody can render: where this process is the one that renders, it knows.
func (s *Service) renderable(topic outbox.Topic) error {
	switch {
	case s.RendersElsewhere || topic == "":
	case !s.Tools.PDF():
		return app.Errorf(app.CodeUnavailable, "%s", sayNoPDF)
	case topic == TopicConvert && !s.Tools.Slides():
		return app.Errorf(app.CodeInvalid, "%s", sayNoSlides)
	}
	return nil
}

// keepImport makes an import known whose bytes are kept, in the transaction of ctx.
func (s *Service) keepImport(ctx context.Context, row importRow, f app.File, topic outbox.Topic) error {
	session := app.SessionID(row.SessionID)
	if err := s.roomFor(ctx, session, row.Size); err != nil {
		return err
	}
	var running int64
	if err := s.Store.Read(ctx).Model(&importRow{}).Where("session_id = ? AND state IN ?", session, []ImportState{ImportWaiting, ImportRendering}).Count(&running).Error; err != nil {
		return fmt.Errorf("count imports: %w", err)
	}
	if running >= importsMost {
		return app.Errorf(app.CodeConflict, "%d files are being turned into pages already. Please wait for one of them.", running)
	}
	there, group, err := s.pagesBeside(ctx, row)
	if err == nil {
		err = room(group, there, 0)
	}
	if err != nil {
		return err
	}
	if err := s.Store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("keep an import: %w", err)
	}
	if topic == "" {
		render := renderRow{ImportID: row.ID, Page: 1, Type: f.Type, Size: row.Size, Width: f.Width, Height: f.Height}
		if err := s.Store.Write(ctx).Create(&render).Error; err != nil {
			return fmt.Errorf("keep a picture: %w", err)
		}
		return nil
	}
	return s.Outbox.Add(ctx, message(topic, ImportID(row.ID), 0))
}

// findImport returns an import; app.ErrNotFound where there is none.
func (s *Service) findImport(ctx context.Context, id ImportID) (importRow, error) {
	var row importRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "id = ?", id))
	return row, err
}

// pagesBeside returns how many pages the board has that an import belongs to, and whose board it is: that of the page
// behind which it is to stand.
func (s *Service) pagesBeside(ctx context.Context, row importRow) (int, app.GroupID, error) {
	var st pagesState
	var err error
	if st.pages, st.removed, err = s.pages(ctx, app.SessionID(row.SessionID)); err != nil {
		return 0, "", err
	}
	group := st.groupOf(app.BoardID(row.AfterID))
	return len(st.of(group)), group, nil
}

// groupOf returns whose board a page belongs to.
func (st *pagesState) groupOf(id app.BoardID) app.GroupID {
	if i := indexOf(st.pages, id); i >= 0 {
		return st.pages[i].Group
	}
	return st.removed[id].page.Group
}

// importsOf returns the imports of a session that run, failed, or are among those that are known as running.
func (s *Service) importsOf(ctx context.Context, session app.SessionID, known []ImportID) ([]Import, error) {
	var rows []importRow
	err := s.Store.Read(ctx).Order("created_ms, id").Find(&rows, "session_id = ? AND (state <> ? OR id IN ?)", session, ImportDone, append(known, "")).Error
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	var all []Import
	failed := 0
	for _, r := range slices.Backward(rows) {
		if ImportState(r.State) == ImportFailed {
			if failed++; failed > failedMost {
				continue
			}
		}
		all = append(all, r.wire())
	}
	slices.Reverse(all)
	return all, nil
}

// unmade returns renders of the session that no page was made of yet, in order.
func (s *Service) unmade(ctx context.Context, session app.SessionID) ([]renderRow, map[string]importRow, error) {
	var imports []importRow
	err := s.Store.Read(ctx).Find(&imports, "session_id = ? AND state <> ? AND id NOT IN (SELECT what FROM board_uses WHERE session_id = ?)", session, ImportFailed, session).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read imports: %w", err)
	}
	byID, ids := map[string]importRow{}, []string{""}
	for _, r := range imports {
		byID[r.ID] = r
		ids = append(ids, r.ID)
	}
	var rows []renderRow
	err = s.Store.Read(ctx).Select("import_id, page, width, height").Order("import_id, page").
		Find(&rows, "import_id IN ? AND NOT EXISTS (SELECT 1 FROM boards b WHERE b.import_id = board_renders.import_id AND b.import_page = board_renders.page)", ids).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read rendered pages: %w", err)
	}
	return rows, byID, nil
}

// Look implements live.Looker: rendered pages become pages, and staff are told how imports stand.
func (st *pagesState) Look(ctx context.Context, now time.Time) (live.Outcome, error) {
	var out live.Outcome
	rows, imports, err := st.s.unmade(ctx, st.session.ID)
	if err != nil {
		return out, err
	}
	made := map[app.GroupID][]page{}
	for _, r := range rows {
		group := st.groupOf(app.BoardID(imports[r.ImportID].AfterID))
		pages, begun := made[group]
		if !begun {
			pages = st.of(group)
		}
		if room(group, len(pages), st.gone(group)) != nil {
			if err := st.s.failImport(ctx, ImportID(r.ImportID), sayNoRoom); err != nil {
				return out, err
			}
			break
		}
		p := imported(imports[r.ImportID], r)
		p.CreatedAt = now
		if group != "" {
			p.Group, p.Shared, p.Access = group, pages[0].Shared, AccessAll
		}
		at := placeOf(pages, p.Background, app.BoardID(imports[r.ImportID].AfterID))
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
	known := make([]ImportID, len(st.imports))
	for i, v := range st.imports {
		known[i] = v.ImportID
	}
	now, err := st.s.importsOf(ctx, st.session.ID, known)
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
func (st *pagesState) applyImport(v Import) {
	i := slices.IndexFunc(st.imports, func(w Import) bool { return w.ImportID == v.ImportID })
	switch {
	case i < 0 && v.State != ImportDone:
		st.imports = append(st.imports, v)
	case i >= 0 && v.State == ImportDone:
		st.imports = slices.Delete(st.imports, i, i+1)
	case i >= 0:
		st.imports[i] = v
	}
}

// imported is the page that a render becomes. Learners don't write it until staff let them.
func imported(from importRow, r renderRow) page {
	name := []rune(strings.TrimSuffix(from.Name, path.Ext(from.Name)))
	number := ""
	if from.Total > 1 {
		number = fmt.Sprintf(" %d", r.Page)
	}
	if most := longestTitle - len(number); len(name) > most {
		name = name[:most]
	}
	return page{ID: app.BoardID(app.NewID()), Title: string(name) + number, Template: TemplateBlank, Access: AccessNone, CreatedBy: app.UserID(from.UserID),
		Background: &Background{ImportID: ImportID(r.ImportID), Page: r.Page, Width: r.Width, Height: r.Height}}
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

// failImport ends an import with what to do about it. What no page came of is deleted.
func (s *Service) failImport(ctx context.Context, id ImportID, message string) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		err := s.Store.Write(ctx).Exec("UPDATE board_imports SET state = ?, message = ? WHERE id = ? AND state <> ?", ImportFailed, message, id, ImportDone).Error
		if err != nil {
			return fmt.Errorf("end an import: %w", err)
		}
		gone := s.Store.Write(ctx).Exec("UPDATE board_imports SET size = 0, source_size = 0 WHERE id = ? AND state = ? AND done = 0", id, ImportFailed)
		if gone.Error != nil || gone.RowsAffected == 0 {
			return gone.Error
		}
		return s.dropBlob(ctx, uploadBlob(id), sourceBlob(id))
	})
}

// source returns the PDF of an import; app.ErrNotFound where it has none.
func (s *Service) source(ctx context.Context, session app.SessionID, id ImportID) (content, error) {
	row, err := s.findImport(ctx, id)
	if err != nil {
		return content{}, err
	}
	if app.SessionID(row.SessionID) != session {
		used, err := s.uses(ctx, session, row.ID)
		if err == nil && !used {
			err = app.ErrNotFound
		}
		if err != nil {
			return content{}, err
		}
	}
	blob, size := row.pdf()
	if size == 0 || strings.HasPrefix(row.Type, "image/") {
		return content{}, app.ErrNotFound
	}
	return content{blob: blob, name: strings.TrimSuffix(row.Name, path.Ext(row.Name)) + ".pdf", kind: typePDF, size: size}, nil
}

// render returns the background of a page; app.ErrNotFound where it has none.
func (s *Service) render(ctx context.Context, b board) (renderRow, content, error) {
	if b.Background == nil {
		return renderRow{}, content{}, app.ErrNotFound
	}
	var row renderRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "import_id = ? AND page = ?", b.Background.ImportID, b.Background.Page))
	return row, content{blob: renderBlob(b.Background.ImportID, row.Page), name: "page", kind: row.Type, size: row.Size}, err
}

// notFound tells a caller of what isn't there.
func notFound(err error, what string) error {
	if errors.Is(err, app.ErrNotFound) {
		return app.NotFound(what)
	}
	return err
}

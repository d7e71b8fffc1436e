package upload

import (
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/lectern-classroom/lectern/app"
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

// ImportID names one upload that becomes pages.
type ImportID string

// ImportState is how far an import is.
type ImportState string

// The states of an import.
const (
	ImportWaiting   ImportState = "waiting"
	ImportRendering ImportState = "rendering"
	ImportDone      ImportState = "done"
	ImportFailed    ImportState = "failed"
)

// Import is an upload that becomes pages. Only staff are told of it.
type Import struct {
	ImportID ImportID    `json:"importId"`
	Name     string      `json:"name"`
	State    ImportState `json:"state" enum:"waiting,rendering,done,failed"`
	// Done of Total pages are there; Total is 0 until it is known.
	Done  int `json:"done"`
	Total int `json:"total"`
	// Message says why it failed and what helps, or what is missing of a done one; else it is empty.
	Message string     `json:"message"`
	By      app.UserID `json:"by"`
}

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
	if err := s.allowance.Take(user); err != nil {
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
	return row.wire(), s.Board.Look(session)
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
	if _, err := s.Board.Room(ctx, session, app.BoardID(row.AfterID)); err != nil {
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

// Imports returns the imports of a session that run, failed, or are among those that are known as running.
func (s *Service) Imports(ctx context.Context, session app.SessionID, known []ImportID) ([]Import, error) {
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

// Rendered is a picture that becomes a page.
type Rendered struct {
	ImportID      ImportID
	Name          string // of the upload
	Page, Total   int    // of its pages
	Width, Height int    // in pixels
	After         app.BoardID
	By            app.UserID
}

// Unmade returns what was rendered for the session and isn't the background of any page yet, in order.
func (s *Service) Unmade(ctx context.Context, session app.SessionID) ([]Rendered, error) {
	var imports []importRow
	err := s.Store.Read(ctx).Find(&imports, "session_id = ? AND state <> ? AND id NOT IN (SELECT what FROM board_uses WHERE session_id = ?)", session, ImportFailed, session).Error
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
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
		return nil, fmt.Errorf("read rendered pages: %w", err)
	}
	all := make([]Rendered, len(rows))
	for i, r := range rows {
		from := byID[r.ImportID]
		all[i] = Rendered{ImportID: ImportID(r.ImportID), Name: strings.TrimSuffix(from.Name, path.Ext(from.Name)), Page: r.Page, Total: from.Total,
			Width: r.Width, Height: r.Height, After: app.BoardID(from.AfterID), By: app.UserID(from.UserID)}
	}
	return all, nil
}

// Fail ends an import with what to do about it, unless it is done. What no page came of is deleted.
func (s *Service) Fail(ctx context.Context, id ImportID, message string) error {
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

// Source returns the PDF of an import; app.ErrNotFound where it has none.
func (s *Service) Source(ctx context.Context, session app.SessionID, id ImportID) (Content, error) {
	row, err := s.findImport(ctx, id)
	if err != nil {
		return Content{}, err
	}
	if app.SessionID(row.SessionID) != session {
		used, err := s.uses(ctx, session, row.ID)
		if err == nil && !used {
			err = app.ErrNotFound
		}
		if err != nil {
			return Content{}, err
		}
	}
	blob, size := row.pdf()
	if size == 0 || strings.HasPrefix(row.Type, "image/") {
		return Content{}, app.ErrNotFound
	}
	return Content{blob: blob, Name: strings.TrimSuffix(row.Name, path.Ext(row.Name)) + ".pdf", Type: typePDF, Size: size}, nil
}

// Page returns a page of an import: its picture and its text; app.ErrNotFound where there is no such one.
func (s *Service) Page(ctx context.Context, id ImportID, page int) (picture Content, text string, err error) {
	var row renderRow
	err = store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "import_id = ? AND page = ?", id, page))
	return Content{blob: renderBlob(id, row.Page), Name: "page", Type: row.Type, Size: row.Size}, row.Text, err
}

package upload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board/render"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
)

// The topics of the jobs.
const (
	TopicRender  outbox.Topic = "board.render"
	TopicConvert outbox.Topic = "board.convert"
)

const (
	// maxImported bounds the pages of one file.
	maxImported = 100
	// stretch is for how long a job renders; then the next one goes on, so that a process that dies delays an import by
	// little more than that.
	stretch = 10 * time.Second
	// renderers is how many files are rendered at once, in all processes.
	renderers = 3
	// triesMost is how often a step is tried that takes the process along.
	triesMost = 6
)

// What staff are told of imports that failed.
const (
	sayNoPDF     = "This server can't turn PDFs into pages yet: its administrator needs to install poppler-utils. Pictures can be imported."
	sayNoSlides  = "This server can't turn slides into pages. Please save them as a PDF and import that."
	sayEncrypted = "The PDF is protected by a password. Please save it without one and import it again."
	sayBroken    = "The file can't be read. Please print it into a new PDF and import that."
	saySlides    = "The slides can't be read. Please save them as a PDF and import that."
	sayTime      = "The file takes too long to turn into pages. Please print it into a new, simpler PDF, or import fewer pages."
	sayFailed    = "The pages couldn't be made. Please import the file again."
	sayEnded     = "The class ended before all pages were there."
)

// Handle registers the jobs.
func (s *Service) Handle(o *outbox.Outbox) {
	o.Handle(TopicRender, outbox.TopicConfig{Timeout: time.Minute, GiveUp: time.Hour, OnDead: s.dead}, job(s.renderSome))
	o.Handle(TopicConvert, outbox.TopicConfig{Timeout: 2 * time.Minute, GiveUp: time.Hour, OnDead: s.dead}, job(s.convert))
}

// task is the payload of both.
type task struct {
	Version int      `json:"v"`
	Import  ImportID `json:"importId"`
}

// message is a step of an import. Of one import there is one at a time.
func message(topic outbox.Topic, id ImportID, done int) outbox.Message {
	h := fnv.New32a()
	// A hash never fails to be written.
	_, _ = h.Write([]byte(id))
	return outbox.Message{ID: fmt.Sprintf("%s:%s:%d", topic, id, done), Topic: topic, Destination: fmt.Sprintf("renderer-%d", h.Sum32()%renderers),
		Payload: app.MustJSON(task{1, id})}
}

// job does one step. An error is a retry.
type job func(ctx context.Context, row ImportID, attempt int) error

// Deliver implements outbox.Handler.
func (f job) Deliver(ctx context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
	results := make([]outbox.Result, len(batch))
	for i, d := range batch {
		results[i] = outbox.Result{Outcome: outbox.Done}
		var t task
		err := json.Unmarshal(d.Payload, &t)
		if err == nil {
			err = f(ctx, t.Import, d.Attempt)
		}
		if err != nil {
			results[i] = outbox.Result{Outcome: outbox.Retry, Cause: err.Error()}
		}
	}
	return results, nil
}

// dead ends an import that nothing could be done for.
func (s *Service) dead(ctx context.Context, d outbox.Delivery, _ string) error {
	var t task
	if err := json.Unmarshal(d.Payload, &t); err != nil {
		return fmt.Errorf("read a task: %w", err)
	}
	row, err := s.findImport(ctx, t.Import)
	if errors.Is(err, app.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find an import: %w", err)
	}
	session, err := s.Sessions.Session(ctx, app.SessionID(row.SessionID))
	if err != nil {
		return fmt.Errorf("find the session of an import: %w", err)
	}
	store.AfterCommit(ctx, func() {
		if err := s.tellImport(session); err != nil {
			s.Log.Warn("failed import not told", "import", t.Import, "error", err)
		}
	})
	return s.Fail(ctx, t.Import, sayFailed)
}

// step is one step of an import in a folder of its own. What it refuses with an app.Error ends the import, and is told.
func (s *Service) step(ctx context.Context, id ImportID, attempt int, do func(ctx context.Context, row importRow, dir string) error) error {
	row, err := s.findImport(ctx, id)
	switch {
	case errors.Is(err, app.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("find an import: %w", err)
	}
	session, err := s.Sessions.Session(ctx, app.SessionID(row.SessionID))
	if err != nil {
		return fmt.Errorf("find the session of an import: %w", err)
	}
	switch {
	case session.State != app.SessionLive:
		return s.Fail(ctx, id, sayEnded)
	case row.over(): // it may not have been told
		return s.tellImport(session)
	}
	if attempt > triesMost {
		err = app.Errorf(app.CodeInvalid, "%s", sayFailed)
	} else {
		err = s.apart(ctx, row, do)
	}
	var refusal *app.Error
	switch {
	case errors.As(err, &refusal):
		s.Log.Warn("import failed", "import", id, "session", session.ID, "error", err)
		if err := s.Fail(ctx, id, refusal.Message); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	return s.tellImport(session)
}

// tellImport lets the class know. That it has ended meanwhile is no fault.
func (s *Service) tellImport(session app.Session) error {
	if err := s.Board.Look(session); err != nil && app.CodeOf(err) != app.CodeSessionEnded {
		return fmt.Errorf("tell of an import: %w", err)
	}
	return nil
}

func (s *Service) apart(ctx context.Context, row importRow, do func(ctx context.Context, row importRow, dir string) error) error {
	dir, err := os.MkdirTemp("", render.Folder)
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			s.Log.Warn("folder of an import not removed", "error", err)
		}
	}()
	return do(ctx, row, dir)
}

// refused makes the file's own faults refusals, with what helps.
func refused(err error, broken string) error {
	say := ""
	switch {
	case errors.Is(err, render.ErrEncrypted):
		say = sayEncrypted
	case errors.Is(err, render.ErrBroken):
		say = broken
	case errors.Is(err, render.ErrTime):
		say = sayTime
	default:
		return err
	}
	return &app.Error{Code: app.CodeInvalid, Message: say, Err: err}
}

// convert makes a PDF of slides.
func (s *Service) convert(ctx context.Context, id ImportID, attempt int) error {
	return s.step(ctx, id, attempt, func(ctx context.Context, row importRow, dir string) error {
		if !s.Tools.Slides() {
			return app.Errorf(app.CodeInvalid, "%s", sayNoSlides)
		}
		ending := ".odp"
		if row.Type == typePPT {
			ending = ".pptx"
		}
		slides := filepath.Join(dir, "slides"+ending)
		if err := s.spill(ctx, uploadBlob(id), row.Size, slides); err != nil {
			return err
		}
		pdf, err := s.Tools.Convert(ctx, dir, slides)
		if err != nil {
			return refused(err, saySlides)
		}
		return s.keepSource(ctx, row, pdf)
	})
}

// keepSource keeps the PDF of slides in their place.
func (s *Service) keepSource(ctx context.Context, row importRow, pdf string) error {
	f, err := os.Open(pdf)
	if err != nil {
		return fmt.Errorf("read a PDF: %w", err)
	}
	defer f.Close() // it was read
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read a PDF: %w", err)
	}
	if info.Size() > 2*MaxImport {
		return app.Errorf(app.CodeInvalid, "%s", sayTime)
	}
	id, session := ImportID(row.ID), app.SessionID(row.SessionID)
	if err := s.dropBlob(ctx, sourceBlob(id)); err != nil { // of a process that died meanwhile
		return err
	}
	return s.keepKnown(ctx, session, sourceBlob(id), info.Size(), f, func(ctx context.Context) error {
		if err := s.dropBlob(ctx, uploadBlob(id)); err != nil {
			return err
		}
		err := s.Store.Write(ctx).Exec("UPDATE board_imports SET size = 0, source_size = ? WHERE id = ?", info.Size(), id).Error
		if err != nil {
			return fmt.Errorf("keep a PDF: %w", err)
		}
		return s.Outbox.Add(ctx, message(TopicRender, id, 0))
	})
}

// renderSome renders pages of a PDF that aren't there yet, for a while, and leaves the rest to the next job.
func (s *Service) renderSome(ctx context.Context, id ImportID, attempt int) error {
	return s.step(ctx, id, attempt, func(ctx context.Context, row importRow, dir string) error {
		if !s.Tools.PDF() {
			return app.Errorf(app.CodeInvalid, "%s", sayNoPDF)
		}
		pdf := filepath.Join(dir, "source.pdf")
		blob, size := row.pdf()
		if err := s.spill(ctx, blob, size, pdf); err != nil {
			return err
		}
		if row.Total == 0 {
			if err := s.count(ctx, &row, dir, pdf); err != nil {
				return err
			}
		}
		began := time.Now()
		for row.Done < row.Total {
			if time.Since(began) > stretch {
				return s.Outbox.Add(ctx, message(TopicRender, id, row.Done))
			}
			if err := s.renderPage(ctx, &row, dir, pdf); err != nil {
				return err
			}
		}
		return nil
	})
}

// count finds out how many pages there are, and whether there is room for them.
func (s *Service) count(ctx context.Context, row *importRow, dir, pdf string) error {
	n, err := s.Tools.Pages(ctx, dir, pdf)
	if err != nil {
		return refused(err, sayBroken)
	}
	more, err := s.Board.Room(ctx, app.SessionID(row.SessionID), app.BoardID(row.AfterID))
	switch {
	case err != nil && app.CodeOf(err) != app.CodeConflict: // how full it is, is said below
		return err
	case n > maxImported:
		return app.Errorf(app.CodeInvalid, "The file has %d pages, and at most %d can be imported. Please save those that you need as a PDF of their own.", n, maxImported)
	case n > more:
		return app.Errorf(app.CodeConflict, "The file has %d pages, and there is room for %d more. Please remove pages, or import fewer.", n, more)
	}
	row.Total, row.State = n, string(ImportRendering)
	err = s.Store.Write(ctx).Exec("UPDATE board_imports SET total = ?, state = ? WHERE id = ?", n, row.State, row.ID).Error
	if err != nil {
		return fmt.Errorf("keep how many pages there are: %w", err)
	}
	return nil
}

// renderPage renders the next page and lets the class know.
func (s *Service) renderPage(ctx context.Context, row *importRow, dir, pdf string) error {
	page := row.Done + 1
	picture, err := s.Tools.Page(ctx, dir, pdf, page)
	if err != nil {
		return refused(err, fmt.Sprintf("Page %d can't be read. Please print the file into a new PDF and import that.", page))
	}
	text, err := s.Tools.PageText(ctx, dir, pdf, page)
	if err != nil && !errors.Is(err, render.ErrBroken) && !errors.Is(err, render.ErrTime) { // a page without its text is better than none
		return err
	}
	if err := s.keepPage(ctx, row, page, picture, text); err != nil {
		return err
	}
	row.Done = page
	if err := os.Remove(picture.Path); err != nil {
		return fmt.Errorf("remove a rendered page: %w", err)
	}
	if row.Done == row.Total {
		return nil // told at the end of the step
	}
	return s.tellImport(app.Session{ID: app.SessionID(row.SessionID), State: app.SessionLive})
}

func (s *Service) keepPage(ctx context.Context, row *importRow, page int, picture render.Picture, text string) error {
	f, err := os.Open(picture.Path)
	if err != nil {
		return fmt.Errorf("read a rendered page: %w", err)
	}
	defer f.Close() // it was read
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read a rendered page: %w", err)
	}
	state := ImportRendering
	if page == row.Total {
		state = ImportDone
	}
	r := renderRow{ImportID: row.ID, Page: page, Type: picture.Type, Size: info.Size(), Width: picture.Width, Height: picture.Height, Text: text}
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.Write(ctx).Create(&r).Error; err != nil {
			return fmt.Errorf("keep a rendered page: %w", err)
		}
		if err := s.keepBlob(ctx, app.SessionID(row.SessionID), renderBlob(ImportID(row.ID), page), r.Size, f); err != nil {
			return err
		}
		err := s.Store.Write(ctx).Exec("UPDATE board_imports SET done = ?, state = ? WHERE id = ? AND state <> ?", page, state, row.ID, ImportFailed).Error
		if err != nil {
			return fmt.Errorf("keep how far an import is: %w", err)
		}
		return nil
	})
}

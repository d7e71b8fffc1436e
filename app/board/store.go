package board

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/whiteboard"
	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

type updateRow struct {
	Seq     int64 `gorm:"primaryKey;autoIncrement"`
	BoardID string
	Body    []byte
	AtMs    int64
	// Folded says that the snapshot holds it. Pages keep such rows, so that they can be replayed.
	Folded bool
}

func (updateRow) TableName() string { return "board_updates" }

type snapshotRow struct {
	BoardID string `gorm:"primaryKey"`
	Body    []byte
}

func (snapshotRow) TableName() string { return "board_snapshots" }

type authorRow struct {
	BoardID string `gorm:"primaryKey"`
	Client  int64  `gorm:"primaryKey;autoIncrement:false"`
	UserID  string
}

func (authorRow) TableName() string { return "board_authors" }

// ofSession deletes all that is kept of the documents of a session, in an order that the references allow.
var ofSession = []string{
	"DELETE FROM board_updates WHERE board_id IN (SELECT id FROM boards WHERE session_id = ?)",
	"DELETE FROM board_snapshots WHERE board_id IN (SELECT id FROM boards WHERE session_id = ?)",
	"DELETE FROM board_authors WHERE board_id IN (SELECT id FROM boards WHERE session_id = ?)",
	"DELETE FROM boards_shown WHERE session_id = ?",
	"DELETE FROM boards WHERE session_id = ?",
}

// Prune deletes the documents of sessions that ended before olderThan, with all that belongs to them, and returns how
// many documents.
func (s *Service) Prune(ctx context.Context, olderThan time.Time) (int, error) {
	var sessions []app.SessionID
	err := s.Store.Read(ctx).Raw("SELECT DISTINCT b.session_id FROM boards b JOIN sessions s ON s.id = b.session_id WHERE s.state = ? AND s.ended_ms < ? ORDER BY b.session_id",
		app.SessionEnded, store.Millis(olderThan)).Scan(&sessions).Error
	if err != nil {
		return 0, fmt.Errorf("prune boards: %w", err)
	}
	pruned := 0
	for _, session := range sessions {
		n, err := s.forget(ctx, session)
		if pruned += n; err != nil {
			return pruned, fmt.Errorf("prune boards: %w", err)
		}
	}
	return pruned, s.uploads.Sweep()
}

// Forget deletes the documents of a session.
func (s *Service) Forget(ctx context.Context, session app.SessionID) error {
	if _, err := s.forget(ctx, session); err != nil {
		return fmt.Errorf("forget the boards of a session: %w", err)
	}
	return nil
}

func (s *Service) forget(ctx context.Context, session app.SessionID) (boards int, err error) {
	if err := s.uploads.Release(ctx, session); err != nil {
		return 0, err
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, statement := range ofSession {
			done := s.Store.Write(ctx).Exec(statement, session)
			if done.Error != nil {
				return done.Error
			}
			boards = int(done.RowsAffected) // of the last one
		}
		return s.uploads.Forget(ctx, session)
	})
	return boards, err
}

// inAtOnce bounds the values of one statement.
const inAtOnce = 500

// keeper is the whiteboard.Log in the database.
type keeper struct {
	store *store.Store
	clock func() time.Time
	log   *slog.Logger
	drawn *drawn
}

// Load implements whiteboard.Log. Both parts are read in one transaction: another process may compact in between.
func (k keeper) Load(ctx context.Context, doc whiteboard.DocID) (whiteboard.Kept, error) {
	var kept whiteboard.Kept
	err := k.store.Tx(ctx, func(ctx context.Context) error {
		// The row is locked against the compacting of another process.
		if err := k.store.Write(ctx).Exec("UPDATE boards SET compacted_ms = compacted_ms WHERE id = ?", doc).Error; err != nil {
			return err
		}
		snapshot, rows, err := k.rows(ctx, doc)
		if err != nil {
			return err
		}
		var authors []authorRow
		if err := k.store.Read(ctx).Find(&authors, "board_id = ?", doc).Error; err != nil {
			return fmt.Errorf("read the authors of a board: %w", err)
		}
		kept = whiteboard.Kept{Snapshot: snapshot, Authors: make(map[uint64]string, len(authors))}
		for _, r := range rows {
			kept.Updates = append(kept.Updates, r.Body)
		}
		for _, r := range authors {
			kept.Authors[uint64(r.Client)] = r.UserID
		}
		return nil
	})
	return kept, err
}

// Claim implements whiteboard.Log.
func (k keeper) Claim(ctx context.Context, doc whiteboard.DocID, client uint64, user string) (string, error) {
	row := authorRow{BoardID: string(doc), Client: int64(client), UserID: user}
	err := k.store.Single(ctx, func(ctx context.Context) error {
		return k.store.Write(ctx).Clauses(store.Ignore()).Create(&row).Error
	})
	if err != nil {
		return "", fmt.Errorf("keep an author of a board: %w", err)
	}
	var owner string
	err = store.Found(k.store.Read(ctx).Raw("SELECT user_id FROM board_authors WHERE board_id = ? AND client = ?", doc, row.Client).Scan(&owner))
	if err != nil {
		return "", fmt.Errorf("read an author of a board: %w", err)
	}
	k.drawn.claimed(doc, client, owner)
	return owner, nil
}

// rows returns the snapshot and what isn't folded into it. A snapshot that can't be read any more is left away; a page still
// has all that it came from.
func (k keeper) rows(ctx context.Context, doc whiteboard.DocID) ([]byte, []updateRow, error) {
	var snapshots []snapshotRow
	if err := k.store.Read(ctx).Find(&snapshots, "board_id = ?", doc).Error; err != nil {
		return nil, nil, fmt.Errorf("read a snapshot: %w", err)
	}
	query, snapshot := k.store.Read(ctx).Where("board_id = ?", doc), []byte(nil)
	whole := false // nothing is folded into it
	if len(snapshots) > 0 {
		snapshot = snapshots[0].Body
		if _, err := unlimited().Apply(snapshot); err != nil {
			k.log.Error("snapshot left away", "doc", doc, "bytes", len(snapshot), "error", err)
			whole, snapshot = true, nil
		}
	}
	if !whole {
		query = query.Where("folded = ?", false)
	}
	var rows []updateRow
	if err := query.Order("seq").Find(&rows).Error; err != nil {
		return nil, nil, fmt.Errorf("read updates: %w", err)
	}
	return snapshot, rows, nil
}

// Append implements whiteboard.Log: one statement, which is committed together with those of other documents.
func (k keeper) Append(ctx context.Context, doc whiteboard.DocID, updates [][]byte) error {
	at := store.Millis(k.clock())
	err := k.appendAll(ctx, doc, updates, at)
	if err != nil {
		return fmt.Errorf("keep updates of a board: %w", err)
	}
	k.drawn.note(ctx, doc, updates, store.Time(at))
	return nil
}

// appendUpdate is by far the most frequent statement; gorm's way to run it would cost half as much as SQLite's.
var appendUpdate = store.NewStatement("INSERT INTO board_updates (board_id, body, at_ms, folded) VALUES (?, ?, ?, ?)")

func (k keeper) appendAll(ctx context.Context, doc whiteboard.DocID, updates [][]byte, at int64) error {
	if len(updates) == 1 {
		return k.store.Single(ctx, func(ctx context.Context) error {
			return k.store.Exec(ctx, appendUpdate, string(doc), updates[0], at, false)
		})
	}
	return k.store.Tx(ctx, func(ctx context.Context) error {
		for _, u := range updates {
			if err := k.store.Exec(ctx, appendUpdate, string(doc), u, at, false); err != nil {
				return err
			}
		}
		return nil
	})
}

// Compact implements whiteboard.Log. What other processes have kept meanwhile is merged into the snapshot, and only the
// rows that were read are folded into it: others may be committed while it runs. Folded rows of notes are deleted.
func (k keeper) Compact(ctx context.Context, doc whiteboard.DocID, snapshot []byte) error {
	err := k.store.Tx(ctx, func(ctx context.Context) error {
		if err := k.store.Write(ctx).Exec("UPDATE boards SET compacted_ms = ? WHERE id = ?", store.Millis(k.clock()), doc).Error; err != nil {
			return err
		}
		before, rows, err := k.rows(ctx, doc)
		if err != nil {
			return err
		}
		merged, err := merge(rows, snapshot, before)
		if err != nil {
			return fmt.Errorf("merge a snapshot: %w", err)
		}
		row := snapshotRow{BoardID: string(doc), Body: merged}
		if err := k.store.Write(ctx).Clauses(store.Upsert([]string{"board_id"}, "body")).Create(&row).Error; err != nil {
			return err
		}
		return k.fold(ctx, doc, rows)
	})
	if err != nil {
		return fmt.Errorf("compact a board: %w", err)
	}
	return nil
}

// fold marks rows that are in the snapshot by now. Those of a note are deleted.
func (k keeper) fold(ctx context.Context, doc whiteboard.DocID, rows []updateRow) error {
	var kind Kind
	if err := k.store.Read(ctx).Raw("SELECT kind FROM boards WHERE id = ?", doc).Scan(&kind).Error; err != nil {
		return err
	}
	statement := "DELETE FROM board_updates WHERE seq IN ?"
	if kind == KindPage {
		statement = "UPDATE board_updates SET folded = true WHERE seq IN ?"
	}
	seqs := make([]int64, len(rows))
	for i, r := range rows {
		seqs[i] = r.Seq
	}
	for some := range slices.Chunk(seqs, inAtOnce) {
		if err := k.store.Write(ctx).Exec(statement, some).Error; err != nil {
			return err
		}
	}
	return nil
}

// merge makes a snapshot of parts of a document, nil ones left away, and rows. A row that can't be read is left away, as it
// is when the document is loaded.
func merge(rows []updateRow, parts ...[]byte) ([]byte, error) {
	s := unlimited()
	for _, part := range parts {
		if part == nil {
			continue
		}
		if _, err := s.Apply(part); err != nil {
			return nil, err
		}
	}
	for _, r := range rows {
		if _, err := s.Apply(r.Body); err != nil && !errors.Is(err, yjs.ErrMalformed) {
			return nil, err
		}
	}
	s.Compact()
	return s.Diff(nil), nil
}

// unlimited returns a store for what is kept: it was bounded when it was taken.
func unlimited() *yjs.Store {
	return yjs.New(yjs.Limits{UpdateBytes: 2 * whiteboard.DefaultLimits.Document, DocumentBytes: 2 * whiteboard.DefaultLimits.Document})
}

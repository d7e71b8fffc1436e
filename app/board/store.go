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

// Load implements whiteboard.Log. All parts are read of one state: another process may compact in between.
func (k keeper) Load(ctx context.Context, doc whiteboard.DocID) (whiteboard.Kept, error) {
	var kept whiteboard.Kept
	ahead := k.store.UpdatesAhead(string(doc))
	err := k.store.View(ctx, func(ctx context.Context) error {
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
		kept.Updates = append(kept.Updates, ahead...)
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

// rows returns the snapshot and what isn't folded into it.
func (k keeper) rows(ctx context.Context, doc whiteboard.DocID) (snapshot []byte, rows []updateRow, err error) {
	err = k.each(ctx, doc, func(body []byte) error {
		if _, err := unlimited().Apply(body); err != nil {
			return err
		}
		snapshot = body
		return nil
	}, func(r updateRow) error {
		rows = append(rows, r)
		return nil
	})
	return snapshot, rows, err
}

// each hands out the snapshot, if there is one, and then what isn't folded into it, in order and one by one. A snapshot
// that can't be taken in any more is left away; a page still has all that it came from.
func (k keeper) each(ctx context.Context, doc whiteboard.DocID, snapshot func(body []byte) error, row func(updateRow) error) error {
	var snapshots []snapshotRow
	if err := k.store.Read(ctx).Find(&snapshots, "board_id = ?", doc).Error; err != nil {
		return fmt.Errorf("read a snapshot: %w", err)
	}
	query := k.store.Read(ctx).Model(&updateRow{}).Where("board_id = ?", doc)
	torn := false
	for _, s := range snapshots {
		if err := snapshot(s.Body); err != nil {
			k.log.Error("snapshot left away", "doc", doc, "bytes", len(s.Body), "error", err)
			torn = true
		}
	}
	if !torn {
		query = query.Where("folded = ?", false)
	}
	rows, err := query.Order("seq").Rows()
	if err != nil {
		return fmt.Errorf("read updates: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r updateRow
		if err := k.store.Read(ctx).ScanRows(rows, &r); err != nil {
			return fmt.Errorf("read an update: %w", err)
		}
		if err := row(r); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read updates: %w", err)
	}
	return nil
}

// Append implements whiteboard.Log.
func (k keeper) Append(ctx context.Context, doc whiteboard.DocID, updates [][]byte) error {
	at := store.Time(store.Millis(k.clock()))
	if err := k.store.AppendUpdates(ctx, string(doc), at, updates); err != nil {
		return fmt.Errorf("keep updates of a board: %w", err)
	}
	k.drawn.note(ctx, doc, updates, at)
	return nil
}

// compactTries is how often a document is read anew because another process has compacted it meanwhile.
const compactTries = 3

var errCompacted = errors.New("another process has compacted it meanwhile")

// Compact implements whiteboard.Log. What other processes have kept meanwhile is merged into the snapshot, and only the
// rows that were read are folded into it: others may be committed while it runs. Large documents take their time, so they
// are read and merged before the transaction, which keeps everybody else's appends from SQLite. Folded rows of notes are
// deleted.
func (k keeper) Compact(ctx context.Context, doc whiteboard.DocID, snapshot []byte) error {
	err := errCompacted
	for try := 0; try < compactTries && errors.Is(err, errCompacted); try++ {
		err = k.compact(ctx, doc, snapshot)
	}
	if err != nil {
		return fmt.Errorf("compact a board: %w", err)
	}
	return nil
}

func (k keeper) compact(ctx context.Context, doc whiteboard.DocID, snapshot []byte) error {
	var read struct {
		Kind        Kind
		CompactedMs int64
	}
	var merged []byte
	var seqs []int64
	if err := k.store.SettleUpdates(ctx); err != nil { // else they were folded by the next one
		return err
	}
	err := k.store.View(ctx, func(ctx context.Context) error {
		err := store.Found(k.store.Read(ctx).Raw("SELECT kind, compacted_ms FROM boards WHERE id = ?", doc).Scan(&read))
		if err != nil {
			return err
		}
		merged, seqs, err = k.merge(ctx, doc, snapshot)
		return err
	})
	if err != nil {
		return err
	}
	return k.store.Tx(ctx, func(ctx context.Context) error {
		at := max(store.Millis(k.clock()), read.CompactedMs+1)
		done := k.store.Write(ctx).Exec("UPDATE boards SET compacted_ms = ? WHERE id = ? AND compacted_ms = ?", at, doc, read.CompactedMs)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return errCompacted
		}
		row := snapshotRow{BoardID: string(doc), Body: merged}
		if err := k.store.Write(ctx).Clauses(store.Upsert([]string{"board_id"}, "body")).Create(&row).Error; err != nil {
			return err
		}
		return k.fold(ctx, read.Kind, seqs)
	})
}

// merge adds what is kept to a snapshot, which mostly holds all of it, and then what isn't among the rows yet. It returns the
// rows that are in it by now. Nil stands for a snapshot of nothing. A row that can't be read is left away, as it is when the
// document is loaded.
func (k keeper) merge(ctx context.Context, doc whiteboard.DocID, snapshot []byte, ahead ...[]byte) (merged []byte, seqs []int64, err error) {
	s := unlimited()
	if snapshot != nil {
		if _, err := s.Apply(snapshot); err != nil {
			return nil, nil, fmt.Errorf("merge a snapshot: %w", err)
		}
	}
	news := false
	add := func(b []byte) error {
		changed, err := s.Apply(b)
		news = news || changed
		return err
	}
	addRow := func(r updateRow) error {
		if r.Seq != 0 {
			seqs = append(seqs, r.Seq)
		}
		if err := add(r.Body); err != nil && !errors.Is(err, yjs.ErrMalformed) {
			return err
		}
		return nil
	}
	err = k.each(ctx, doc, add, addRow)
	for i := 0; i < len(ahead) && err == nil; i++ {
		err = addRow(updateRow{Body: ahead[i]})
	}
	if err != nil {
		return nil, nil, fmt.Errorf("merge a snapshot: %w", err)
	}
	if !news {
		return snapshot, seqs, nil
	}
	s.Compact()
	return s.Diff(nil), seqs, nil
}

// fold marks rows that are in the snapshot by now. Those of a note are deleted.
func (k keeper) fold(ctx context.Context, kind Kind, seqs []int64) error {
	statement := "DELETE FROM board_updates WHERE seq IN ?"
	if kind == KindPage {
		statement = "UPDATE board_updates SET folded = true WHERE seq IN ?"
	}
	for some := range slices.Chunk(seqs, inAtOnce) {
		if err := k.store.Write(ctx).Exec(statement, some).Error; err != nil {
			return err
		}
	}
	return nil
}

// unlimited returns a store for what is kept: it was bounded when it was taken.
func unlimited() *yjs.Store {
	return yjs.New(yjs.Limits{UpdateBytes: 2 * whiteboard.DefaultLimits.Document, DocumentBytes: 2 * whiteboard.DefaultLimits.Document})
}

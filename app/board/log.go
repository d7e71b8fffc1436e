package board

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/whiteboard"
	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

const (
	// logMost and logBytes bound an answer of the log.
	logMost  = 2000
	logBytes = 2 << 20
)

// LoggedUpdate is one update of a page: Yjs update format v1, base64.
type LoggedUpdate struct {
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
	Update []byte    `json:"update"`
}

// LogPart is a part of a page's history, in order. Next is what to ask for after, null at the end.
type LogPart struct {
	Updates []LoggedUpdate `json:"updates"`
	Next    *int64         `json:"next"`
}

// Author is whose a Yjs client is.
type Author struct {
	Client uint64     `json:"client"`
	UserID app.UserID `json:"userId"`
	Name   string     `json:"name"`
	Color  string     `json:"color"`
}

// AuthorList are the authors of a document.
type AuthorList struct {
	Authors []Author `json:"authors"`
}

// history returns the updates of a page with a seq above after, at most so many. A row that can't be read any more is left
// away, as it is when the document is loaded.
func (s *Service) history(ctx context.Context, id app.BoardID, after int64, most int) (LogPart, error) {
	if err := s.Store.SettleUpdates(ctx); err != nil {
		return LogPart{}, fmt.Errorf("read the history of a page: %w", err)
	}
	rows, err := s.loggedAfter(ctx, id, after, most+1)
	if err != nil {
		return LogPart{}, err
	}
	part := LogPart{Updates: []LoggedUpdate{}}
	bytes := 0
	for i, r := range rows {
		if i == most || (i > 0 && bytes+len(r.Body) > logBytes) {
			part.Next = &rows[i-1].Seq
			break
		}
		bytes += len(r.Body)
		if _, err := yjs.Decode(r.Body); err != nil {
			s.Log.Error("update left away", "doc", id, "seq", r.Seq, "bytes", len(r.Body), "error", err)
			continue
		}
		part.Updates = append(part.Updates, LoggedUpdate{Seq: r.Seq, At: store.Time(r.AtMs), Update: r.Body})
	}
	return part, nil
}

// loggedAfter returns the first rows of a document with a seq above after, at most so many. The index has those that are
// folded into the snapshot apart, so they are asked for apart.
func (s *Service) loggedAfter(ctx context.Context, id app.BoardID, after int64, most int) ([]updateRow, error) {
	var rows []updateRow
	for _, folded := range []bool{false, true} {
		var some []updateRow
		err := s.Store.Read(ctx).Order("seq").Limit(most).Find(&some, "board_id = ? AND folded = ? AND seq > ?", id, folded, after).Error
		if err != nil {
			return nil, fmt.Errorf("read the history of a page: %w", err)
		}
		rows = append(rows, some...)
	}
	// What was folded between the two is among both; what another process kept late may belong between the others.
	slices.SortFunc(rows, func(a, b updateRow) int { return cmp.Compare(a.Seq, b.Seq) })
	rows = slices.CompactFunc(rows, func(a, b updateRow) bool { return a.Seq == b.Seq })
	return rows[:min(most, len(rows))], nil
}

// clients returns whose the clients of a document are.
func (s *Service) clients(ctx context.Context, id app.BoardID) (map[uint64]app.UserID, error) {
	var rows []authorRow
	if err := s.Store.Read(ctx).Find(&rows, "board_id = ?", id).Error; err != nil {
		return nil, fmt.Errorf("read the authors of a board: %w", err)
	}
	all := make(map[uint64]app.UserID, len(rows))
	for _, r := range rows {
		all[uint64(r.Client)] = app.UserID(r.UserID)
	}
	return all, nil
}

// authors returns who the clients of a document are. Who isn't known any more has no name.
func (s *Service) authors(ctx context.Context, id app.BoardID) (AuthorList, error) {
	list := AuthorList{Authors: []Author{}}
	clients, err := s.clients(ctx, id)
	if err != nil {
		return list, err
	}
	names := map[app.UserID]string{}
	for _, client := range slices.Sorted(maps.Keys(clients)) {
		user := clients[client]
		if _, known := names[user]; !known {
			person, err := s.People.Person(ctx, user)
			if err != nil && !errors.Is(err, app.ErrNotFound) {
				return list, fmt.Errorf("find who drew: %w", err)
			}
			names[user] = person.Name
		}
		list.Authors = append(list.Authors, Author{Client: client, UserID: user, Name: names[user], Color: colorOf(user)})
	}
	return list, nil
}

// whole returns all that a document holds, nil where that is nothing, in the transaction of ctx.
func (s *Service) whole(ctx context.Context, id app.BoardID) ([]byte, error) {
	ahead := s.Store.UpdatesAhead(string(id))
	// The row is locked against the compacting of another process.
	if err := s.Store.Write(ctx).Exec("UPDATE boards SET compacted_ms = compacted_ms WHERE id = ?", id).Error; err != nil {
		return nil, fmt.Errorf("lock a document: %w", err)
	}
	whole, _, err := s.keeper().merge(ctx, whiteboard.DocID(id), nil, ahead...)
	if err != nil {
		return nil, fmt.Errorf("read a whole document: %w", err)
	}
	return whole, nil
}

// copyDocument begins a new document with what another one holds, and with whose it is. It takes part in the transaction
// of ctx.
func (s *Service) copyDocument(ctx context.Context, from, to app.BoardID, at time.Time) error {
	whole, err := s.whole(ctx, from)
	if err != nil || whole == nil {
		return err
	}
	row := updateRow{BoardID: string(to), Body: whole, AtMs: store.Millis(at)}
	if err := s.Store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("copy a document: %w", err)
	}
	err = s.Store.Write(ctx).Exec("INSERT INTO board_authors (board_id, client, user_id) SELECT ?, client, user_id FROM board_authors WHERE board_id = ?", to, from).Error
	if err != nil {
		return fmt.Errorf("copy whose a document is: %w", err)
	}
	return nil
}

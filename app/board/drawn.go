package board

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/whiteboard"
	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// remembered bounds the documents whose authors are remembered.
const remembered = 500

// drawn makes facts of who drew: one for each person, page and minute. What it remembers is a cache of the database.
type drawn struct {
	store *store.Store
	log   *slog.Logger

	mu    sync.Mutex
	pages map[whiteboard.DocID]*drawing
}

// drawing is what is remembered of one document.
type drawing struct {
	session app.SessionID // "" for what isn't a page
	authors map[uint64]app.UserID
	noted   map[app.UserID]int64 // the last minute that there is a fact of
}

func newDrawn(s *store.Store, log *slog.Logger) *drawn {
	return &drawn{store: s, log: log, pages: map[whiteboard.DocID]*drawing{}}
}

// claimed remembers whose a client is.
func (d *drawn) claimed(doc whiteboard.DocID, client uint64, user string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.pages[doc]; p != nil {
		p.authors[client] = app.UserID(user)
	}
}

// note makes the facts of updates that were kept. They are worth less than the updates: what fails is only said.
func (d *drawn) note(ctx context.Context, doc whiteboard.DocID, updates [][]byte, at time.Time) {
	minute := at.Truncate(time.Minute)
	users, session, err := d.newIn(ctx, doc, updates, minute.Unix())
	var facts []app.Fact
	for _, user := range users {
		facts = append(facts, app.Fact{ID: fmt.Sprintf("drawn:%s:%s:%d", doc, user, minute.Unix()), Session: session, Kind: app.FactBoardDrawn,
			Source: app.SourceState, User: user, At: minute, Seen: at, Data: app.MustJSON(app.BoardData{BoardID: app.BoardID(doc)})})
	}
	if err == nil && len(facts) > 0 {
		err = d.store.Single(ctx, func(ctx context.Context) error {
			_, err := d.store.AppendFacts(ctx, facts...)
			return err
		})
	}
	if err != nil {
		d.log.Warn("who drew not noted", "doc", doc, "error", err)
	}
}

// newIn returns who has a part in the updates and no fact of the minute.
func (d *drawn) newIn(ctx context.Context, doc whiteboard.DocID, updates [][]byte, minute int64) ([]app.UserID, app.SessionID, error) {
	p, err := d.page(ctx, doc)
	if err != nil || p.session == "" {
		return nil, "", err
	}
	var users []app.UserID
	for _, u := range updates {
		clients, err := yjs.StateVectorFromUpdate(u)
		if err != nil {
			return nil, "", fmt.Errorf("read who drew: %w", err)
		}
		d.mu.Lock()
		for client := range clients {
			if user := p.authors[client]; user != "" && p.noted[user] != minute {
				p.noted[user] = minute
				users = append(users, user)
			}
		}
		d.mu.Unlock()
	}
	return users, p.session, nil
}

// page returns what is remembered of a document, reading it where nothing is.
func (d *drawn) page(ctx context.Context, doc whiteboard.DocID) (*drawing, error) {
	d.mu.Lock()
	p := d.pages[doc]
	d.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p = &drawing{authors: map[uint64]app.UserID{}, noted: map[app.UserID]int64{}}
	err := d.store.Read(ctx).Raw("SELECT session_id FROM boards WHERE id = ? AND kind = ?", doc, KindPage).Scan(&p.session).Error
	if err != nil {
		return nil, fmt.Errorf("find the session of a page: %w", err)
	}
	var rows []authorRow
	if err := d.store.Read(ctx).Find(&rows, "board_id = ?", doc).Error; err != nil {
		return nil, fmt.Errorf("read the authors of a page: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.pages) >= remembered {
		clear(d.pages)
	}
	if d.pages[doc] == nil {
		d.pages[doc] = p
	}
	p = d.pages[doc]
	for _, r := range rows {
		p.authors[uint64(r.Client)] = app.UserID(r.UserID)
	}
	return p, nil
}

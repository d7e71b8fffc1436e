package lrs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// prefix is where the store lies.
const prefix = "/xapi"

// self is the name under which Lectern vouches for its own statements.
const self = "lectern"

// Deps are what a Service needs; all are required.
type Deps struct {
	Store *store.Store
	// PublicURL is the address of the installation; authorities are accounts there.
	PublicURL string
	Clock     func() time.Time
}

// Service is the built-in store.
type Service struct {
	Deps
	records *lrs.LRS
}

// New returns a Service.
func New(d Deps) (*Service, error) {
	s := &Service{Deps: d}
	if d.Store == nil || d.PublicURL == "" || d.Clock == nil {
		return nil, errors.New("lrs: Deps must be complete")
	}
	db, err := newDatabase(d.Store)
	if err != nil {
		return nil, err
	}
	s.records, err = lrs.New(db, lrs.Config{Authenticate: s.authenticate, Prefix: prefix, Page: prefix + "/", Now: d.Clock})
	if err != nil {
		return nil, fmt.Errorf("build the learning record store: %w", err)
	}
	return s, nil
}

// Keep stores Lectern's own statements, in the caller's transaction. Those that are there already are passed over.
func (s *Service) Keep(ctx context.Context, items []xapi.Frozen) error {
	raws := make([]json.RawMessage, len(items))
	for i, it := range items {
		raws[i] = it.Body
	}
	if err := s.records.Keep(ctx, s.authority("Lectern", self), raws); err != nil {
		return fmt.Errorf("keep statements in the built-in store: %w", err)
	}
	return nil
}

// Count is how many statements the store has.
func (s *Service) Count(ctx context.Context) (int64, error) { return s.count(ctx) }

func (s *Service) authority(name, account string) xapi.Agent {
	a := xapi.AccountAgent(s.PublicURL, account)
	a.Name = name
	return a
}

// handler serves the resources, and the page for people at /xapi/.
func (s *Service) handler() http.Handler { return s.records.Handler() }

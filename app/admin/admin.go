package admin

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// Tokens makes bearer tokens.
type Tokens interface {
	Issue(a app.Actor, until time.Time) (string, error)
}

// Registrations keeps the LMSs. Faults that may be told are *app.Error.
type Registrations interface {
	List(ctx context.Context) ([]app.Registration, error)
	AddPending(ctx context.Context, reg app.Registration) (app.RegistrationID, error)
	Change(ctx context.Context, reg app.Registration) error
	Remove(ctx context.Context, id app.RegistrationID) error
}

// Keys are the keys with which Lectern signs. Refusals are *app.Error.
type Keys interface {
	List(ctx context.Context) ([]app.ToolKey, error)
	Rotate(ctx context.Context) error
	UseNow(ctx context.Context, kid string) error
	Retire(ctx context.Context, kid string) error
}

// Rooms finds classrooms by the LMS that they belong to.
type Rooms interface {
	// NewestOf returns the one that was heard of last, and how many there are; app.ErrNotFound where there is none.
	NewestOf(ctx context.Context, id app.RegistrationID) (app.Classroom, int64, error)
}

// Deps are what a Service needs; all are required.
type Deps struct {
	Store         *store.Store
	Tokens        Tokens
	Registrations Registrations
	Keys          Keys
	Rooms         Rooms
	Services      *lti.Services
	HTTP          *http.Client // to key sets
	PublicURL     string
	Clock         func() time.Time
	Log           *slog.Logger
}

// Service manages the installation.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{Deps: d} }

// registration finds one by its id; app.CodeNotFound where there is none.
func (s *Service) registration(ctx context.Context, id app.RegistrationID) (app.Registration, error) {
	list, err := s.Registrations.List(ctx)
	if err != nil {
		return app.Registration{}, err
	}
	for _, reg := range list {
		if reg.ID == id {
			return reg, nil
		}
	}
	return app.Registration{}, app.NotFound("platform")
}

// asTool is the registration as package lti knows it.
func asTool(reg app.Registration) lti.Registration {
	out := lti.Registration{ID: string(reg.ID), Issuer: reg.Issuer, ClientID: reg.ClientID, AuthURL: reg.AuthURL, TokenURL: reg.TokenURL,
		JWKSURL: reg.JWKSURL, TokenAudience: reg.TokenAudience}
	for _, d := range reg.Deployments {
		out.Deployments = append(out.Deployments, string(d))
	}
	return out
}

// found turns app.ErrNotFound into what may be told.
func found(err error) error {
	if errors.Is(err, app.ErrNotFound) {
		return app.NotFound("platform")
	}
	return err
}

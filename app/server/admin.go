package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/lrs"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// platforms tells the administrator what the registrations refuse.
type platforms struct{ *launch.Registrations }

// AddPending implements admin.Registrations.
func (p platforms) AddPending(ctx context.Context, reg app.Registration) (app.RegistrationID, error) {
	id, err := p.Registrations.AddPending(ctx, reg)
	if errors.Is(err, launch.ErrRegistered) {
		return "", app.Errorf(app.CodeConflict, "This issuer and client id are registered already.")
	}
	return id, err
}

// buildAdmin builds what manages the installation.
func (s *Server) buildAdmin(keys *launch.Keys, services *lti.Services) {
	s.admin = admin.New(admin.Deps{Store: s.Store, Tokens: s.auth, Registrations: platforms{s.Registrations}, Keys: keys, Rooms: s.launch, Services: services,
		HTTP: s.opts.HTTP, PublicURL: s.cfg.PublicURL, Clock: s.opts.Clock, Log: s.opts.Log})
}

// Console is the administrator's part of Lectern for the command line: beside a running server, on the same database.
type Console struct {
	*admin.Service
	Forward *forward.Service
	store   *store.Store
}

// OpenConsole opens the database of a configuration whose secret key is filled in.
func OpenConsole(ctx context.Context, cfg app.Config, log *slog.Logger) (*Console, error) {
	public := publicURL(cfg)
	if public == nil {
		return nil, errors.New("LECTERN_PUBLIC_URL: read nothing, expected the address that people reach Lectern at, since LECTERN_LISTEN picks a port")
	}
	sealer, err := auth.NewSealer(cfg.SecretBytes())
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, cfg.DatabaseURL)
	if err != nil {
		return nil, err
	}
	c, err := newConsole(s, sealer, public.String(), log)
	if err == nil {
		c.Forward, err = consoleForward(cfg, s, sealer, public.String(), log)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return c, nil
}

func newConsole(s *store.Store, sealer *auth.Sealer, public string, log *slog.Logger) (*Console, error) {
	clock := time.Now
	client := &http.Client{Timeout: 20 * time.Second}
	registrations := launch.NewRegistrations(s, func() int64 { return store.Millis(clock()) })
	keys := launch.NewKeys(s, sealer, clock)
	services, err := lti.NewServices(lti.ServicesConfig{HTTP: client, Keys: keys, Clock: clock})
	if err != nil {
		return nil, err
	}
	logins, err := auth.New(s, sealer, nil, clock)
	if err != nil {
		return nil, err
	}
	rooms, err := launch.New(launch.Deps{Store: s, Registrations: registrations, Sealer: sealer, PublicURL: public, HTTP: client, Clock: clock, Log: log})
	if err != nil {
		return nil, fmt.Errorf("open the registrations: %w", err)
	}
	return &Console{store: s, Service: admin.New(admin.Deps{Store: s, Tokens: logins, Registrations: platforms{registrations}, Keys: keys, Rooms: rooms,
		Services: services, HTTP: client, PublicURL: public, Clock: clock, Log: log})}, nil
}

// consoleForward is what delivers statements, for looking and for setting its alarms: the running server answers them.
func consoleForward(cfg app.Config, s *store.Store, sealer *auth.Sealer, public string, log *slog.Logger) (*forward.Service, error) {
	o, err := outbox.New(outbox.Deps{Store: s, Log: log})
	if err != nil {
		return nil, err
	}
	builtIn, err := lrs.New(lrs.Deps{Store: s, PublicURL: public, Clock: time.Now})
	if err != nil {
		return nil, err
	}
	cfg.PublicURL = public
	return newForward(cfg, s, o, roster.New(roster.Deps{Store: s, Clock: time.Now, Log: log}), sealer, builtIn, Options{Clock: time.Now, Log: log})
}

// Close releases the database.
func (c *Console) Close() error { return c.store.Close() }

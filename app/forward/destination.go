package forward

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/xapi"
)

// Origin says where a destination comes from.
type Origin string

// The origins.
const (
	OriginBuiltIn     Origin = "builtin"
	OriginEnvironment Origin = "environment"
	OriginAdded       Origin = "added"
)

// Version is what a destination is spoken to in.
type Version string

// The versions. With auto it is the best that both know.
const (
	VersionAuto Version = "auto"
	Version1    Version = "1.0.3"
	Version2    Version = "2.0.0"
)

// Auth is how Lectern shows who it is.
type Auth string

// The kinds of authentication.
const (
	AuthBasic  Auth = "basic"
	AuthBearer Auth = "bearer"
)

// Identity is how people are named to a destination.
type Identity string

// The ways of naming people.
const (
	IdentityAccount   Identity = "account"   // the account of their LMS
	IdentityPseudonym Identity = "pseudonym" // an account made up with the destination's own key
	IdentityMail      Identity = "mail"      // their address, where it is known; else the account
)

// StatementFilter says what a destination wants. Empty lists are no bound; of classrooms and registrations one that fits is enough.
type StatementFilter struct {
	Classes       []app.DataClass      `json:"classes"`
	Classrooms    []app.ClassroomID    `json:"classrooms"`
	Registrations []app.RegistrationID `json:"registrations"`
}

// Wants says whether a statement passes.
func (f StatementFilter) Wants(st app.Statement) bool {
	if len(f.Classes) > 0 && !slices.Contains(f.Classes, st.Class) {
		return false
	}
	return len(f.Classrooms)+len(f.Registrations) == 0 || slices.Contains(f.Classrooms, st.Classroom) || slices.Contains(f.Registrations, st.Registration)
}

// Destination is a store that statements go to.
type Destination struct {
	ID        DestinationID
	Origin    Origin
	Name      string
	Endpoint  string
	Version   Version
	Auth      Auth
	Username  string
	Identity  Identity
	Names     bool // people's names go along
	Filter    StatementFilter
	BatchMost int
	Enabled   bool   // takes what is new
	secret    string // sealed; of the environment, plain
	aliasKey  string // sealed
}

// BatchLimit is the most statements that a request may be set to hold.
const BatchLimit = 200

// destinationLimit bounds how many destinations there are.
const destinationLimit = 20

// environment is the destination that the environment makes.
func (s *Service) environment() Destination {
	e := s.Environment
	return Destination{ID: Environment, Origin: OriginEnvironment, Endpoint: e.Endpoint, Version: Version1, Auth: AuthBasic, Username: e.Username,
		Identity: IdentityAccount, BatchMost: xapi.DefaultMaxBatch, Enabled: true, secret: e.Password}
}

// destinations lists what statements are delivered to, the environment's first.
func (s *Service) destinations(ctx context.Context) ([]Destination, error) {
	rows, err := s.rows(ctx)
	if err != nil {
		return nil, err
	}
	var list []Destination
	if s.Environment != nil {
		list = append(list, s.environment())
	}
	for _, r := range rows {
		if r.ID == string(Environment) {
			continue
		}
		d, err := r.destination()
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

// destination finds one with its row; app.ErrNotFound where there is none, or none any more.
func (s *Service) destination(ctx context.Context, id DestinationID) (Destination, destinationRow, error) {
	if id == Environment {
		if s.Environment == nil {
			return Destination{}, destinationRow{}, app.ErrNotFound
		}
		row, err := s.environmentRow(ctx)
		return s.environment(), row, err
	}
	row, err := s.row(ctx, id)
	if err != nil {
		return Destination{}, destinationRow{}, err
	}
	d, err := row.destination()
	return d, row, err
}

// Input is what an administrator says of a destination. Identity and Names count when it is added, and stand fast.
type Input struct {
	Name      string
	Endpoint  string
	Version   Version
	Auth      Auth
	Username  string
	Secret    string // "" keeps what there is
	Identity  Identity
	Names     bool
	Filter    StatementFilter
	BatchMost int
	Enabled   bool
}

// check names every field that can't be right; the endpoint comes back in its normal form.
func (in *Input) check(fresh bool) error {
	in.Name, in.Username, in.Secret = strings.TrimSpace(in.Name), strings.TrimSpace(in.Username), strings.TrimSpace(in.Secret)
	endpoint, err := xapi.NormaliseEndpoint(in.Endpoint)
	if err == nil {
		in.Endpoint = endpoint
	}
	classes := !slices.ContainsFunc(in.Filter.Classes, func(c app.DataClass) bool { return !slices.Contains(app.DataClasses, c) })
	var wrong []string
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"name", in.Name != "" && len(in.Name) <= 200 && text(in.Name)},
		{"endpoint", err == nil && len(in.Endpoint) <= 1000 && text(in.Endpoint)},
		{"version", slices.Contains([]Version{VersionAuto, Version1, Version2}, in.Version)},
		{"auth", in.Auth == AuthBasic || in.Auth == AuthBearer},
		{"username", in.Auth != AuthBasic || (in.Username != "" && len(in.Username) <= 300 && text(in.Username) && !strings.Contains(in.Username, ":"))},
		{"secret", (in.Secret != "" || !fresh) && len(in.Secret) <= 4000 && text(in.Secret)},
		{"identity", !fresh || slices.Contains([]Identity{IdentityAccount, IdentityPseudonym, IdentityMail}, in.Identity)},
		{"names", !fresh || !in.Names || in.Identity != IdentityPseudonym},
		{"filter", classes && len(in.Filter.Classrooms) <= 500 && len(in.Filter.Registrations) <= 200},
		{"batchMost", in.BatchMost >= 1 && in.BatchMost <= BatchLimit},
	} {
		if !f.ok {
			wrong = append(wrong, f.name)
		}
	}
	if len(wrong) > 0 {
		return app.Errorf(app.CodeInvalid, "These aren't as expected: %s.", strings.Join(wrong, ", "))
	}
	return nil
}

// text says whether a value has nothing in it that can't be seen.
func text(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl) }

// Add makes a destination. What was told before goes there by Fill alone.
func (s *Service) Add(ctx context.Context, in Input) (DestinationID, error) {
	if err := in.check(true); err != nil {
		return "", err
	}
	id := DestinationID(app.NewID())
	d := Destination{ID: id, Origin: OriginAdded, Identity: in.Identity, Names: in.Names}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return "", fmt.Errorf("make a key for pseudonyms: %w", err)
	}
	var err error
	if d.aliasKey, err = s.Sealer.Seal(aliasPlace(id), key); err != nil {
		return "", err
	}
	if d, err = s.apply(d, in); err != nil {
		return "", err
	}
	return id, s.Store.Tx(ctx, func(ctx context.Context) error {
		rows, err := s.rows(ctx)
		if err != nil {
			return err
		}
		if len(rows) >= destinationLimit {
			return app.Errorf(app.CodeConflict, "There can't be more than %d record stores.", destinationLimit)
		}
		return s.insertDestination(ctx, d, s.Clock())
	})
}

// apply puts what may change of a destination into it.
func (s *Service) apply(d Destination, in Input) (Destination, error) {
	d.Name, d.Endpoint, d.Version, d.Auth, d.Username, d.Filter = in.Name, in.Endpoint, in.Version, in.Auth, in.Username, in.Filter
	d.BatchMost, d.Enabled = in.BatchMost, in.Enabled
	if in.Auth == AuthBearer {
		d.Username = ""
	}
	if in.Secret == "" {
		return d, nil
	}
	var err error
	d.secret, err = s.Sealer.Seal(secretPlace(d.ID), []byte(in.Secret))
	return d, err
}

func secretPlace(id DestinationID) string { return "forward_destinations.secret/" + string(id) }
func aliasPlace(id DestinationID) string  { return "forward_destinations.alias_key/" + string(id) }

// errFixed says that a destination isn't an administrator's to change.
var errFixed = app.Errorf(app.CodeConflict, "This record store is set by the environment of the server.")

// Change replaces what may change of a destination: not how people are named. A secret stays with its address: another
// address takes the secret anew.
func (s *Service) Change(ctx context.Context, id DestinationID, in Input) error {
	if id == Environment || id == BuiltIn {
		return errFixed
	}
	if err := in.check(false); err != nil {
		return err
	}
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		d, row, err := s.destination(ctx, id)
		if err != nil {
			return found(err)
		}
		if in.Secret == "" && !sameHost(in.Endpoint, d.Endpoint) {
			return errSecretAnew
		}
		if d, err = s.apply(d, in); err != nil {
			return err
		}
		if err := s.updateDestination(ctx, d); err != nil {
			return err
		}
		if row.PausedBy == pausedByPerson {
			return nil
		}
		return s.goOn(ctx, id)
	})
}

// errSecretAnew says that a secret isn't sent to another address than the one it was for.
var errSecretAnew = app.Errorf(app.CodeInvalid, "Enter the password anew: it isn't sent to another address than the one it was for.")

// sameHost says whether two addresses are of one scheme, host and port.
func sameHost(a, b string) bool {
	ua, erra := url.Parse(a)
	ub, errb := url.Parse(b)
	return erra == nil && errb == nil && ua.Scheme == ub.Scheme && strings.EqualFold(ua.Host, ub.Host)
}

// Remove forgets a destination with its deliveries and its key: who is behind its pseudonyms can't be found again.
func (s *Service) Remove(ctx context.Context, id DestinationID) error {
	if id == Environment || id == BuiltIn {
		return errFixed
	}
	return s.Store.Tx(ctx, func(ctx context.Context) error { return found(s.deleteDestination(ctx, id)) })
}

// found turns app.ErrNotFound into what may be told.
func found(err error) error {
	if errors.Is(err, app.ErrNotFound) {
		return app.NotFound("record store")
	}
	return err
}

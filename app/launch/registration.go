package launch

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// Registration is an LMS that Lectern is registered with.
type Registration = app.Registration

// Registrations keeps the LMSs that Lectern is registered with. It is what `lectern platform` works on.
type Registrations struct {
	Store *store.Store
	now   func() int64
	found foundRegistrations
}

// NewRegistrations returns the registrations of a database; now returns milliseconds since 1970.
func NewRegistrations(s *store.Store, now func() int64) *Registrations {
	return &Registrations{Store: s, now: now}
}

// ErrRegistered says that the issuer and client id are registered already.
var ErrRegistered = errors.New("this issuer and client id are registered already: remove that registration first")

// Add registers an LMS and returns its id. All faults are told at once.
func (r *Registrations) Add(ctx context.Context, reg Registration) (app.RegistrationID, error) {
	if len(reg.Deployments) == 0 {
		return "", errors.Join(check(reg), errNoDeployment)
	}
	return r.AddPending(ctx, reg)
}

// AddPending is Add for a registration whose deployments may be told later; until then nobody can launch.
func (r *Registrations) AddPending(ctx context.Context, reg Registration) (app.RegistrationID, error) {
	if err := check(reg); err != nil {
		return "", err
	}
	reg.ID = app.RegistrationID(app.NewID())
	err := r.Store.Tx(ctx, func(ctx context.Context) error {
		row := rowOf(reg)
		row.CreatedMs = r.now()
		err := r.Store.Write(ctx).Create(&row).Error
		if errors.Is(err, store.ErrDuplicate) {
			return ErrRegistered
		}
		if err != nil {
			return fmt.Errorf("keep a registration: %w", err)
		}
		return r.keepDeployments(ctx, reg)
	})
	if err != nil {
		return "", err
	}
	r.found.clear()
	return reg.ID, nil
}

// Change replaces what is known of a registration, but for issuer and client id: people and classrooms hang on them. It
// returns app.ErrNotFound where there is none.
func (r *Registrations) Change(ctx context.Context, reg Registration) error {
	if err := check(reg); err != nil {
		return err
	}
	defer r.found.clear()
	return r.Store.Tx(ctx, func(ctx context.Context) error {
		row := rowOf(reg)
		err := store.Found(r.Store.Write(ctx).Model(&registrationRow{}).Where("id = ?", reg.ID).
			Select("name", "auth_url", "token_url", "jwks_url", "token_audience").Updates(&row))
		if err != nil {
			return err
		}
		if err := r.Store.Write(ctx).Exec("DELETE FROM deployments WHERE registration_id = ?", reg.ID).Error; err != nil {
			return fmt.Errorf("replace deployments: %w", err)
		}
		return r.keepDeployments(ctx, reg)
	})
}

func (r *Registrations) keepDeployments(ctx context.Context, reg Registration) error {
	for _, d := range reg.Deployments {
		if err := r.Store.Write(ctx).Create(&deploymentRow{RegistrationID: string(reg.ID), DeploymentID: string(d)}).Error; err != nil {
			return fmt.Errorf("keep deployment %q: %w", d, err)
		}
	}
	return nil
}

var errNoDeployment = errors.New("--deployment: expected at least one deployment id")

// check says everything that is wrong with a registration, naming the flags of `lectern platform add`.
func check(reg Registration) error {
	var faults []error
	if name := strings.TrimSpace(reg.Name); name == "" || len(name) > 200 {
		faults = append(faults, errors.New("--name: expected a name for the LMS, of at most 200 bytes"))
	}
	for _, u := range []struct{ flag, value string }{
		{"--issuer", reg.Issuer}, {"--auth-url", reg.AuthURL}, {"--token-url", reg.TokenURL}, {"--jwks-url", reg.JWKSURL},
	} {
		parsed, err := url.Parse(u.value)
		if err != nil || parsed.Host == "" || (parsed.Scheme != "https" && parsed.Scheme != "http") || len(u.value) > 2048 {
			faults = append(faults, fmt.Errorf("%s: read %q, expected an address that begins with https://", u.flag, u.value))
		}
	}
	if reg.ClientID == "" || len(reg.ClientID) > 255 {
		faults = append(faults, fmt.Errorf("--client-id: read %q, expected the client id that the LMS shows", reg.ClientID))
	}
	seen := map[app.DeploymentID]bool{}
	for _, d := range reg.Deployments {
		if d == "" || len(d) > 255 || seen[d] {
			faults = append(faults, fmt.Errorf("--deployment: read %q, expected different ids of 1 to 255 characters", d))
		}
		seen[d] = true
	}
	return errors.Join(faults...)
}

// Remove forgets a registration; its classrooms and records stay. It returns app.ErrNotFound where there is none.
func (r *Registrations) Remove(ctx context.Context, id app.RegistrationID) error {
	defer r.found.clear()
	return r.Store.Tx(ctx, func(ctx context.Context) error {
		if err := r.Store.Write(ctx).Exec("DELETE FROM deployments WHERE registration_id = ?", id).Error; err != nil {
			return fmt.Errorf("remove deployments: %w", err)
		}
		return store.Found(r.Store.Write(ctx).Exec("DELETE FROM registrations WHERE id = ?", id))
	})
}

// List returns every registration, by name.
func (r *Registrations) List(ctx context.Context) ([]Registration, error) {
	var rows []registrationRow
	if err := r.Store.Read(ctx).Order("name, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list registrations: %w", err)
	}
	list := make([]Registration, len(rows))
	for i, row := range rows {
		deployments, err := r.deployments(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		list[i] = row.registration(deployments)
	}
	return list, nil
}

func (r *Registrations) deployments(ctx context.Context, id string) ([]app.DeploymentID, error) {
	var ids []app.DeploymentID
	err := r.Store.Read(ctx).Raw("SELECT deployment_id FROM deployments WHERE registration_id = ? ORDER BY deployment_id", id).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("list deployments: %w", err)
	}
	return ids, nil
}

// FindRegistration implements lti.Registrations.
func (r *Registrations) FindRegistration(ctx context.Context, issuer, clientID string) (lti.Registration, error) {
	if clientID == "" {
		return r.find(ctx, "issuer = ?", issuer)
	}
	return r.find(ctx, "issuer = ? AND client_id = ?", issuer, clientID)
}

// RegistrationByID implements lti.Registrations.
func (r *Registrations) RegistrationByID(ctx context.Context, id string) (lti.Registration, error) {
	return r.find(ctx, "id = ?", id)
}

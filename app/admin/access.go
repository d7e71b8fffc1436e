package admin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// How long things last.
const (
	LinkLife   = 15 * time.Minute   // from the console to the browser
	TokenLife  = 4 * time.Hour      // of the administrator's token; it can't be renewed
	InviteLife = 3 * 24 * time.Hour // of an invite where nothing else is asked for
	inviteMost = 30 * 24 * time.Hour
	// claimLife is how long a registration under way keeps others from using its invite.
	claimLife = 2 * time.Minute
)

// codeLength is that of every code made here.
const codeLength = 32

func newCode() (code, hash string, err error) {
	b := make([]byte, 24)
	if _, err := rand.Read(b); err != nil {
		return "", "", fmt.Errorf("make a code: %w", err)
	}
	code = base64.RawURLEncoding.EncodeToString(b)
	return code, hashOf(code), nil
}

func hashOf(code string) string {
	sum := sha256.Sum256([]byte(code))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Link returns the single-use address of the admin pages, good for LinkLife.
func (s *Service) Link(ctx context.Context) (address string, expires time.Time, err error) {
	code, hash, err := newCode()
	if err != nil {
		return "", time.Time{}, err
	}
	now := s.Clock()
	expires = now.Add(LinkLife)
	return s.PublicURL + "/admin#code=" + code, expires, s.insertLink(ctx, hash, expires, now)
}

// Enter uses the code of a link up and returns the administrator's token. Codes that nobody made or that expired are
// app.CodeLaunchCodeUnknown, used ones app.CodeLaunchCodeUsed.
func (s *Service) Enter(ctx context.Context, code string) (token string, expires time.Time, err error) {
	if len(code) != codeLength {
		return "", time.Time{}, errLinkUnknown()
	}
	now := s.Clock()
	used, err := s.useLink(ctx, hashOf(code), now)
	switch {
	case errors.Is(err, app.ErrNotFound) && used:
		return "", time.Time{}, app.Errorf(app.CodeLaunchCodeUsed, "This link was used already. Run `lectern admin link` for another.")
	case errors.Is(err, app.ErrNotFound):
		return "", time.Time{}, errLinkUnknown()
	case err != nil:
		return "", time.Time{}, err
	}
	expires = now.Add(TokenLife)
	actor := app.Administrator()
	actor.Launch = app.LaunchID(hashOf(code)) // by which the session is ended
	token, err = s.Tokens.Issue(actor, expires)
	if err != nil {
		return "", time.Time{}, err
	}
	s.Log.Info("administrator entered")
	return token, expires, nil
}

// Entered refuses an administrator whose session was ended with app.CodeUnauthorized.
func (s *Service) Entered(ctx context.Context, a app.Actor) error {
	in, err := s.linkUsed(ctx, string(a.Launch))
	if err == nil && !in {
		err = app.Errorf(app.CodeUnauthorized, "You were signed out. Run `lectern admin link` for another link.")
	}
	return err
}

// Leave ends the administrator's session: its token is of no use any more.
func (s *Service) Leave(ctx context.Context, a app.Actor) error {
	s.Log.Info("administrator left")
	return s.forgetLink(ctx, string(a.Launch))
}

// Revoke ends every session of the admin pages, and links that nobody has opened yet. It returns how many there were.
func (s *Service) Revoke(ctx context.Context) (int64, error) {
	n, err := s.forgetLinks(ctx, s.Clock())
	if err == nil {
		s.Log.Info("sessions of administrators ended", "count", n)
	}
	return n, err
}

func errLinkUnknown() error {
	return app.Errorf(app.CodeLaunchCodeUnknown, "This link has expired. Run `lectern admin link` for another.")
}

// Invite is a way for an LMS to register by itself, once.
type Invite struct {
	ID           string
	Name         string // for the LMS; "" to take its own
	URL          string // where it is made; "" later, since its code isn't kept
	Expires      time.Time
	Used         time.Time // zero: not yet
	Registration app.RegistrationID
}

// Invite makes an invite that is good for the given time, InviteLife where it is 0.
func (s *Service) Invite(ctx context.Context, name string, life time.Duration) (Invite, error) {
	if life == 0 {
		life = InviteLife
	}
	name = strings.TrimSpace(name)
	if life < time.Minute || life > inviteMost || len(name) > 200 {
		return Invite{}, app.Errorf(app.CodeInvalid, "An invite is good for a minute to 30 days, and a name has at most 200 bytes.")
	}
	code, hash, err := newCode()
	if err != nil {
		return Invite{}, err
	}
	now := s.Clock()
	in := Invite{ID: app.NewID(), Name: name, URL: s.PublicURL + "/lti/register?invite=" + code, Expires: now.Add(life)}
	return in, s.insertInvite(ctx, in, hash, now)
}

// Why an invite can't be used; the codes stand on the page.
var (
	errInviteUnknown = errors.New("invite_unknown")
	errInviteUsed    = errors.New("invite_used")
	errInviteExpired = errors.New("invite_expired")
	errInviteBusy    = errors.New("invite_busy")
)

// invite returns the invite of a code where it is good.
func (s *Service) invite(ctx context.Context, code string) (Invite, error) {
	if len(code) != codeLength {
		return Invite{}, errInviteUnknown
	}
	in, err := s.inviteByHash(ctx, hashOf(code))
	switch {
	case errors.Is(err, app.ErrNotFound):
		return Invite{}, errInviteUnknown
	case err != nil:
		return Invite{}, err
	case !in.Used.IsZero():
		return Invite{}, errInviteUsed
	case !s.Clock().Before(in.Expires):
		return Invite{}, errInviteExpired
	}
	return in, nil
}

// Prune deletes links and invites that ended long ago.
func (s *Service) Prune(ctx context.Context) error {
	return s.prune(ctx, s.Clock().Add(-inviteMost))
}

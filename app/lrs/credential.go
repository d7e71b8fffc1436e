package lrs

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// CredentialID is the user name of a credential.
type CredentialID string

// Credential lets a tool use the built-in store.
type Credential struct {
	ID        CredentialID
	Name      string // for people
	Scopes    []string
	CreatedAt time.Time
}

// Credentials manages who may use the built-in store.
type Credentials struct {
	store *store.Store
	clock func() time.Time
}

// NewCredentials returns what manages the credentials in the database.
func NewCredentials(s *store.Store, clock func() time.Time) *Credentials {
	return &Credentials{store: s, clock: clock}
}

// Scopes lists what a credential may be good for, as the standard names it (xAPI 1.0.3 Communication 4.2).
func Scopes() []string {
	var names []string
	for _, s := range lrs.Scopes() {
		names = append(names, string(s))
	}
	return names
}

// nameMost bounds the name of a credential, in characters.
const nameMost = 100

// Add makes a credential and returns it with its secret, which nobody can ask for again. Without scopes it is good for
// reading and writing statements. The error is an *app.Error for a name or scope that isn't allowed.
func (c *Credentials) Add(ctx context.Context, name string, scopes []string) (Credential, string, error) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > nameMost || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return Credential{}, "", app.Errorf(app.CodeInvalid, "A name of 1 to %d characters is needed.", nameMost)
	}
	if len(scopes) == 0 {
		scopes = []string{string(lrs.ScopeRead), string(lrs.ScopeWrite)}
	}
	for _, s := range scopes {
		if !slices.Contains(Scopes(), s) {
			return Credential{}, "", app.Errorf(app.CodeInvalid, "There is no scope %q; there are %s.", s, strings.Join(Scopes(), ", "))
		}
	}
	slices.Sort(scopes)
	created := Credential{ID: CredentialID(random(12)), Name: name, Scopes: slices.Compact(scopes), CreatedAt: c.clock()}
	secret := random(32)
	err := c.insert(ctx, credential{ID: string(created.ID), Name: name, Scopes: strings.Join(created.Scopes, " "),
		SecretSHA256: hash(secret), CreatedMs: created.CreatedAt.UnixMilli()})
	if err != nil {
		return Credential{}, "", fmt.Errorf("add credential: %w", err)
	}
	return created, secret, nil
}

// List returns all credentials, the oldest first.
func (c *Credentials) List(ctx context.Context) ([]Credential, error) {
	rows, err := c.all(ctx)
	if err != nil {
		return nil, fmt.Errorf("list credentials: %w", err)
	}
	list := make([]Credential, len(rows))
	for i, r := range rows {
		list[i] = Credential{ID: CredentialID(r.ID), Name: r.Name, Scopes: strings.Fields(r.Scopes), CreatedAt: store.Time(r.CreatedMs)}
	}
	return list, nil
}

// Remove takes a credential away; app.ErrNotFound where there is none.
func (c *Credentials) Remove(ctx context.Context, id CredentialID) error {
	return c.delete(ctx, id)
}

// authenticate is how the store checks who asks.
func (s *Service) authenticate(ctx context.Context, username, password string) (lrs.Client, error) {
	row, err := NewCredentials(s.Store, s.Clock).find(ctx, CredentialID(username))
	missing := errors.Is(err, app.ErrNotFound)
	if err != nil && !missing {
		return lrs.Client{}, fmt.Errorf("look up credential: %w", err)
	}
	// Compared in any case, so that time doesn't tell which user names there are.
	right := subtle.ConstantTimeCompare([]byte(row.SecretSHA256), []byte(hash(password))) == 1
	if missing || !right {
		return lrs.Client{}, lrs.ErrCredentials
	}
	c := lrs.Client{Authority: s.authority(row.Name, row.ID)}
	for _, scope := range strings.Fields(row.Scopes) {
		c.Scopes = append(c.Scopes, lrs.Scope(scope))
	}
	return c, nil
}

// hash is how a secret is kept. It is 32 random bytes, which no dictionary holds, so a fast hash does.
func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func random(n int) string {
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		panic("lrs: no randomness: " + err.Error()) // crypto/rand never fails
	}
	return hex.EncodeToString(b)
}

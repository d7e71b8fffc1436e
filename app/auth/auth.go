package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// How long things last.
const (
	TokenLife   = 12 * time.Hour
	LoginLife   = 24 * time.Hour   // a token can be renewed until then
	CodeLife    = 5 * time.Minute  // from the launch to the page that exchanges the code
	HandoffLife = 60 * time.Second // from the frame to the new tab
)

// People is what auth needs to know of persons.
type People interface {
	Person(ctx context.Context, id app.UserID) (app.Person, error)
}

// Service issues and checks codes and tokens.
type Service struct {
	store  *store.Store
	people People
	key    []byte
	mac    jws.Signer
	clock  func() time.Time
}

// New returns a Service whose tokens are signed with a key that the sealer derives.
func New(s *store.Store, sealer *Sealer, people People, clock func() time.Time) (*Service, error) {
	key, err := sealer.Derive("bearer token")
	if err != nil {
		return nil, fmt.Errorf("derive the token key: %w", err)
	}
	mac, err := jws.NewSigner(jwa.HS256)
	if err != nil {
		return nil, fmt.Errorf("sign tokens: %w", err)
	}
	return &Service{store: s, people: people, key: key, mac: mac, clock: clock}, nil
}

// Begin keeps the login and returns a single-use code for it. It takes part in the caller's transaction. Where a login of
// the same launch is kept already, the error is store.ErrDuplicate: no launch is used twice.
func (s *Service) Begin(ctx context.Context, login app.Login) (code string, err error) {
	secret, err := newCode()
	if err != nil {
		return "", err
	}
	now := s.clock()
	return secret + codeJoint + string(login.Launch), s.insertLaunch(ctx, login, hash(secret), now.Add(CodeLife), now)
}

// codeJoint stands in the code of a launch between the secret and the launch's id. Codes of handoffs have none.
const codeJoint = "."

// codeMost bounds a code: a secret of 32 characters, the joint, an id of at most 64.
const codeMost = 32 + 1 + 64

func newCode() (string, error) {
	b := make([]byte, 24)
	if _, err := rand.Read(b); err != nil {
		return "", fmt.Errorf("make a launch code: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

func hash(code string) string {
	sum := sha256.Sum256([]byte(code))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Grant is what a code is exchanged for.
type Grant struct {
	Token   string
	Expires time.Time
	Login   app.Login
}

// Exchange uses the code up and returns a token. Codes that nobody issued or that expired are CodeLaunchCodeUnknown,
// used ones CodeLaunchCodeUsed.
func (s *Service) Exchange(ctx context.Context, code string) (Grant, error) {
	if len(code) == 0 || len(code) > codeMost {
		return Grant{}, errCodeUnknown()
	}
	login, err := s.useCode(ctx, code)
	switch {
	case errors.Is(err, app.ErrNotFound):
		return Grant{}, errCodeUnknown()
	case errors.Is(err, errUsed):
		return Grant{}, app.Errorf(app.CodeLaunchCodeUsed, "This link was used already. Please open the class again from your course.")
	case err != nil:
		return Grant{}, err
	}
	return s.grant(login)
}

func (s *Service) useCode(ctx context.Context, code string) (app.Login, error) {
	if secret, launch, joined := strings.Cut(code, codeJoint); joined {
		return s.useLaunchCode(ctx, app.LaunchID(launch), hash(secret), s.clock())
	}
	return s.useHandoffCode(ctx, hash(code), s.clock())
}

func errCodeUnknown() error {
	return app.Errorf(app.CodeLaunchCodeUnknown, "This link has expired. Please open the class again from your course.")
}

// Renew returns a fresh token for the actor of a valid one, until LoginLife after the launch.
func (s *Service) Renew(ctx context.Context, a app.Actor) (Grant, error) {
	login, err := s.login(ctx, a.Launch)
	if err != nil {
		return Grant{}, err
	}
	return s.grant(login)
}

// Handoff returns a single-use code with which another tab takes part in the actor's login.
func (s *Service) Handoff(ctx context.Context, a app.Actor) (string, error) {
	if _, err := s.login(ctx, a.Launch); err != nil {
		return "", err
	}
	code, err := newCode()
	if err != nil {
		return "", err
	}
	return code, s.insertHandoff(ctx, hash(code), a.Launch, s.clock().Add(HandoffLife))
}

func (s *Service) login(ctx context.Context, launch app.LaunchID) (app.Login, error) {
	login, created, err := s.readLaunch(ctx, launch)
	if errors.Is(err, app.ErrNotFound) || (err == nil && s.clock().Sub(created) > LoginLife) {
		return app.Login{}, errExpired()
	}
	return login, err
}

func errExpired() error {
	return app.Errorf(app.CodeUnauthorized, "Your login has expired. Please open the class again from your course.")
}

// person finds whom a login speaks for. A login outlives its person only where the database was exchanged; it is over
// then.
func (s *Service) person(ctx context.Context, id app.UserID) (app.Person, error) {
	p, err := s.people.Person(ctx, id)
	if errors.Is(err, app.ErrNotFound) {
		return app.Person{}, errExpired()
	}
	if err != nil {
		return app.Person{}, fmt.Errorf("find the person of a login: %w", err)
	}
	return p, nil
}

func (s *Service) grant(login app.Login) (Grant, error) {
	expires := s.clock().Add(TokenLife)
	token, err := s.sign(app.Actor{User: login.User, Classroom: login.Classroom, Role: login.Role, Launch: login.Launch}, expires)
	if err != nil {
		return Grant{}, err
	}
	return Grant{Token: token, Expires: expires, Login: login}, nil
}

// Issue returns a token for an actor that no launch stands behind. It can't be renewed.
func (s *Service) Issue(a app.Actor, until time.Time) (string, error) { return s.sign(a, until) }

type claims struct {
	Audience  string          `json:"aud"`
	Subject   app.UserID      `json:"sub"`
	Classroom app.ClassroomID `json:"cls"`
	Role      app.Role        `json:"role"`
	Launch    app.LaunchID    `json:"lid"`
	Expires   int64           `json:"exp"`
}

const (
	audience = "lectern"
	// header begins every token of ours: {"alg":"HS256"} and the dot. Any other is refused unread, whatever algorithm
	// or serialization it names (RFC 8725 §3.1).
	header = "eyJhbGciOiJIUzI1NiJ9."
)

// sign writes the token as RFC 7515 §7.1 has it. The header is always the same, so that jwx makes the signature alone: its
// way through headers and options costs several times as much.
func (s *Service) sign(a app.Actor, expires time.Time) (string, error) {
	payload, err := json.Marshal(claims{audience, a.User, a.Classroom, a.Role, a.Launch, expires.Unix()})
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	signed := base64.RawURLEncoding.AppendEncode([]byte(header), payload)
	mac, err := s.signature(signed)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return string(append(append(signed, '.'), mac...)), nil
}

// signature returns the last part of the token that begins with what is signed.
func (s *Service) signature(signed []byte) ([]byte, error) {
	mac, err := s.mac.Sign(signed, s.key)
	if err != nil {
		return nil, err
	}
	return base64.RawURLEncoding.AppendEncode(nil, mac), nil
}

// open returns the payload of a token that sign made under this key; not ok for any other. Signatures are compared as they
// are written, of which there is one way.
func (s *Service) open(token string) (payload []byte, ok bool) {
	end := strings.LastIndexByte(token, '.')
	if !strings.HasPrefix(token, header) || end < len(header) {
		return nil, false
	}
	want, err := s.signature([]byte(token[:end]))
	if err != nil || !hmac.Equal([]byte(token[end+1:]), want) {
		return nil, false
	}
	payload, err = base64.RawURLEncoding.DecodeString(token[len(header):end])
	return payload, err == nil
}

// Authenticate returns who the token speaks for. A token that isn't ours, was changed, or has expired is
// CodeUnauthorized.
func (s *Service) Authenticate(token string) (app.Actor, error) {
	if len(token) > 2048 {
		return app.Actor{}, errExpired()
	}
	payload, ok := s.open(token)
	if !ok {
		return app.Actor{}, errExpired()
	}
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil || c.Audience != audience || s.clock().Unix() >= c.Expires {
		return app.Actor{}, errExpired()
	}
	return app.Actor{User: c.Subject, Classroom: c.Classroom, Role: c.Role, Launch: c.Launch}, nil
}

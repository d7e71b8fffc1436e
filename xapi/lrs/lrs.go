package lrs

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/xapi"
)

// Limits of one request and one answer.
const (
	maxBody      = 4 << 20  // of JSON and of a document
	maxMultipart = 16 << 20 // with attachments
	maxBatch     = 1000     // statements in a request
	maxAnswer    = 8 << 20  // of statements; the rest is behind more
	maxContents  = 32 << 20 // of attachments in an answer
	defaultLimit = 100
	maxLimit     = 500
)

// MaxRequest is the longest body that a store takes, for whoever limits bodies
// in front of it.
const MaxRequest = maxMultipart

// ErrNoCredentials says that a store without a user and password was asked
// for: it would be open to everybody who reaches it.
var ErrNoCredentials = errors.New("lrs: username and password are needed")

// ErrCredentials says that credentials are wrong.
var ErrCredentials = errors.New("lrs: credentials are missing or wrong")

// Scope is what credentials are good for (xAPI 1.0.3 Communication 4.2).
type Scope string

// The scopes that a store knows.
const (
	ScopeWrite    Scope = "statements/write"
	ScopeReadMine Scope = "statements/read/mine" // what the same credentials wrote
	ScopeRead     Scope = "statements/read"
	ScopeState    Scope = "state"
	ScopeProfile  Scope = "profile"
	ScopeDefine   Scope = "define" // what is written may change activities and names
	ScopeAllRead  Scope = "all/read"
	ScopeAll      Scope = "all"
)

// Scopes lists every scope.
func Scopes() []Scope {
	return []Scope{ScopeAll, ScopeAllRead, ScopeRead, ScopeReadMine, ScopeWrite, ScopeDefine, ScopeState, ScopeProfile}
}

// Client is whoever shows credentials.
type Client struct {
	Authority xapi.Agent // who vouches for what they write (xAPI 1.0.3 Data 2.4.9)
	Scopes    []Scope
}

// may tells whether one of the scopes was given, or all of them.
func (c Client) may(scopes ...Scope) bool {
	for _, have := range c.Scopes {
		if have == ScopeAll {
			return true
		}
		for _, s := range scopes {
			if s == have {
				return true
			}
		}
	}
	return false
}

// Config says who may use the store.
type Config struct {
	// Authenticate checks the name and password of a request. It returns
	// [ErrCredentials] where they are wrong. Without it, Username and Password
	// are good for everything.
	Authenticate func(ctx context.Context, username, password string) (Client, error)
	Username     string // basic authentication, both needed
	Password     string

	// Prefix is the path below which the resources lie; default /xapi. It
	// stands in the addresses of more.
	Prefix string
	// Page is the path of the page for people; default /.
	Page string
	// PublicPage lets anybody who reaches the store read the page. It shows
	// pseudonyms and presence, so it is for demos on the own machine.
	PublicPage bool
	Now        func() time.Time // default time.Now
}

// LRS is an open store.
type LRS struct {
	cfg    Config
	db     Database
	faults *Faults

	closeOnce sync.Once
	closed    chan struct{}
	file      *file // nil where the database is somebody else's
}

// New returns a store in a database that has the tables of [Schema]. The error
// may be [ErrNoCredentials].
func New(db Database, cfg Config) (*LRS, error) {
	if cfg.Authenticate == nil {
		if cfg.Username == "" || cfg.Password == "" {
			return nil, ErrNoCredentials
		}
		cfg.Authenticate = cfg.onlyOne
	}
	if cfg.Prefix == "" {
		cfg.Prefix = "/xapi"
	}
	cfg.Prefix = "/" + strings.Trim(cfg.Prefix, "/")
	if cfg.Page == "" {
		cfg.Page = "/"
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &LRS{cfg: cfg, db: db, faults: newFaults(), closed: make(chan struct{})}, nil
}

// Open opens the store in a file, or in memory for ":memory:". The error may
// wrap [ErrNoCredentials] or [ErrSchema].
func Open(path string, cfg Config) (*LRS, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	l, err := New(f, cfg)
	if err != nil {
		return nil, errors.Join(err, f.db.Close())
	}
	l.file = f
	if err := l.migrate(context.Background()); err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), f.db.Close())
	}
	return l, nil
}

// Close ends hanging requests and closes the file. It may be called twice.
func (l *LRS) Close() error {
	var err error
	l.closeOnce.Do(func() {
		close(l.closed)
		if l.file != nil {
			err = l.file.db.Close()
		}
	})
	return err
}

// Faults gives the knobs by which tests make the store misbehave.
func (l *LRS) Faults() *Faults { return l.faults }

// Keep stores statements as if they had come in one request of 1.0.3, in the
// transaction that ctx carries, if it does. Those whose ids are known are
// passed over. The error may be or wrap a [*xapi.ValidationError].
func (l *LRS) Keep(ctx context.Context, authority xapi.Agent, statements []json.RawMessage) error {
	items, err := records(statements, "", xapi.Edition1, authority)
	if err != nil {
		return err
	}
	return l.put(ctx, items, putting{lenient: true, define: true})
}

func (c Config) onlyOne(_ context.Context, username, password string) (Client, error) {
	if a, b := equal(username, c.Username), equal(password, c.Password); !a || !b {
		return Client{}, ErrCredentials
	}
	return Client{Authority: xapi.AccountAgent(xapi.Profile+"/lrs", c.Username), Scopes: []Scope{ScopeAll}}, nil
}

// equal compares in a time that tells nothing about either text.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

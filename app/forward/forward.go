package forward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/xapi"
)

// Topic is the outbox's topic: its destinations are ours.
const Topic outbox.Topic = "forward"

// DestinationID names a store that statements go to.
type DestinationID string

// Destinations that nobody adds.
const (
	Environment DestinationID = "environment" // LECTERN_LRS_ENDPOINT
	BuiltIn     DestinationID = "builtin"     // Lectern's own store; nothing is delivered there, it has statements at once
)

// Statements are what was written down.
type Statements interface {
	Bodies(ctx context.Context, ids []string) (map[string][]byte, error)
	Page(ctx context.Context, in app.StatementRange, after app.Statement, most int) ([]app.Statement, error)
	Sessions(ctx context.Context, most int) ([]app.ToldSession, error)
}

// People knows who somebody is; app.ErrNotFound where nobody is known by it.
type People interface {
	Find(ctx context.Context, issuer, subject string) (app.UserID, error)
	Person(ctx context.Context, id app.UserID) (app.Person, error)
}

// Sealer keeps secrets at rest.
type Sealer interface {
	Seal(what string, plain []byte) (string, error)
	Open(what, sealed string) ([]byte, error)
}

// Outbox takes messages into the caller's transaction.
type Outbox interface {
	Add(ctx context.Context, msgs ...outbox.Message) error
	Resume(ctx context.Context, t outbox.Topic, destination string) error
}

// Store of the environment: an address and, where it wants them, credentials.
type Store struct{ Endpoint, Username, Password string }

// Deps are what a Service needs; all but Environment, HTTP and Rand are required.
type Deps struct {
	Store      *store.Store
	Outbox     Outbox
	Statements Statements
	People     People
	Sealer     Sealer
	// Environment is the store of the environment; nil where there is none.
	Environment *Store
	// BuiltInHas counts the statements in Lectern's own store.
	BuiltInHas func(ctx context.Context) (int64, error)
	// PublicURL is the address of the installation: pseudonyms are accounts there, and what it is decides about private ones.
	PublicURL string
	HTTP      *http.Client // to the store of the environment
	Clock     func() time.Time
	Rand      func() float64 // in [0, 1); math/rand/v2
	Log       *slog.Logger
	// Tune changes how a client behaves, for tests.
	Tune func(*xapi.ClientConfig)
}

// Service delivers statements.
type Service struct {
	Deps
	mu         sync.Mutex
	fits       map[DestinationID]*fit
	tally      map[DestinationID]*Tally
	transports map[bool]*http.Transport
}

// New returns a Service.
func New(d Deps) (*Service, error) {
	switch {
	case d.Store == nil || d.Outbox == nil || d.Statements == nil || d.People == nil || d.Sealer == nil || d.Clock == nil || d.Log == nil:
		return nil, errors.New("forward: Deps must be complete")
	case d.PublicURL == "":
		return nil, errors.New("forward: PublicURL is needed")
	}
	if d.Environment != nil {
		endpoint, err := xapi.NormaliseEndpoint(d.Environment.Endpoint)
		if err != nil {
			return nil, err
		}
		env := *d.Environment
		env.Endpoint = endpoint
		d.Environment = &env
	}
	if d.Rand == nil {
		d.Rand = rand.Float64
	}
	if d.BuiltInHas == nil {
		d.BuiltInHas = func(context.Context) (int64, error) { return 0, nil }
	}
	return &Service{Deps: d, fits: map[DestinationID]*fit{}, tally: map[DestinationID]*Tally{}}, nil
}

// Handlers is the outbox as Register needs it.
type Handlers interface {
	Handle(t outbox.Topic, cfg outbox.TopicConfig, h outbox.Handler)
}

const (
	// window is how long a worker begins new batches before it lets others have a turn.
	window = 30 * time.Second
	// giveUp is never, to all intents: an alarm waits as long as its destination does.
	giveUp = 10 * 365 * 24 * time.Hour
	// alarms is how many alarms of a destination are answered at once.
	alarms = 20
)

// Register makes the service deliver.
func (s *Service) Register(o Handlers) {
	o.Handle(Topic, outbox.TopicConfig{Batch: alarms, Timeout: window + xapi.DefaultTimeout + 5*time.Second, GiveUp: giveUp}, s)
}

// Wake sets the alarm of every destination that has something queued. It belongs to the start of a process that works.
func (s *Service) Wake(ctx context.Context) error {
	if s.Environment != nil {
		if _, err := s.environmentRow(ctx); err != nil {
			return err
		}
	}
	ids, err := s.waiting(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.alarm(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// alarm says, in the transaction of ctx, that a destination has something.
func (s *Service) alarm(ctx context.Context, id DestinationID) error {
	return s.Outbox.Add(ctx, outbox.Message{ID: "forward/" + app.NewID(), Topic: Topic, Destination: string(id), CollapseKey: "due",
		Payload: json.RawMessage(`{"v":1}`)})
}

// Queue takes new statements, in their order and in the transaction of ctx, for every destination that wants them.
func (s *Service) Queue(ctx context.Context, list []app.Statement) error {
	if len(list) == 0 {
		return nil
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		all, err := s.destinations(ctx)
		if err != nil {
			return err
		}
		for _, d := range all {
			if !d.Enabled {
				continue
			}
			if _, err := s.queue(ctx, d, list, false); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("queue statements: %w", err)
	}
	return nil
}

// QueueEnvironment is Queue for the store of the environment alone. It returns how many of them are new to it.
func (s *Service) QueueEnvironment(ctx context.Context, list []app.Statement) (int, error) {
	if s.Environment == nil || len(list) == 0 {
		return 0, nil
	}
	done, err := s.queue(ctx, s.environment(), list, false)
	if err != nil {
		return 0, fmt.Errorf("queue statements: %w", err)
	}
	return done.Queued, nil
}

// queue writes a delivery for each statement that the destination has none of yet.
func (s *Service) queue(ctx context.Context, d Destination, list []app.Statement, bulk bool) (Filled, error) {
	var done Filled
	r, err := s.renderer(d)
	if err != nil {
		s.Log.Error("statements not rendered for a destination yet", "destination", d.ID, "error", err)
	}
	rows := make([]deliveryRow, 0, len(list))
	now := store.Millis(s.Clock())
	for _, st := range list {
		row := deliveryRow{DestinationID: string(d.ID), StatementID: st.ID, State: string(Queued), Turn: turnLive, QueuedMs: now}
		if bulk {
			row.Turn, row.Bulk = turnBulk, 1
		}
		if !d.Filter.Wants(st) {
			row.State, row.Reason, row.DoneMs = string(Skipped), "filter", now
		} else if r != nil && len(st.Body) > 0 {
			// What can't be rendered now is when it is sent; the class isn't held up.
			if row.Body, err = r.render(ctx, st.Body); err != nil {
				s.Log.Error("a statement not rendered for a destination yet", "destination", d.ID, "statement", st.ID, "error", err)
			}
		}
		rows = append(rows, row)
	}
	added, err := s.insert(ctx, rows)
	if err != nil {
		return done, err
	}
	for _, row := range rows {
		switch {
		case !added[row.StatementID]:
			done.Already++
		case row.State == string(Queued):
			done.Queued++
		default:
			done.Skipped++
		}
	}
	if done.Queued == 0 {
		return done, nil
	}
	return done, s.alarm(ctx, d.ID)
}

// Filled is what became of statements that were to be queued for a destination.
type Filled struct {
	Queued  int // now
	Already int // it had or has a delivery of them
	Skipped int // its filter leaves them out
}

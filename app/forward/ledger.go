package forward

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// Condition is how a destination is doing, in one word.
type Condition string

// The conditions.
const (
	Ready   Condition = "ready"   // nothing waits
	Sending Condition = "sending" // something is on its way
	Waiting Condition = "waiting" // for a store in trouble, which is tried again
	Stopped Condition = "stopped" // by the store; a person has to act, and it is asked again now and then
	Paused  Condition = "paused"  // by a person
	Off     Condition = "off"     // not in use
)

// Line is a destination and its ledger.
type Line struct {
	Destination
	Condition Condition
	Spoken    string    // the version
	PausedAt  time.Time // zero: it isn't
	Trouble   Trouble   // the last
	TroubleAt time.Time // zero: never any
	Current   bool      // it isn't over
	NextAt    time.Time // when it is tried again; zero: by a person alone, or nothing to wait for
	GoodAt    time.Time // when it last took something; zero: never
	Pace      time.Duration
	Counts    map[State]int64
	Oldest    time.Time // of what is queued, when it was; zero: nothing is
	PerMinute float64   // that ended in the last rateSpan
}

// rateSpan is what the rate is measured over.
const rateSpan = 5 * time.Minute

// Ledger lists every destination, Lectern's own store first and the environment's next.
func (s *Service) Ledger(ctx context.Context) ([]Line, error) {
	has, err := s.BuiltInHas(ctx)
	if err != nil {
		return nil, fmt.Errorf("count the built-in store: %w", err)
	}
	own := Line{Destination: Destination{ID: BuiltIn, Origin: OriginBuiltIn, Endpoint: s.PublicURL + "/xapi", Identity: IdentityAccount, Enabled: s.Environment == nil},
		Condition: Ready, Counts: map[State]int64{Delivered: has}}
	if s.Environment != nil {
		own.Condition = Off
	}
	lines := []Line{own}
	all, err := s.destinations(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		line, err := s.line(ctx, d.ID)
		if errors.Is(err, app.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// line is the ledger of one destination.
func (s *Service) line(ctx context.Context, id DestinationID) (Line, error) {
	d, row, err := s.destination(ctx, id)
	if err != nil {
		return Line{}, err
	}
	l := Line{Destination: d, Spoken: row.Spoken, TroubleAt: store.Time(row.TroubleMs), GoodAt: store.Time(row.GoodMs), Pace: time.Duration(row.PaceMs) * time.Millisecond,
		Trouble: Trouble{Code: TroubleCode(row.Trouble), Status: int(row.TroubleStatus), Said: row.TroubleSaid}, Current: row.Troubles > 0}
	if l.Counts, l.Oldest, err = s.counts(ctx, id); err != nil {
		return l, err
	}
	since := s.Clock().Add(-rateSpan)
	ended, err := s.endedSince(ctx, id, since)
	if err != nil {
		return l, err
	}
	l.PerMinute = float64(ended) / rateSpan.Minutes()
	switch {
	case !d.Enabled:
		l.Condition = Off
	case row.PausedBy == pausedByPerson:
		l.Condition, l.PausedAt = Paused, store.Time(row.PausedMs)
	case row.PausedBy == pausedByStore:
		l.Condition, l.PausedAt, l.NextAt = Stopped, store.Time(row.PausedMs), store.Time(row.NextMs)
	case row.Troubles > 0:
		l.Condition, l.NextAt = Waiting, store.Time(row.NextMs)
	case l.Counts[Queued] > 0:
		l.Condition = Sending
	default:
		l.Condition = Ready
	}
	return l, nil
}

// Lag is how long the oldest statement that waits has done so.
func (l Line) Lag(now time.Time) time.Duration {
	if l.Oldest.IsZero() {
		return 0
	}
	return max(now.Sub(l.Oldest), 0)
}

// Tallies are what this process did for each destination since it began.
func (s *Service) Tallies() map[DestinationID]Tally {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[DestinationID]Tally, len(s.tally))
	for id, t := range s.tally {
		c := *t
		c.Requests = maps.Clone(t.Requests)
		out[id] = c
	}
	return out
}

// RefusedStatement is a statement that a destination will not have.
type RefusedStatement struct {
	ID     string
	Status int
	Reason string // what it has in common with others of the same fault
	Said   string // the store's words
	At     time.Time
	Body   []byte // as it was sent; nil where there is none any more
	Seq    int64
}

// Reason is what some refused statements have in common.
type Reason struct {
	Reason string
	Status int
	Count  int64
}

// Refused lists refused statements of a destination, the oldest first, after the one with the given number; of one reason
// where that isn't "".
func (s *Service) Refused(ctx context.Context, id DestinationID, reason string, after int64, most int) ([]RefusedStatement, error) {
	d, _, err := s.destination(ctx, id)
	if err != nil {
		return nil, found(err)
	}
	rows, err := s.refused(ctx, id, reason, after, most)
	if err != nil {
		return nil, err
	}
	var bare []string
	for _, r := range rows {
		if r.Body == "" && d.plain() {
			bare = append(bare, r.StatementID)
		}
	}
	bodies, err := s.bodies(ctx, bare)
	if err != nil {
		return nil, err
	}
	list := make([]RefusedStatement, len(rows))
	for i, r := range rows {
		list[i] = RefusedStatement{ID: r.StatementID, Status: int(r.Status), Reason: r.Reason, Said: r.Said, At: store.Time(r.DoneMs), Body: []byte(r.Body), Seq: r.Seq}
		if r.Body == "" {
			list[i].Body = bodies[r.StatementID]
		}
	}
	return list, nil
}

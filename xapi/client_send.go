package xapi

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// State is the fate of one statement.
type State string

// The fates of a statement.
const (
	Delivered State = "delivered" // the store took it now
	Duplicate State = "duplicate" // the store has had it already
	Dead      State = "dead"      // the store refuses this statement; a person decides
)

// Outcome is the fate of one statement, with the store's words where it is
// Dead.
type Outcome struct {
	ID     uuid.UUID
	State  State
	Status int    // HTTP status that decided
	Text   string // what the store said, shortened; may quote the statement: keep it out of logs
}

// How often things are tried within one call.
const (
	batchRetries = 2 // a batch that met a 500, before it is halved
	crashLimit   = 5 // 500s for a single statement while others pass
	findTries    = 4 // looks for a statement that a store says it has
)

// Send delivers statements in order, in as many requests as the limits ask
// for. It returns a fate for each statement that has one; those without stay
// with the caller. A non-nil error is [ErrRepeatedID] or a [*DestinationError]
// and ends the call; outcomes returned beside it stand.
//
// After a crash of the caller, when nobody knows what became of a call, Send
// again: known statements come back as Duplicate.
func (c *Client) Send(ctx context.Context, items []Frozen) ([]Outcome, error) {
	return c.Deliver(ctx, items, Run{})
}

// Resend is Send for exactly the InFlight statements of a [*DestinationError]
// that was Ambiguous. Where the store then answers 409, its first and last
// statement are looked up: batches are atomic, so both there means all there.
func (c *Client) Resend(ctx context.Context, items []Frozen) ([]Outcome, error) {
	return c.Deliver(ctx, items, Run{Ambiguous: true})
}

// Run says what is known of the statements of a call, and asks to be told.
type Run struct {
	// Ambiguous makes the call a Resend.
	Ambiguous bool
	// Split is called once, before the first request that carries only a part of
	// what a request before it did, with the status that led to it. From then on
	// the statements may be stored in parts, and a caller that crashes may Send
	// but not Resend them: the first and the last of them tell nothing of the
	// others any more. Its error ends the call.
	Split func(ctx context.Context, status int) error
}

// Deliver is Send and Resend for callers that outlive a crash.
func (c *Client) Deliver(ctx context.Context, items []Frozen, run Run) ([]Outcome, error) {
	seen := make(map[uuid.UUID]bool, len(items))
	for _, it := range items {
		if seen[it.ID] {
			return nil, ErrRepeatedID
		}
		seen[it.ID] = true
	}
	d := &delivery{c: c, ctx: ctx, run: run, outcomes: make([]Outcome, 0, len(items))}
	for len(items) > 0 {
		n := c.Fit(items)
		if derr := d.batch(items[:n:n], run.Ambiguous, true); derr != nil {
			return d.outcomes, derr
		}
		items = items[n:]
	}
	if derr := d.settle(); derr != nil {
		return d.outcomes, derr
	}
	return d.outcomes, nil
}

// Fit says how many of the statements, from the first, fit into one request: at
// least one.
func (c *Client) Fit(items []Frozen) int {
	size := 2
	for i, it := range items {
		size += len(it.Body) + 1
		if i > 0 && (i >= c.cfg.MaxBatch || size > c.cfg.MaxBytes) {
			return i
		}
	}
	return len(items)
}

// delivery is one call under way; it belongs to one goroutine. It keeps the
// call's context, as it lives no longer than the call.
type delivery struct {
	c        *Client
	ctx      context.Context
	run      Run
	outcomes []Outcome
	split    bool // run.Split was called
	passed   bool // the store took something in this call
	checked  bool // the store was seen to work apart from what it refuses
	suspects []Frozen
}

func (d *delivery) decide(items []Frozen, state State, status int, text string) {
	if state != Dead {
		d.passed = true
	}
	for _, it := range items {
		d.outcomes = append(d.outcomes, Outcome{ID: it.ID, State: state, Status: status, Text: text})
	}
}

// batch sends one request and follows its answer to the end. Ambiguous says
// that these very statements may have been stored by an earlier request.
func (d *delivery) batch(items []Frozen, ambiguous, fresh bool) *DestinationError {
	a, derr := d.c.post(d.ctx, items)
	if derr != nil {
		return inFlight(derr, items, ambiguous)
	}
	return d.answer(items, a, ambiguous, fresh)
}

func (d *delivery) answer(items []Frozen, a answer, ambiguous, fresh bool) *DestinationError {
	switch {
	case a.status/100 == 2:
		d.decide(items, Delivered, a.status, "")
		return nil
	case a.status == http.StatusConflict:
		return d.conflict(items, a, ambiguous)
	case refusal(a.status):
		return d.refused(items, a)
	case a.status == http.StatusInternalServerError && fresh:
		return d.crashed(items, a, ambiguous)
	case a.status == http.StatusInternalServerError && len(items) == 1:
		d.suspects = append(d.suspects, items[0])
		return nil
	case a.status == http.StatusInternalServerError:
		return d.halves(items, a, true, false)
	}
	return inFlight(d.c.destination(a), items, ambiguous)
}

// refusal tells whether a status blames what was sent.
func refusal(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusRequestEntityTooLarge ||
		status == http.StatusUnprocessableEntity
}

// halves sends both halves; fresh ones have not met a 500 yet.
func (d *delivery) halves(items []Frozen, a answer, ambiguous, fresh bool) *DestinationError {
	if !d.split && d.run.Split != nil {
		if err := d.run.Split(d.ctx, a.status); err != nil {
			return inFlight(&DestinationError{Kind: Unavailable, Err: err}, items, ambiguous)
		}
	}
	d.split = true
	mid := len(items) / 2
	if derr := d.batch(items[:mid:mid], ambiguous, fresh); derr != nil {
		return derr
	}
	return d.batch(items[mid:], ambiguous, fresh)
}

// conflict follows a 409. For a batch it says only that something in it is
// known: the rest has not been stored.
func (d *delivery) conflict(items []Frozen, a answer, ambiguous bool) *DestinationError {
	if len(items) == 1 {
		return d.conflictOne(items[0], a, ambiguous)
	}
	if ambiguous {
		both := true
		for _, end := range []Frozen{items[0], items[len(items)-1]} {
			p, derr := d.c.find(d.ctx, "statementId", end.ID)
			if derr != nil {
				return inFlight(derr, items, true)
			}
			both = both && p == present
		}
		if both {
			d.decide(items, Delivered, a.status, "")
			return nil
		}
	}
	return d.halves(items, a, false, true)
}

// conflictOne looks whether the store really has the statement. A store may
// answer before a statement can be read, so it looks again after a while.
func (d *delivery) conflictOne(it Frozen, a answer, ambiguous bool) *DestinationError {
	for try := range findTries {
		if try > 0 {
			if err := pause(d.ctx, d.c.cfg.ProbeWait<<(try-1)); err != nil {
				return inFlight(&DestinationError{Kind: Unavailable, Err: err}, []Frozen{it}, ambiguous)
			}
		}
		for _, param := range []string{"statementId", "voidedStatementId"} {
			p, derr := d.c.find(d.ctx, param, it.ID)
			switch {
			case derr != nil:
				return inFlight(derr, []Frozen{it}, ambiguous)
			case p == present:
				d.decide([]Frozen{it}, Duplicate, a.status, "")
				return nil
			case p == unreadable: // the id is ours alone, so what is there is ours
				d.decide([]Frozen{it}, Duplicate, a.status, "conflict; the credentials may not read")
				return nil
			}
		}
	}
	d.decide([]Frozen{it}, Dead, a.status, "conflict: "+a.text())
	return nil
}

// refused follows a 400, 413 or 422: halve until the culprit stands alone. A
// store that has taken nothing yet is asked a harmless question first, for it
// may refuse everything for the version or the address.
func (d *delivery) refused(items []Frozen, a answer) *DestinationError {
	if len(items) > 1 {
		return d.halves(items, a, false, true) // an atomic batch that is refused was never stored
	}
	if !d.passed && !d.checked {
		b, derr := d.c.readable(d.ctx)
		if derr != nil {
			return inFlight(derr, items, false)
		}
		if b.status/100 != 2 && b.status != http.StatusForbidden {
			return inFlight(d.c.destination(b), items, false)
		}
		d.checked = true
	}
	d.decide(items, Dead, a.status, a.text())
	return nil
}

// crashed follows a 500 for a whole request: again twice, and where the store
// still answers questions, one statement is suspected and the batch halved.
func (d *delivery) crashed(items []Frozen, a answer, ambiguous bool) *DestinationError {
	for try := range batchRetries {
		if err := d.c.backOff(d.ctx, try); err != nil {
			return inFlight(&DestinationError{Kind: Unavailable, Err: err}, items, true)
		}
		again, derr := d.c.post(d.ctx, items)
		if derr != nil {
			return inFlight(derr, items, true)
		}
		if again.status != http.StatusInternalServerError {
			return d.answer(items, again, true, false)
		}
		a = again
	}
	b, derr := d.c.readable(d.ctx)
	if derr != nil {
		return inFlight(derr, items, true)
	}
	if b.status >= 500 {
		return inFlight(d.c.destination(a), items, true)
	}
	if len(items) == 1 {
		d.suspects = append(d.suspects, items[0])
		return nil
	}
	return d.halves(items, a, true, false)
}

// settle decides about the statements that met a 500 alone. They are dead only
// where others passed meanwhile; otherwise the store is ill.
func (d *delivery) settle() *DestinationError {
	for _, it := range d.suspects {
		one := []Frozen{it}
		last := answer{status: http.StatusInternalServerError}
		for try := 1; d.passed && try < crashLimit && last.status == http.StatusInternalServerError; try++ {
			if err := d.c.backOff(d.ctx, try-1); err != nil {
				return inFlight(&DestinationError{Kind: Unavailable, Err: err}, one, true)
			}
			a, derr := d.c.post(d.ctx, one)
			if derr != nil {
				return inFlight(derr, one, true)
			}
			last = a
		}
		switch {
		case last.status != http.StatusInternalServerError:
			if derr := d.answer(one, last, true, false); derr != nil {
				return derr
			}
		case d.passed:
			d.decide(one, Dead, last.status, last.text())
		default:
			// Not ambiguous: it may travel with others, and should, for only
			// then it shows whose fault it is.
			derr := inFlight(d.c.destination(last), one, false)
			derr.Ambiguous = false
			return derr
		}
	}
	return nil
}

// backOff waits RetryWait·2^n with full jitter.
func (c *Client) backOff(ctx context.Context, n int) error {
	return pause(ctx, time.Duration(c.cfg.Jitter()*float64(c.cfg.RetryWait<<n)))
}

// inFlight names the statements that a failed request carried. What was
// ambiguous before stays so.
func inFlight(derr *DestinationError, items []Frozen, ambiguous bool) *DestinationError {
	derr.InFlight = make([]uuid.UUID, len(items))
	for i, it := range items {
		derr.InFlight[i] = it.ID
	}
	derr.Ambiguous = derr.Ambiguous || ambiguous
	return derr
}

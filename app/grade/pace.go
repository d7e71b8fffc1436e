package grade

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/lti"
)

const (
	// shortPause is the longest pause that is waited for here; a longer one holds the destination.
	shortPause = 5 * time.Second
	// catchUp is how much of a standstill may be made up for, at most: an LMS that counts by the second has no memory
	// of more.
	catchUp = time.Second
	// below is how far under the rate that was measured requests go.
	below = 0.98
	// faster is by how much the rate is raised after a time without a 429, from probeMin to probeMax.
	faster   = 1.05
	probeMin = 5 * time.Second
	probeMax = 2 * time.Minute
	// livelyFor is how long after an answer an LMS that fails is taken for one that stumbles. It may stumble so often.
	livelyFor = 10 * time.Second
	stumbles  = 3
	// standstill ends the measuring: who asks for less than there is measures nothing. What was learnt is forgotten after
	// forgetAfter.
	standstill  = 2 * time.Second
	forgetAfter = 10 * time.Minute
	// slowest is the lowest rate that is believed.
	slowest = 1
	// stumbleWait is the wait after the first stumble; it doubles.
	stumbleWait = 250 * time.Millisecond
)

// errNoTurn says that a request wasn't sent, because there is no time left to wait for its turn.
var errNoTurn = errors.New("no time left in this run")

// pace learns how fast one LMS takes requests. It knows nothing at first and lets all go. The requests that were taken
// between two 429s are what the LMS takes in that time, so from the second 429 on requests go a little slower than
// that, and now and then a little faster, to notice a limit that was raised. It goes by real time, whatever the clock of
// the scores says.
type pace struct {
	impatient bool // never wait here: every pause is a hold

	mu     sync.Mutex
	gate   time.Time     // nothing goes before it
	rate   float64       // requests a second; 0: not known
	due    time.Time     // when the next request may go at that rate
	slack  time.Duration // how much of a standstill is made up for
	last   time.Time     // the last turn
	epoch  time.Time     // the last 429, or the first request
	busy   bool          // epoch is a 429
	taken  int           // requests taken since
	raised time.Time     // the last change of the rate
	probe  time.Duration // the time without a 429 after which the rate is raised
	raises int           // since the last 429
	pauses int           // 429s without Retry-After in a row
	alive  time.Time     // the last answer
	fails  int           // failures since
}

// paces are the paces of LMSs by registration.
type paces struct {
	mu sync.Mutex
	of map[string]*pace
}

func (p *paces) get(registration string, impatient bool) *pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil {
		p.of = map[string]*pace{}
	}
	if p.of[registration] == nil {
		p.of[registration] = &pace{impatient: impatient, slack: catchUp, probe: probeMin}
	}
	return p.of[registration]
}

// wait waits for a request's turn.
func (p *pace) wait(ctx context.Context) error {
	for {
		d := p.take(time.Now())
		if d <= 0 {
			return nil
		}
		if end, ok := ctx.Deadline(); ok && time.Until(end) < d {
			return errNoTurn
		}
		timer := time.NewTimer(d)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return errNoTurn
		}
	}
}

// take takes a turn, or says how long to wait before asking again.
func (p *pace) take(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d := p.gate.Sub(now); d > 0 {
		return d
	}
	if idle := now.Sub(latest(p.last, p.gate)); idle > standstill {
		p.epoch, p.busy, p.taken = now, false, 0
		if idle > forgetAfter {
			p.rate, p.slack, p.probe = 0, catchUp, probeMin
		}
	}
	if p.due.Sub(now) <= 0 {
		p.last = now
	}
	if p.rate == 0 {
		return 0
	}
	if d := p.due.Sub(now); d > 0 {
		return d
	}
	p.due = latest(p.due, now.Add(-p.slack)).Add(time.Duration(float64(time.Second) / p.rate))
	return 0
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// answered notes that the LMS took a request.
func (p *pace) answered(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fails > 0 { // what it took before it failed says nothing of what it takes
		p.epoch, p.busy, p.taken = now, false, 0
	}
	p.taken++
	p.alive, p.fails, p.pauses = now, 0, 0
	if p.rate == 0 || now.Sub(p.raised) < p.probe {
		return
	}
	p.rate *= faster
	p.raised = now
	if p.raises++; p.raises > 2 { // the limit is another one
		p.probe = max(probeMin, p.probe/2)
	}
}

// throttled notes that the LMS asks for a pause, and returns how long it is. One that isn't short is the destination's
// hold to keep.
func (p *pace) throttled(now time.Time, after time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.alive = now
	if now.Before(p.gate) { // one of several that were under way: the first has told
		if after > 0 && after <= shortPause {
			p.gate = latest(p.gate, now.Add(after))
		}
		return max(after, p.gate.Sub(now))
	}
	if after <= 0 {
		after = time.Second << min(p.pauses, 5)
		p.pauses++
	}
	if p.impatient {
		return max(after, shortPause+1)
	}
	p.gate = now.Add(after)
	p.learn(now)
	if after > shortPause {
		p.gate = now
	}
	return after
}

// learn takes the rate from what was taken since the last 429, or takes the last raise back. The caller holds mu.
func (p *pace) learn(now time.Time) {
	since := now.Sub(p.epoch)
	measured := 0.0
	if p.busy && since >= 500*time.Millisecond {
		measured = below * float64(p.taken) / since.Seconds()
	}
	switch hurried := now.Sub(p.due) > p.slack/4 && p.slack > 50*time.Millisecond; {
	case p.rate == 0:
		p.rate = measured
	case hurried: // the LMS doesn't bear what is made up for
		p.slack /= 2
	case since > 2*time.Second:
		p.rate = max(measured, p.rate/faster)
	case measured > 0:
		p.rate = min(measured, p.rate/faster)
	default:
		p.rate /= faster
	}
	if p.rate > 0 {
		p.rate = max(p.rate, slowest)
	}
	p.due = latest(p.due, p.gate.Add(-p.slack))
	if p.raises > 0 { // it was the raise
		p.probe = min(2*p.probe, probeMax)
	}
	p.epoch, p.busy, p.taken, p.raises = now, true, 0, 0
	p.raised = p.gate
}

// stumbled notes a failure and says whether it is worth another try at once: after the wait, where the LMS answered just
// before.
func (p *pace) stumbled(now time.Time, after time.Duration) (wait time.Duration, again bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fails++
	if p.impatient || now.Sub(p.alive) > livelyFor || p.fails > stumbles || after > shortPause {
		return 0, false
	}
	if after > 0 {
		p.gate = latest(p.gate, now.Add(after))
	}
	return max(after, stumbleWait<<(p.fails-1)), true
}

// down notes a failure that isn't worth another try.
func (p *pace) down() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fails++
}

// suspicious says whether the LMS failed when it was last asked, so that one request goes ahead of the others.
func (p *pace) suspicious() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fails > 0
}

// do sends a request when its turn has come, and again after short pauses. repeated says that an earlier try of it may
// have got to the LMS.
func (p *pace) do(ctx context.Context, request func(context.Context) error) (repeated bool, err error) {
	for {
		if err := p.wait(ctx); err != nil {
			return repeated, err
		}
		call, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
		stop := context.AfterFunc(ctx, func() {
			if errors.Is(ctx.Err(), context.Canceled) {
				cancel()
			}
		})
		err = request(call)
		stop()
		cancel()
		kind, after := trouble(err)
		now := time.Now()
		switch kind {
		case troubleNone:
			p.answered(now)
			return repeated, err
		case troubleOurs:
			return repeated, err
		case troubleDown:
			p.down()
			return repeated, err
		case troubleBusy:
			if p.throttled(now, after) > shortPause {
				return repeated, err
			}
		case troubleFailing:
			pause, again := p.stumbled(now, after)
			if !again {
				return repeated, err
			}
			repeated = true
			if rest(ctx, pause) != nil {
				return repeated, err
			}
		}
	}
}

func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// kind is what an error says of the LMS's pace.
type kind int

const (
	troubleNone    kind = iota // the LMS answered, be it with a refusal
	troubleOurs                // it says nothing of the LMS
	troubleBusy                // it asks for a pause
	troubleFailing             // it fails, or is gone
	troubleDown                // the same, and asking again at once is no use
)

// trouble reads an error of a call to the LMS. A 500 for a score may be the score's own, so it is left to the run.
func trouble(err error) (kind, time.Duration) {
	var e *lti.ServiceError
	switch {
	case err == nil, errors.Is(err, lti.ErrLineItemNotFound):
		return troubleNone, 0
	case !errors.As(err, &e):
		return troubleOurs, 0
	}
	switch e.Code {
	case lti.ServiceRateLimited:
		return troubleBusy, e.RetryAfter
	case lti.ServiceNetwork:
		return troubleFailing, e.RetryAfter
	case lti.ServiceTimeout, lti.ServiceHTML:
		return troubleDown, 0
	case lti.ServiceCanceled, lti.ServiceInvalid:
		return troubleOurs, 0
	case lti.ServiceServerError:
		if e.Op != "score" || e.Status != http.StatusInternalServerError || e.RetryAfter > 0 {
			return troubleFailing, e.RetryAfter
		}
	}
	return troubleNone, 0
}

// paced is the LMS's gradebook at the LMS's pace.
type paced struct {
	to   Platform
	pace *pace
	// until ends the waiting for a turn, so that a run is over before its deadline.
	until time.Time
}

// paced is the LMS of a registration, for a run that begins now.
func (s *Service) paced(registration string) paced {
	return paced{to: s.Platform, pace: s.paces.get(registration, s.Impatient), until: time.Now().Add(turnsFor)}
}

func (p paced) do(ctx context.Context, request func(context.Context) error) (repeated bool, err error) {
	ctx, cancel := context.WithDeadline(ctx, p.until)
	defer cancel()
	return p.pace.do(ctx, request)
}

func (p paced) find(ctx context.Context, reg lti.Registration, lineItems, tag, resource, link string) (item lti.LineItem, err error) {
	_, err = p.do(ctx, func(ctx context.Context) error {
		item, err = p.to.FindLineItem(ctx, reg, lineItems, tag, resource, link)
		return err
	})
	return item, err
}

// create isn't repeated by itself: an LMS that has made a column might make a second one.
func (p paced) create(ctx context.Context, reg lti.Registration, lineItems string, l lti.LineItem) (lti.LineItem, error) {
	if err := p.pace.wait(ctx); err != nil {
		return lti.LineItem{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	item, err := p.to.CreateLineItem(ctx, reg, lineItems, l)
	if kind, after := trouble(err); kind == troubleBusy {
		p.pace.throttled(time.Now(), after)
	}
	return item, err
}

func (p paced) put(ctx context.Context, reg lti.Registration, lineItem string, sc lti.Score) (repeated bool, err error) {
	return p.do(ctx, func(ctx context.Context) error { return p.to.PutScore(ctx, reg, lineItem, sc) })
}

func (p paced) results(ctx context.Context, reg lti.Registration, lineItem, user string) (res []lti.Result, err error) {
	_, err = p.do(ctx, func(ctx context.Context) error {
		res, err = p.to.Results(ctx, reg, lineItem, user)
		return err
	})
	return res, err
}

package grade

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/lti"
)

// TopicScore is the topic of scores on their way; a message's destination is the registration.
const TopicScore outbox.Topic = "score"

const (
	// atOnce bounds the requests under way to one LMS: a small Moodle takes about 8 scores a second.
	atOnce = 4
	// batchSize is how many scores one delivery has.
	batchSize = 100
	// callTimeout bounds one call to the LMS with the token that it takes.
	callTimeout = 25 * time.Second
	// deliverTimeout bounds one delivery, and turnsFor the time in which it begins new calls.
	deliverTimeout = 2 * time.Minute
	turnsFor       = deliverTimeout - 2*callTimeout - settling
	// settling bounds writing down what became of a score, also when everything is ending.
	settling = 5 * time.Second
	// maxStrikes is how often the LMS may fail on one score while it takes others.
	maxStrikes = 5
	// strikeWait is the wait after the first of them; it doubles.
	strikeWait = 20 * time.Second
	// patience is how far the LMS's clock may be ahead for a score to wait until its time has come.
	patience = 10 * time.Minute
	// suspectFor is how long a score is tried on which the LMS fails, where no other score shows whether it is its own.
	suspectFor = 6 * time.Hour
)

// payload is what a message says. At is the timestamp of every attempt, in milliseconds since 1970.
type payload struct {
	Version  int            `json:"v"`
	Session  app.SessionID  `json:"session"`
	Activity app.ActivityID `json:"activity"`
	User     app.UserID     `json:"user"`
	Revision int64          `json:"revision"`
	At       int64          `json:"at"`
}

// message is the message that delivers a revision of a score. Of one person and activity only the newest is delivered.
func message(registration app.RegistrationID, r scoreRow, at time.Time) outbox.Message {
	return outbox.Message{
		ID:          fmt.Sprintf("score:%s:%s:%s:%d", r.SessionID, r.ActivityID, r.UserID, r.Revision),
		Topic:       TopicScore,
		Destination: string(registration),
		CollapseKey: r.ActivityID + "|" + r.UserID,
		Payload: app.MustJSON(payload{1, app.SessionID(r.SessionID), app.ActivityID(r.ActivityID), app.UserID(r.UserID),
			r.Revision, at.UnixMilli()}),
		NotBefore: at,
	}
}

func parse(raw json.RawMessage) (payload, error) {
	var p payload
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, fmt.Errorf("read the payload: %w", err)
	}
	if p.Version != 1 || p.Session == "" || p.Activity == "" || p.User == "" {
		return p, fmt.Errorf("payload of version %d isn't understood", p.Version)
	}
	return p, nil
}

// Topic returns how TopicScore is delivered; the handler is the Service itself.
func (s *Service) Topic() outbox.TopicConfig {
	return outbox.TopicConfig{Batch: batchSize, Timeout: deliverTimeout, Backoff: backoff, OnDead: s.buried}
}

// backoff is the wait after a hold or a try: a second for a while, because an LMS that is restarted is back soon, and at
// most five minutes.
func backoff(attempt int) time.Duration {
	d := time.Second
	for range min(attempt, 40) - 12 {
		d = d * 3 / 2
	}
	return min(d, 5*time.Minute)
}

// buried shows on the score that it won't get there.
func (s *Service) buried(ctx context.Context, d outbox.Delivery, cause string) error {
	p, err := parse(d.Payload)
	if err != nil {
		return nil // nobody knows whose it is: the dead letter itself is all there is to see
	}
	s.forget(d.ID)
	row := scoreRow{SessionID: string(p.Session), ActivityID: string(p.Activity), UserID: string(p.User), Revision: p.Revision}
	return s.mark(ctx, row, StateFailed, finalFault(cause))
}

// job is one score to be sent.
type job struct {
	index   int
	d       outbox.Delivery
	row     scoreRow
	at      time.Time
	act     activityRow
	room    app.Classroom
	subject string
	column  *column
	// repeated says that this run has sent the score before, with an unknown fate.
	repeated bool
}

// run is one call of Deliver.
type run struct {
	s   *Service
	reg lti.Registration
	lms paced

	mu        sync.Mutex
	columns   map[string]*column // by activity
	results   []outbox.Result
	hold      *outbox.Hold
	holdWhy   fault
	sent      []*job
	suspects  []*job
	forbidden []*job
	whys      map[*job]fault
}

// Deliver implements outbox.Handler.
func (s *Service) Deliver(ctx context.Context, destination string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
	r := &run{s: s, results: make([]outbox.Result, len(batch)), columns: map[string]*column{}, whys: map[*job]fault{}}
	reg, err := s.Registrations.RegistrationByID(ctx, destination)
	switch {
	case errors.Is(err, lti.ErrUnknownRegistration), errors.Is(err, app.ErrNotFound):
		for i := range batch {
			r.results[i] = outbox.Result{Outcome: outbox.Dead, Cause: faultUnregistered.cause}
		}
		return r.results, nil
	case err != nil:
		s.Log.Error("registration of scores not found", "error", err)
		return nil, &outbox.Hold{Cause: faultOurs.cause}
	}
	r.reg = reg
	r.lms = s.paced(destination)
	r.sendAll(ctx, batch)
	r.judge(ctx)
	r.readBack(ctx)
	r.show(ctx, app.RegistrationID(destination))
	return r.results, r.hold
}

// one sends what there is to send for a delivery.
func (r *run) one(ctx context.Context, index int, d outbox.Delivery) {
	if r.held() || ctx.Err() != nil {
		return
	}
	if time.Now().After(r.lms.until) {
		r.settle(index, outbox.Result{Outcome: outbox.Skip})
		return
	}
	j, res, err := r.load(ctx, d)
	switch {
	case err != nil && ctx.Err() != nil:
	case err != nil:
		r.s.Log.Error("score can't be looked up", "message", d.ID, "error", err)
		r.stop(faultOurs, 0)
	case j == nil:
		r.settle(index, res)
	default:
		j.index = index
		if j.column = r.column(ctx, j.act, j.room); j.column.why.cause != "" {
			r.fail(j, j.column.verdict, j.column.why, j.column.after)
			return
		}
		r.sendOne(ctx, j)
	}
}

// load reads what a delivery is about. Without a job the result says what becomes of it.
func (r *run) load(ctx context.Context, d outbox.Delivery) (*job, outbox.Result, error) {
	done := outbox.Result{Outcome: outbox.Done}
	p, err := parse(d.Payload)
	if err != nil {
		return nil, outbox.Result{Outcome: outbox.Dead, Cause: err.Error()}, nil
	}
	row, err := r.s.score(ctx, p)
	if errors.Is(err, app.ErrNotFound) {
		return nil, done, nil
	}
	if err != nil {
		return nil, done, err
	}
	// A newer revision has its own message; a failed one was put back by hand.
	if row.Revision != p.Revision || (row.State != string(StateQueued) && row.State != string(StateFailed)) {
		return nil, done, nil
	}
	newer, err := r.s.hasNewer(ctx, row)
	if err != nil {
		return nil, done, err
	}
	if newer {
		return nil, done, r.s.mark(ctx, row, StateDraft, faultLaterClass)
	}
	at := time.UnixMilli(p.At).UTC()
	if early := at.Sub(r.s.Clock()); early > 0 {
		return nil, outbox.Result{Outcome: outbox.Retry, After: early, Cause: faultNotYet.cause}, nil
	}
	j := &job{d: d, row: row, at: at}
	if j.act, err = r.s.activity(ctx, p.Activity); err != nil {
		return nil, done, err
	}
	if j.room, err = r.s.Classrooms.Classroom(ctx, app.ClassroomID(j.act.ClassroomID)); err != nil {
		return nil, done, err
	}
	person, err := r.s.People.Person(ctx, p.User)
	if errors.Is(err, app.ErrNotFound) {
		return nil, outbox.Result{Outcome: outbox.Dead, Cause: faultUnknown.cause}, nil
	}
	j.subject = person.Subject
	return j, done, err
}

// sendAll sends the batch in its order, a few at once, until the LMS can't take any more. Of an LMS that failed just
// before, one score finds out whether it is there again.
func (r *run) sendAll(ctx context.Context, batch []outbox.Delivery) {
	next := 0
	for next < len(batch) && r.lms.pace.suspicious() && !r.held() && ctx.Err() == nil {
		r.one(ctx, next, batch[next])
		next++
	}
	queue := make(chan int)
	var wg sync.WaitGroup
	for range min(atOnce, len(batch)-next) {
		wg.Go(func() {
			for i := range queue {
				r.one(ctx, i, batch[i])
			}
		})
	}
	for ; next < len(batch); next++ {
		queue <- next
	}
	close(queue)
	wg.Wait()
}

func (r *run) sendOne(ctx context.Context, j *job) {
	err := r.send(ctx, j, j.at)
	if err != nil {
		if v, _, _ := explain(err); v == verdictConflict {
			r.conflict(ctx, j)
			return
		}
	}
	r.conclude(ctx, j, err)
}

// conclude writes down that a score was sent, or why not.
func (r *run) conclude(ctx context.Context, j *job, err error) {
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		r.set(j, outbox.Result{Outcome: outbox.Retry, Cause: "interrupted"})
		return
	}
	if errors.Is(err, errNoTurn) {
		res := outbox.Result{Outcome: outbox.Skip}
		if j.repeated {
			res = outbox.Result{Outcome: outbox.Retry, After: time.Millisecond, Cause: faultBusy.cause}
		}
		r.set(j, res)
		return
	}
	if err != nil {
		v, why, after := explain(err)
		r.fail(j, v, why, after)
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	if err := r.s.mark(ctx, j.row, StateSent, fault{}); err != nil {
		// The next attempt meets a 409, finds its own grade and marks it.
		r.s.Log.Error("sent score not marked", "message", j.d.ID, "error", err)
		r.set(j, outbox.Result{Outcome: outbox.Retry, Cause: faultOurs.cause})
		return
	}
	r.s.forget(j.d.ID)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.results[j.index] = outbox.Result{Outcome: outbox.Done}
	r.sent = append(r.sent, j)
}

// send sends the score with a timestamp. A column that is gone is looked for once more.
func (r *run) send(ctx context.Context, j *job, at time.Time) error {
	url := j.column.address()
	err := r.putScore(ctx, j, url, at)
	if err == nil {
		return nil
	}
	if v, _, _ := explain(err); v != verdictGone {
		return err
	}
	url, again := j.column.renew(ctx, r, url)
	switch {
	case errors.Is(again, errNoColumn):
		return err
	case again != nil:
		return again
	}
	return r.putScore(ctx, j, url, at)
}

func (r *run) putScore(ctx context.Context, j *job, url string, at time.Time) error {
	repeated, err := r.lms.put(ctx, r.reg, url, j.score(at))
	j.repeated = j.repeated || repeated
	return err
}

func (j *job) score(at time.Time) lti.Score {
	return lti.Score{UserID: j.subject, ScoreGiven: j.row.given(), ScoreMaximum: j.act.ScoreMaximum, Comment: j.row.comment(), Timestamp: at}
}

// judge decides about scores on which the LMS failed, whose column it doesn't know (so does a proxy without its LMS),
// or which it refused Lectern: where it took others, the trouble is theirs alone.
func (r *run) judge(ctx context.Context) {
	for _, j := range r.forbidden {
		if len(r.sent) > 0 {
			r.set(j, outbox.Result{Outcome: outbox.Dead, Cause: faultForbidden.cause})
			continue
		}
		r.stop(r.whys[j], deniedFor)
	}
	if len(r.suspects) == 0 {
		return
	}
	alive := len(r.sent) == 0 && r.alive(ctx, r.suspects[0])
	for _, j := range r.suspects {
		why, final := r.whys[j], faultLocked
		if why == faultColumnGone {
			final = why
		}
		switch {
		case len(r.sent) > 0:
			if strikes := r.s.strike(j.d.ID); strikes < maxStrikes && final != why {
				r.wait(j, why, strikeWait<<(strikes-1))
				continue
			}
			r.set(j, outbox.Result{Outcome: outbox.Dead, Cause: final.cause})
		case !alive:
			r.set(j, outbox.Result{Outcome: outbox.Retry, Cause: why.cause})
			r.stop(faultBroken, 0)
		case r.s.Clock().Sub(j.d.Created) >= suspectFor:
			r.set(j, outbox.Result{Outcome: outbox.Dead, Cause: final.cause})
		default:
			r.wait(j, why, 0)
		}
	}
}

// show writes down what scores wait for.
func (r *run) show(ctx context.Context, registration app.RegistrationID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	var errs []error
	for j, why := range r.whys {
		if r.results[j.index].Outcome == outbox.Retry {
			errs = append(errs, r.s.remark(ctx, j.row, StateQueued, why))
		}
	}
	if r.hold != nil {
		errs = append(errs, r.s.remarkAll(ctx, registration, r.holdWhy))
	}
	if err := errors.Join(errs...); err != nil {
		r.s.Log.Error("state of scores not shown", "error", err)
	}
}

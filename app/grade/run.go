package grade

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/lti"
)

// column is the line item of one activity during one run.
type column struct {
	act  activityRow
	room app.Classroom

	// seat holds one: who has it may look the address up. It guards asked, url, gone, verdict, why and after; verdict, why
	// and after stay as they are once asked is true.
	seat    chan struct{}
	asked   bool
	url     string
	gone    []string // addresses that the LMS doesn't know any more
	verdict verdict
	why     fault // why there is no address
	after   time.Duration
}

func (c *column) address() string {
	c.seat <- struct{}{}
	defer func() { <-c.seat }()
	return c.url
}

// column finds the line item of an activity, once a run.
func (r *run) column(ctx context.Context, act activityRow, room app.Classroom) *column {
	r.mu.Lock()
	c := r.columns[act.ID]
	if c == nil {
		c = &column{act: act, room: room, seat: make(chan struct{}, 1)}
		r.columns[act.ID] = c
	}
	r.mu.Unlock()
	c.seat <- struct{}{}
	defer func() { <-c.seat }()
	if c.asked {
		return c
	}
	c.asked = true
	if err := c.resolve(ctx, r); err != nil {
		c.verdict, c.why, c.after = explain(err)
	}
	return c
}

// renew finds another address than the one that is gone. Several that come at once get the same.
func (c *column) renew(ctx context.Context, r *run, gone string) (string, error) {
	c.seat <- struct{}{}
	defer func() { <-c.seat }()
	if c.url != gone {
		return c.url, nil
	}
	c.gone = append(c.gone, gone)
	return c.url, c.resolve(ctx, r)
}

// errNoColumn says that there is no line item and none can be made.
var errNoColumn = errors.New("no line item")

// resolve sets the address: the coupled line item of the launch's claim (AGS 2.0 §3.1), the one that was learnt, one
// that is found by its tag and resource id, or a new one. The resource id is the LMS's own id of the link, so that a
// column is found again by an installation that has lost its database. A column that came with a link (Deep Linking 2.0
// §3.2) has a resource id that was made before the link was, and is found by its tag and its link.
func (c *column) resolve(ctx context.Context, r *run) error {
	for _, known := range []string{coupled(c.room, c.act), c.act.LineItemURL} {
		if known != "" && !slices.Contains(c.gone, known) {
			c.url = known
			return r.learn(ctx, c)
		}
	}
	if c.room.LineItemsURL == "" {
		return errNoColumn
	}
	tag, resource := c.act.tag(), c.act.resourceID(c.room)
	item, err := r.lms.find(ctx, r.reg, c.room.LineItemsURL, tag, resource, "")
	if errors.Is(err, lti.ErrLineItemNotFound) && c.act.SessionID == "" {
		item, err = r.lms.find(ctx, r.reg, c.room.LineItemsURL, tag, "", c.room.ResourceLink)
	}
	if err == nil && slices.Contains(c.gone, item.ID) {
		return errNoColumn // it is there and takes no scores: another one wouldn't be better
	}
	if errors.Is(err, lti.ErrLineItemNotFound) {
		item, err = r.lms.create(ctx, r.reg, c.room.LineItemsURL, lti.LineItem{
			Label: c.act.Label, ScoreMaximum: c.act.ScoreMaximum, Tag: tag, ResourceID: resource})
	}
	if err != nil {
		return err
	}
	c.url = item.ID
	return r.learn(ctx, c)
}

// learn keeps the column's address, also a coupled one where there is none yet: a later launch may leave the claim out.
func (r *run) learn(ctx context.Context, c *column) error {
	learnt := c.act.LineItemURL
	if c.url == learnt || (c.url == coupled(c.room, c.act) && learnt != "" && !slices.Contains(c.gone, learnt)) {
		return nil
	}
	c.act.LineItemURL = c.url
	return r.s.keepLineItem(ctx, c.act.ID, c.url)
}

// fail decides what becomes of a score that wasn't sent.
func (r *run) fail(j *job, v verdict, why fault, after time.Duration) {
	switch v {
	case verdictHold:
		r.set(j, outbox.Result{Outcome: outbox.Retry, Cause: why.cause})
		r.stop(why, after)
	case verdictPause, verdictDenied:
		r.stop(why, after)
	case verdictForbidden, verdictSuspect, verdictGone:
		r.mu.Lock()
		defer r.mu.Unlock()
		r.whys[j] = why
		if v == verdictForbidden {
			r.forbidden = append(r.forbidden, j)
		} else {
			r.suspects = append(r.suspects, j)
		}
	case verdictConflict, verdictDead:
		r.set(j, outbox.Result{Outcome: outbox.Dead, Cause: why.cause})
	}
}

func (r *run) set(j *job, res outbox.Result) { r.settle(j.index, res) }

func (r *run) settle(index int, res outbox.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.results[index] = res
}

// wait has a score tried again by itself.
func (r *run) wait(j *job, why fault, after time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.whys[j] = why
	r.results[j.index] = outbox.Result{Outcome: outbox.Retry, After: after, Cause: why.cause}
}

// stop holds the destination; the longest wish wins.
func (r *run) stop(why fault, after time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hold != nil && r.hold.After >= after {
		return
	}
	r.hold, r.holdWhy = &outbox.Hold{After: after, Cause: why.cause}, why
}

func (r *run) held() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hold != nil
}

// seen is what the gradebook shows of a job's score.
type seen struct {
	known bool // it can be read
	same  bool // it is just the job's score
	at    time.Time
}

func (r *run) look(ctx context.Context, j *job) (seen, error) {
	results, err := r.lms.results(ctx, r.reg, j.column.address(), j.subject)
	if err != nil {
		if v, _, _ := explain(err); v == verdictHold || v == verdictPause {
			return seen{}, err
		}
		return seen{}, nil
	}
	for _, res := range results {
		if res.UserID == j.subject {
			return seen{true, shows(res, j, 1e-4), res.Timestamp}, nil
		}
	}
	return seen{known: true}, nil
}

// conflict finds out what a 409 means.
func (r *run) conflict(ctx context.Context, j *job) {
	there, err := r.look(ctx, j)
	switch {
	case err != nil:
		r.conclude(ctx, j, err)
	case there.same, !there.known && (j.d.Attempt > 1 || j.repeated):
		r.conclude(ctx, j, nil) // an earlier attempt got there
	default:
		r.again(ctx, j, there.at)
	}
}

// again sends a score once more, with a fresh timestamp that is later than that of the grade which is there.
func (r *run) again(ctx context.Context, j *job, there time.Time) {
	now := r.s.Clock()
	if ahead := there.Truncate(time.Second).Add(time.Second).Sub(now); ahead > 0 && ahead <= patience {
		r.wait(j, faultNotYet, ahead)
		return
	}
	row, err := r.s.score(ctx, payload{Session: app.SessionID(j.row.SessionID), Activity: app.ActivityID(j.row.ActivityID), User: app.UserID(j.row.UserID)})
	if err == nil && row.Revision != j.row.Revision {
		r.set(j, outbox.Result{Outcome: outbox.Done}) // the newer revision's message settles it
		return
	}
	var at time.Time
	var ok bool
	if err == nil {
		at, ok, err = r.s.reserveNow(ctx, j.row, now)
	}
	switch {
	case err != nil:
		r.conclude(ctx, j, err)
	case !ok:
		r.wait(j, faultNotYet, time.Second)
	default:
		r.conclude(ctx, j, r.send(ctx, j, at))
	}
}

// shows says whether a result is the job's score, which the LMS may have rescaled and cut to its own maximum.
func shows(res lti.Result, j *job, tolerance float64) bool {
	if res.ResultScore == nil || !(res.ResultMaximum > 0) {
		return false
	}
	return math.Abs(*res.ResultScore/res.ResultMaximum-j.row.given()/j.act.ScoreMaximum) <= tolerance
}

// alive says whether the LMS answers another question than the one it failed on.
func (r *run) alive(ctx context.Context, j *job) bool {
	answered := func(err error) bool {
		var e *lti.ServiceError
		return err == nil || errors.Is(err, lti.ErrLineItemNotFound) || (errors.As(err, &e) && e.Status != 0 && !e.Temporary())
	}
	if _, err := r.lms.results(ctx, r.reg, j.column.address(), j.subject); answered(err) {
		return true
	}
	_, err := r.lms.find(ctx, r.reg, j.room.LineItemsURL, "lectern", j.room.ResourceLink, "")
	return answered(err)
}

// readBack looks whether the gradebook shows what it took: an LMS answers 200 for a score that a teacher's own grade
// keeps out (AGS 2.0 §3.3 has the results). Without an answer there is nothing to tell.
func (r *run) readBack(ctx context.Context) {
	byColumn := map[*column][]*job{}
	for _, j := range r.sent {
		byColumn[j.column] = append(byColumn[j.column], j)
	}
	for c, jobs := range byColumn {
		if r.held() || !slices.Contains(strings.Fields(c.room.AGSScopes), lti.ScopeResultReadOnly) {
			continue
		}
		user := ""
		if len(jobs) == 1 {
			user = jobs[0].subject
		}
		r.compare(ctx, c, user, jobs)
	}
}

func (r *run) compare(ctx context.Context, c *column, user string, jobs []*job) {
	results, err := r.lms.results(ctx, r.reg, c.address(), user)
	if err != nil {
		return
	}
	users := map[string]app.UserID{}
	for _, j := range jobs {
		users[j.subject] = app.UserID(j.row.UserID)
	}
	if err := r.s.keepResults(ctx, c.act, users, results); err != nil {
		r.s.Log.Error("what the gradebook has isn't kept", "error", err)
	}
	bySubject := map[string]lti.Result{}
	for _, res := range results {
		bySubject[res.UserID] = res
	}
	for _, j := range jobs {
		res, ok := bySubject[j.subject]
		if !ok || res.ResultScore == nil || shows(res, j, 0.0051) {
			continue
		}
		if err := r.s.remark(ctx, j.row, StateSent, faultDifferent); err != nil {
			r.s.Log.Error("difference to the gradebook not shown", "message", j.d.ID, "error", err)
		}
	}
}

// strike counts that the LMS failed on a message while it took others, and returns how often. The count is this
// process's; one that began anew tries longer.
func (s *Service) strike(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.strikes) > 10_000 {
		clear(s.strikes)
	}
	s.strikes[id]++
	return s.strikes[id]
}

func (s *Service) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.strikes, id)
}

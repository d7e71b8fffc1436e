package forward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/xapi"
)

// settling is the deadline for writing down what became of a batch, also when everything is ending.
const settling = 10 * time.Second

// elsewhere is when an alarm is looked at again that is for another process.
const elsewhere = time.Minute

// Deliver implements outbox.Handler: it sends what is queued for the destination, batch by batch.
func (s *Service) Deliver(ctx context.Context, destination string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
	id := DestinationID(destination)
	all := func(r outbox.Result) []outbox.Result {
		results := make([]outbox.Result, len(batch))
		for i := range results {
			results[i] = r
		}
		return results
	}
	d, row, err := s.destination(ctx, id)
	switch {
	case errors.Is(err, app.ErrNotFound) && id == Environment: // this process's environment doesn't name it
		return all(outbox.Result{Outcome: outbox.Retry, After: elsewhere, Cause: "not in this process's environment"}), nil
	case errors.Is(err, app.ErrNotFound):
		return all(outbox.Result{Outcome: outbox.Done}), nil
	case err != nil:
		return s.broken(ctx, id, err)
	case !d.Enabled || row.PausedBy == pausedByPerson: // going on sets another alarm
		return all(outbox.Result{Outcome: outbox.Done}), nil
	}
	h := &hand{s: s, d: d, row: row, no: row.BatchNo, pace: time.Duration(row.PaceMs) * time.Millisecond}
	more, err := h.work(ctx)
	t, troubled := troubleOf(err)
	switch {
	case errors.Is(err, errLost):
		return all(outbox.Result{Outcome: outbox.Retry, After: time.Second, Cause: "in other hands"}), nil
	case troubled && ctx.Err() != nil: // the process is ending, that's all
		return all(outbox.Result{Outcome: outbox.Retry, Cause: "interrupted"}), nil
	case troubled:
		return nil, h.hold(ctx, t)
	case err != nil:
		return s.broken(ctx, id, err)
	case more:
		return all(outbox.Result{Outcome: outbox.Retry, After: max(h.pace, time.Millisecond), Cause: "more"}), nil
	}
	return all(outbox.Result{Outcome: outbox.Done}), nil
}

// broken is for trouble of our own.
func (s *Service) broken(ctx context.Context, id DestinationID, err error) ([]outbox.Result, *outbox.Hold) {
	if ctx.Err() == nil {
		s.Log.Error("statements can't be delivered", "destination", id, "error", err)
	}
	return nil, &outbox.Hold{Cause: "the statements can't be read from the database"}
}

// hand is a destination in the hands of one worker.
type hand struct {
	s    *Service
	d    Destination
	row  destinationRow
	c    *xapi.Client
	no   int64 // of the batch in hand
	pace time.Duration
}

// load is a batch that is to be sent.
type load struct {
	seqs      map[uuid.UUID]int64
	items     []xapi.Frozen
	fresh     bool // the store can't have any of it but by a request for this batch
	ambiguous bool // such a request may have arrived, whole
}

// kept is a batch in the destination's row.
type kept struct {
	Seqs []int64 `json:"seqs"`
	// Fresh says that the store has all of it or nothing: none of it was sent before, and it was sent as one.
	Fresh bool `json:"fresh,omitempty"`
}

func (k kept) text() (string, error) {
	if len(k.Seqs) == 0 {
		return "", nil
	}
	b, err := json.Marshal(k)
	return string(b), err
}

// work sends until nothing is queued, or returns true where there is more.
func (h *hand) work(ctx context.Context) (more bool, err error) {
	end := h.s.Clock().Add(window)
	if err := h.ready(ctx); err != nil {
		return false, err
	}
	l, err := h.begin(ctx)
	if err == nil && l == nil && h.row.PausedBy == pausedByStore { // it answers again, and nothing waits to show it
		return false, h.s.set(ctx, h.d.ID, map[string]any{"paused_by": "", "troubles": 0, "next_ms": 0})
	}
	for first := true; err == nil && l != nil; first = false {
		if ctx.Err() != nil || !h.s.Clock().Before(end) || (!first && h.pace > 0) {
			return true, nil
		}
		outcomes, sendErr := h.c.Deliver(ctx, l.items, xapi.Run{Ambiguous: l.ambiguous, Split: h.split(l)})
		l, err = h.settle(ctx, l, outcomes, sendErr)
	}
	return false, err
}

// ready makes the client, and asks harmless questions where the destination was in trouble.
func (h *hand) ready(ctx context.Context) error {
	c, version, err := h.s.versioned(ctx, h.d, h.row.Spoken)
	if err != nil {
		return err
	}
	h.c = c
	if h.d.Version == VersionAuto && version != h.row.Spoken {
		if err := h.s.set(ctx, h.d.ID, map[string]any{"spoken": version}); err != nil {
			return err
		}
	}
	switch {
	case h.row.PausedBy == pausedByStore:
		_, err := c.Examine(ctx)
		return err
	case h.row.Troubles > 0 && TroubleCode(h.row.Trouble) == TroubleUnreachable:
		ctx, cancel := context.WithTimeout(ctx, reachTimeout)
		defer cancel()
		return c.Reach(ctx)
	}
	return nil
}

// begin returns the batch in hand, which may have been sent, or else a new one.
func (h *hand) begin(ctx context.Context) (l *load, err error) {
	err = h.s.Store.Tx(ctx, func(ctx context.Context) error {
		var k kept
		if h.row.Batch != "" {
			if err := json.Unmarshal([]byte(h.row.Batch), &k); err != nil {
				return fmt.Errorf("read the batch in hand: %w", err)
			}
		}
		rows, err := h.s.numbered(ctx, h.d.ID, k.Seqs)
		if err != nil {
			return err
		}
		if l, _, err = h.load(ctx, rows); err != nil || l != nil {
			if l != nil {
				l.fresh = k.Fresh && len(l.items) == len(k.Seqs)
				l.ambiguous = l.fresh
			}
			return err
		}
		var text string
		if l, text, err = h.next(ctx); err != nil || l == nil {
			return err
		}
		err = h.s.advance(ctx, h.d.ID, h.no, map[string]any{"batch": text})
		h.no++
		return err
	})
	return l, err
}

// next picks a new batch, to be written into the row by whoever calls; nil where nothing is queued.
func (h *hand) next(ctx context.Context) (*load, string, error) {
	for {
		rows, err := h.s.pick(ctx, h.d.ID, h.s.batchMost(h.d))
		if err != nil || len(rows) == 0 {
			return nil, "", err
		}
		l, left, err := h.load(ctx, rows)
		if err != nil {
			return nil, "", err
		}
		if l == nil {
			continue // none of them can be sent, and they have ended
		}
		n := h.c.Fit(l.items)
		l.items, l.fresh = l.items[:n:n], rows[0].Turn == turnLive
		text, err := kept{Seqs: left[:n], Fresh: l.fresh}.text()
		return l, text, err
	}
}

// load reads the bytes of deliveries. Those that nothing can be sent of end as refused.
func (h *hand) load(ctx context.Context, rows []deliveryRow) (*load, []int64, error) {
	var wanted []string
	for _, r := range rows {
		if r.Body == "" {
			wanted = append(wanted, r.StatementID)
		}
	}
	bodies, err := h.s.bodies(ctx, wanted)
	if err != nil {
		return nil, nil, err
	}
	l := &load{seqs: make(map[uuid.UUID]int64, len(rows)), items: make([]xapi.Frozen, 0, len(rows))}
	seqs := make([]int64, 0, len(rows))
	var late *renderer
	for _, r := range rows {
		body := []byte(r.Body)
		if r.Body == "" {
			if body, err = h.late(ctx, &late, r, bodies[r.StatementID]); err != nil {
				return nil, nil, err
			}
		}
		id, err := uuid.Parse(r.StatementID)
		if err != nil || len(body) == 0 {
			if err := h.s.end(ctx, []int64{r.Seq}, Refused, 0, reasonUnreadable, "", h.s.Clock()); err != nil {
				return nil, nil, err
			}
			continue
		}
		l.seqs[id], l.items, seqs = r.Seq, append(l.items, xapi.Frozen{ID: id, Body: body}), append(seqs, r.Seq)
	}
	if len(l.items) == 0 {
		return nil, nil, nil
	}
	return l, seqs, nil
}

// reasonUnreadable is of statements that aren't in the table, or that can't be rendered for the destination.
const reasonUnreadable = "unreadable"

// late returns the bytes of a delivery that has none of its own: the statement's, or where the destination names people in
// another way, what is rendered of them now and kept.
func (h *hand) late(ctx context.Context, r **renderer, row deliveryRow, body []byte) ([]byte, error) {
	if h.d.plain() || len(body) == 0 {
		return body, nil
	}
	if *r == nil {
		made, err := h.s.renderer(h.d)
		if err != nil {
			return nil, err
		}
		*r = made
	}
	text, err := (*r).render(ctx, body)
	var invalid *xapi.ValidationError
	if errors.As(err, &invalid) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []byte(text), h.s.freeze(ctx, row.Seq, text)
}

func (s *Service) bodies(ctx context.Context, ids []string) (map[string][]byte, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.Statements.Bodies(ctx, ids)
}

// split marks the batch in hand as one that is sent in parts, before the first part goes.
func (h *hand) split(l *load) func(context.Context, int) error {
	return func(ctx context.Context, status int) error {
		// The store knows some of it, and by no doing of this batch: not even a part of it is all there or not at all.
		l.fresh = l.fresh && status != http.StatusConflict
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
		defer cancel()
		text, err := kept{Seqs: l.open(nil)}.text()
		if err != nil {
			return err
		}
		if err := h.s.advance(ctx, h.d.ID, h.no, map[string]any{"batch": text}); err != nil {
			return err
		}
		h.no++
		return nil
	}
}

// open lists the numbers of the statements without a fate, in their order.
func (l *load) open(ended map[uuid.UUID]bool) []int64 {
	seqs := make([]int64, 0, len(l.items))
	for _, it := range l.items {
		if !ended[it.ID] {
			seqs = append(seqs, l.seqs[it.ID])
		}
	}
	return seqs
}

// settle writes the fates down and takes the next batch in hand, in one transaction. The error is the trouble of the
// destination, where there was any, or errLost.
func (h *hand) settle(ctx context.Context, l *load, outcomes []xapi.Outcome, sendErr error) (next *load, err error) {
	if errors.Is(sendErr, errLost) {
		return nil, errLost
	}
	ending := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	h.s.learn(h.d.ID, outcomes)
	no, pace := h.no, h.pace
	err = h.s.Store.Tx(ctx, func(ctx context.Context) error {
		ended, err := h.fates(ctx, l, outcomes)
		if err != nil {
			return err
		}
		columns := map[string]any{}
		if len(ended) > 0 {
			columns["good_ms"], columns["troubles"], columns["next_ms"], columns["paused_by"] = store.Millis(h.s.Clock()), 0, 0, ""
		}
		var trouble *xapi.DestinationError
		switch {
		case errors.As(sendErr, &trouble):
			columns["batch"], err = h.aside(ctx, l, ended, trouble)
			if trouble.Kind == xapi.Throttled {
				h.pace = slower(h.pace)
			}
		case sendErr != nil:
			return sendErr
		default:
			h.pace = faster(h.pace)
			next, columns["batch"], err = h.following(ctx, ending)
		}
		if err != nil {
			return err
		}
		if h.pace != pace {
			columns["pace_ms"] = h.pace.Milliseconds()
		}
		return h.advance(ctx, no, columns)
	})
	if err != nil {
		return nil, err
	}
	return next, sendErr
}

// advance writes the row; a pause by a person stays.
func (h *hand) advance(ctx context.Context, no int64, columns map[string]any) error {
	if columns["paused_by"] == "" {
		stopped, err := h.stopped(ctx)
		if err != nil {
			return err
		}
		if stopped {
			delete(columns, "paused_by")
		}
	}
	h.no = no + 1
	return h.s.advance(ctx, h.d.ID, no, columns)
}

// fates writes the outcomes, and returns whose they are.
func (h *hand) fates(ctx context.Context, l *load, outcomes []xapi.Outcome) (map[uuid.UUID]bool, error) {
	now := h.s.Clock()
	ended := make(map[uuid.UUID]bool, len(outcomes))
	same := map[xapi.State][]int64{}
	status := map[xapi.State]int{}
	for _, o := range outcomes {
		seq, ours := l.seqs[o.ID]
		if !ours {
			continue
		}
		ended[o.ID] = true
		if o.State != xapi.Dead {
			same[o.State], status[o.State] = append(same[o.State], seq), o.Status
			continue
		}
		why := fmt.Sprintf("HTTP %d: %s", o.Status, reason(o.Text))
		if err := h.s.end(ctx, []int64{seq}, Refused, o.Status, why, o.Text, now); err != nil {
			return nil, err
		}
		h.s.Log.Warn("a record store refuses a statement", "destination", h.d.ID, "statement", o.ID, "status", o.Status)
	}
	for from, to := range map[xapi.State]State{xapi.Delivered: Delivered, xapi.Duplicate: Duplicate} {
		if err := h.s.end(ctx, same[from], to, status[from], "", "", now); err != nil {
			return nil, err
		}
	}
	return ended, nil
}

// aside puts what has no fate back after trouble, and returns the batch that stays in hand: the request that may have
// arrived, where there is one.
func (h *hand) aside(ctx context.Context, l *load, ended map[uuid.UUID]bool, trouble *xapi.DestinationError) (string, error) {
	if err := h.s.turnOf(ctx, l.open(ended), trouble.Ambiguous); err != nil || !trouble.Ambiguous {
		return "", err
	}
	k := kept{Fresh: l.fresh}
	for _, id := range trouble.InFlight {
		if seq, ours := l.seqs[id]; ours {
			k.Seqs = append(k.Seqs, seq)
		}
	}
	return k.text()
}

// following is the next batch, unless everything is ending or a person has stopped it.
func (h *hand) following(ctx context.Context, ending bool) (*load, string, error) {
	if ending {
		return nil, "", nil
	}
	stopped, err := h.stopped(ctx)
	if err != nil || stopped {
		return nil, "", err
	}
	return h.next(ctx)
}

// stopped says whether a person paused the destination, or took it out of use, meanwhile.
func (h *hand) stopped(ctx context.Context) (bool, error) {
	row, err := h.s.row(ctx, h.d.ID)
	if errors.Is(err, app.ErrNotFound) {
		return false, errLost
	}
	return row.PausedBy == pausedByPerson || !row.Enabled, err
}

// hold writes the trouble down and leaves the destination alone for a while.
func (h *hand) hold(ctx context.Context, t Trouble) *outbox.Hold {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	row, err := h.s.row(ctx, h.d.ID)
	now := h.s.Clock()
	after := h.s.wait(t, row.Troubles+1)
	columns := map[string]any{"trouble": string(t.Code), "trouble_status": t.Status, "trouble_said": t.Said, "trouble_ms": store.Millis(now),
		"troubles": row.Troubles + 1, "next_ms": store.Millis(now.Add(after))}
	if t.stops {
		columns["spoken"] = ""
		if row.PausedBy == "" {
			columns["paused_by"], columns["paused_ms"] = pausedByStore, store.Millis(now)
		}
	}
	if err == nil {
		err = h.s.set(ctx, h.d.ID, columns)
	}
	if err != nil && !errors.Is(err, app.ErrNotFound) {
		h.s.Log.Error("trouble of a destination not kept", "destination", h.d.ID, "error", err)
	}
	h.s.Log.Warn("statements wait for a record store", "destination", h.d.ID, "trouble", t.Code, "status", t.Status, "seconds", int(after.Seconds()))
	return &outbox.Hold{After: after, Cause: "the record store is in trouble: " + string(t.Code)}
}

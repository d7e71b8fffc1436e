package admin

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

const (
	// ledgerEvery is the least time between two writes of one thing about an LMS, unless it begins to fail in another way.
	ledgerEvery = time.Minute
	// flushPatience bounds one round of writes.
	flushPatience = 3 * time.Second
	// ledgerMost bounds the LMSs that are noted at once.
	ledgerMost = 10_000
)

// Ledger notes how LMSs are doing: the last launch, the last token, the last failure. Its methods touch memory alone; Run
// writes. It is safe for concurrent use.
type Ledger struct {
	store *store.Store
	clock func() time.Time
	log   *slog.Logger
	wake  chan struct{}

	mu    sync.Mutex
	notes map[app.RegistrationID]*note
}

// note is what isn't written yet of one LMS.
type note struct {
	row     factsRow
	columns map[string]bool // that are newer than what is kept
	written map[string]time.Time
	urgent  bool
	code    string // of the failure that is kept
}

// due says whether something of it has waited long enough.
func (n *note) due(now time.Time) bool {
	for c := range n.columns {
		if n.urgent || now.Sub(n.written[c]) >= ledgerEvery {
			return true
		}
	}
	return false
}

// NewLedger returns a Ledger; Run has to run for anything to be kept.
func NewLedger(s *store.Store, clock func() time.Time, log *slog.Logger) *Ledger {
	return &Ledger{store: s, clock: clock, log: log, wake: make(chan struct{}, 1), notes: map[app.RegistrationID]*note{}}
}

// Launched notes that a launch of the LMS was good.
func (l *Ledger) Launched(id app.RegistrationID, message string) {
	l.note(id, func(n *note, now int64) {
		n.row.LaunchMs, n.columns["launch_ms"] = now, true
		if message == lti.MessageDeepLinking {
			n.row.DeepLinkMs, n.columns["deep_link_ms"] = now, true
		}
	})
}

// Refused notes that a launch was refused for what the LMS sent, or for what is known of it.
func (l *Ledger) Refused(id app.RegistrationID, code string) {
	l.fail(id, explainLaunch(code))
}

// Observe is for lti.ServicesConfig.
func (l *Ledger) Observe(reg lti.Registration, op string, err error) {
	id := app.RegistrationID(reg.ID)
	if err != nil {
		if f := explain(err); f.Code != "" {
			l.fail(id, f)
		}
		return
	}
	if op == "token" {
		l.note(id, func(n *note, now int64) { n.row.TokenMs, n.columns["token_ms"] = now, true })
	}
}

func (l *Ledger) fail(id app.RegistrationID, f Finding) {
	l.note(id, func(n *note, now int64) {
		n.urgent = n.urgent || n.code != f.Code
		n.code = f.Code
		n.row.FailureMs, n.row.FailureCode, n.row.FailureDetail = now, f.Code, f.Detail
		n.columns["failure_ms"], n.columns["failure_code"], n.columns["failure_detail"] = true, true, true
	})
}

func (l *Ledger) note(id app.RegistrationID, change func(n *note, now int64)) {
	if id == "" {
		return
	}
	l.mu.Lock()
	n := l.notes[id]
	if n == nil {
		if len(l.notes) >= ledgerMost {
			clear(l.notes)
		}
		n = &note{row: factsRow{RegistrationID: string(id)}, columns: map[string]bool{}, written: map[string]time.Time{}}
		l.notes[id] = n
	}
	now := l.clock()
	change(n, store.Millis(now))
	due := n.due(now)
	l.mu.Unlock()
	if due {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

// Run writes what was noted until ctx ends, and then the rest.
func (l *Ledger) Run(ctx context.Context) error {
	tick := time.NewTicker(ledgerEvery / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			l.flush(ctx, true)
			return nil
		case <-tick.C:
		case <-l.wake:
		}
		l.flush(ctx, false)
	}
}

// flush writes what is due, or everything. It goes on when ctx ends; what can't be written is tried again later.
func (l *Ledger) flush(ctx context.Context, all bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushPatience)
	defer cancel()
	type write struct {
		row     factsRow
		columns []string
	}
	var writes []write
	now := l.clock()
	l.mu.Lock()
	for _, n := range l.notes {
		if len(n.columns) == 0 || (!all && !n.due(now)) {
			continue
		}
		w := write{row: n.row}
		for c := range n.columns {
			w.columns = append(w.columns, c)
			n.written[c] = now
		}
		writes = append(writes, w)
		clear(n.columns)
		n.urgent = false
	}
	l.mu.Unlock()
	for _, w := range writes {
		if err := writeFacts(ctx, l.store, w.row, w.columns); err != nil {
			l.again(app.RegistrationID(w.row.RegistrationID), w.columns)
			l.log.Warn("state of a platform not kept", "registration", w.row.RegistrationID, "error", err)
		}
	}
}

// again marks what could not be written as not written.
func (l *Ledger) again(id app.RegistrationID, columns []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := l.notes[id]; n != nil {
		for _, c := range columns {
			n.columns[c] = true
		}
	}
}

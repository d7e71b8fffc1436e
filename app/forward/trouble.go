package forward

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/xapi"
)

// TroubleCode is a stable word for what is wrong with a destination.
type TroubleCode string

// The codes.
const (
	TroubleUnreachable TroubleCode = "unreachable" // no answer
	TroubleDown        TroubleCode = "down"        // it answers that it can't
	TroubleSlowDown    TroubleCode = "slow_down"   // it asks for time
	TroubleCredentials TroubleCode = "credentials" // 401, 403
	TroubleAddress     TroubleCode = "address"     // 3xx, 404, 405: no LRS there
	TroubleRefuses     TroubleCode = "refuses"     // it refuses everything, for another reason
	TroubleTLS         TroubleCode = "tls"
	TroublePrivate     TroubleCode = "private" // a private address, and Lectern's own is public
	TroubleSealed      TroubleCode = "sealed"  // its secrets can't be opened with this LECTERN_SECRET_KEY
)

// Trouble is what is wrong with a destination as a whole.
type Trouble struct {
	Code   TroubleCode
	Status int    // HTTP status; 0: no answer
	Said   string // the store's words, or those of the network
	// stops says that a person has to act: waiting doesn't mend it.
	stops bool
	after time.Duration // that the store asks for
}

// Pauses of a destination that a person has to see to: the store is asked again after the first, then at twice the
// distance each time.
const (
	pauseFirst = 5 * time.Minute
	PauseMost  = time.Hour
	backoffCap = 15 * time.Minute
	paceFirst  = 200 * time.Millisecond
	paceMost   = time.Minute
	paceLeast  = 25 * time.Millisecond // below it there is none
)

// Who paused a destination.
const (
	pausedByPerson = "person"
	pausedByStore  = "store"
)

// troubleOf reads an error of a client; ok is false where it is no trouble with the destination.
func troubleOf(err error) (t Trouble, ok bool) {
	if errors.Is(err, errSealed) {
		return Trouble{Code: TroubleSealed, stops: true}, true
	}
	var d *xapi.DestinationError
	if !errors.As(err, &d) {
		return Trouble{}, false
	}
	t = Trouble{Status: d.Status, Said: d.Text, stops: d.Kind == xapi.Paused, after: d.RetryAfter}
	if d.Err != nil {
		t.Said = d.Err.Error()
	}
	switch {
	case errors.Is(d.Err, lti.ErrPrivate):
		t.Code, t.stops = TroublePrivate, true
	case d.Kind == xapi.Throttled:
		t.Code = TroubleSlowDown
	case d.Kind == xapi.Unavailable && d.Status == 0:
		t.Code = TroubleUnreachable
	case d.Kind == xapi.Unavailable:
		t.Code = TroubleDown
	case d.Status == http.StatusUnauthorized || d.Status == http.StatusForbidden:
		t.Code = TroubleCredentials
	case d.Status/100 == 3 || d.Status == http.StatusNotFound || d.Status == http.StatusMethodNotAllowed || d.Status == http.StatusOK:
		t.Code = TroubleAddress
	case d.Status == 0:
		t.Code = TroubleTLS
	default:
		t.Code = TroubleRefuses
	}
	return t, true
}

// wait says how long a destination is left alone after so many troubles in a row, this one included.
func (s *Service) wait(t Trouble, inARow int64) time.Duration {
	switch {
	case t.after > 0:
		return min(t.after, PauseMost)
	case t.stops:
		return min(pauseFirst<<min(inARow-1, 8), PauseMost)
	}
	ceiling := backoffCap
	if n := inARow - 1; n < 10 {
		ceiling = min(ceiling, time.Second<<n)
	}
	return time.Duration(s.Rand() * float64(ceiling))
}

// slower and faster move the pace: halved by each time that the store asks to slow down, recovered slowly.
func slower(pace time.Duration) time.Duration { return min(max(2*pace, paceFirst), paceMost) }

func faster(pace time.Duration) time.Duration {
	if pace = pace * 9 / 10; pace < paceLeast {
		return 0
	}
	return pace
}

var (
	ids     = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)
	numbers = regexp.MustCompile(`[0-9]+`)
)

// reasonMost bounds a reason, in bytes.
const reasonMost = 200

// reason is what a store's words for one statement have in common with its words for others that have the same fault.
func reason(said string) string {
	r := numbers.ReplaceAllString(ids.ReplaceAllString(said, "…"), "#")
	if len(r) > reasonMost {
		r = strings.ToValidUTF8(r[:reasonMost], "")
	}
	return r
}

// fit is how large a batch a destination was seen to take.
type fit struct {
	most     int  // 0: as many as are set
	good     int  // batches of that size in a row
	tooLarge bool // a batch was, since learn
	accepted int  // the largest that was taken since learn
}

// growAfter is how many batches in a row have to go through before larger ones are tried.
const growAfter = 64

// Tally counts what this process did for a destination.
type Tally struct {
	Requests   map[int]int64 // POSTs by status; 0: no answer
	Seconds    float64       // that they took
	Statements int64         // that they carried
}

// observe learns from a request.
func (s *Service) observe(id DestinationID, e xapi.Exchange) {
	if e.Method != http.MethodPost {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tally[id]
	if t == nil {
		t = &Tally{Requests: map[int]int64{}}
		s.tally[id] = t
	}
	t.Requests[e.Status]++
	t.Seconds += e.Took.Seconds()
	t.Statements += int64(e.Statements)
	f := s.fitOf(id)
	switch {
	case e.Status == http.StatusRequestEntityTooLarge && e.Statements > 1:
		f.tooLarge = true
	case e.Status/100 == 2:
		f.accepted = max(f.accepted, e.Statements)
	}
}

func (s *Service) fitOf(id DestinationID) *fit {
	f := s.fits[id]
	if f == nil {
		f = &fit{}
		s.fits[id] = f
	}
	return f
}

// learn draws from a batch that has come to an end how large the next may be. Where one statement of it is too large by
// itself, it tells nothing of others.
func (s *Service) learn(id DestinationID, outcomes []xapi.Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.fitOf(id)
	for _, o := range outcomes {
		if o.State == xapi.Dead && o.Status == http.StatusRequestEntityTooLarge {
			f.tooLarge = false
		}
	}
	switch {
	case f.tooLarge && f.accepted > 0:
		f.most, f.good = f.accepted, 0
	case f.most > 0 && f.accepted >= f.most:
		if f.good++; f.good >= growAfter {
			f.most, f.good = 2*f.most, 0
		}
	}
	f.tooLarge, f.accepted = false, 0
}

// batchMost is how many statements the next batch may hold.
func (s *Service) batchMost(d Destination) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.fits[d.ID]; f != nil && f.most > 0 {
		return min(f.most, d.BatchMost)
	}
	return d.BatchMost
}

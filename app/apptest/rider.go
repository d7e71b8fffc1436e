package apptest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/livekit/devserver"
)

// joinEvery is how long a rider waits before it tries again to get into LiveKit.
const joinEvery = 250 * time.Millisecond

// Rider is a person's client without a browser that goes where the class sends it: a page, and a client of LiveKit with a
// microphone that makes its connection to the next room before it drops the one to the last, as the web client does. It
// comes back by itself when the app or LiveKit has died.
type Rider struct {
	*Page
	quiet   bool
	session app.SessionID
	tickets chan media.MediaTicket // capacity 1: the newest
	ctx     context.Context
	stop    context.CancelFunc
	done    chan struct{}

	mu       sync.Mutex
	place    string // where the last welcome says that the person is: "main" or a group
	arrivals []Arrival
	stirred  chan struct{} // closed and made anew with each arrival
	errors   []string
}

// Arrival is one coming into a LiveKit room.
type Arrival struct {
	Room string
	// Told is when the rider learnt where to go, Joined when its media were connected, Heard when it got the first sound of
	// somebody else there; zero: not yet.
	Told, Joined, Heard time.Time
}

// Ride opens a page of the session and enters the LiveKit room where the person is. A quiet rider has the microphone muted in
// the main room, as learners of a large class do.
func (c *Client) Ride(ledger *Ledger, seed uint64, session app.SessionID, quiet bool, address func(tries int) string) *Rider {
	c.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r := &Rider{session: session, quiet: quiet, tickets: make(chan media.MediaTicket, 1), ctx: ctx, stop: stop, done: make(chan struct{}), stirred: make(chan struct{})}
	c.t.Cleanup(r.Dismount)
	r.Page = c.openPage(ledger, seed, address, r.hear)
	go r.run()
	return r
}

// Dismount leaves LiveKit and closes the page.
func (r *Rider) Dismount() {
	r.stop()
	if r.Page != nil {
		<-r.done
		r.Page.Close()
	}
}

// hear takes frames of the page.
func (r *Rider) hear(kind string, frame []byte) {
	switch kind {
	case "media.ticket":
		var t media.MediaTicket
		if err := json.Unmarshal(frame, &t); err != nil {
			r.fail(err)
			return
		}
		r.send(t)
	case "welcome":
		var w live.Welcome
		if err := json.Unmarshal(frame, &w); err != nil {
			r.fail(err)
			return
		}
		if i := slices.IndexFunc(w.People, func(p live.Person) bool { return p.UserID == w.You.UserID }); i >= 0 {
			r.mu.Lock()
			r.place = w.People[i].Room
			r.mu.Unlock()
		}
	}
}

func (r *Rider) send(t media.MediaTicket) {
	select {
	case <-r.tickets: // an older one
	default:
	}
	r.tickets <- t
}

// Place is where the last welcome says that the person is.
func (r *Rider) Place() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.place
}

// Errors are what kept the rider from riding.
func (r *Rider) Errors() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.errors)
}

func (r *Rider) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ctx.Err() == nil {
		r.errors = append(r.errors, err.Error())
	}
}

// run keeps the rider in LiveKit.
func (r *Rider) run() {
	defer close(r.done)
	bot := r.enter(media.MediaTicket{})
	for {
		var broken, out <-chan struct{}
		if bot != nil {
			broken, out = bot.Broken(), bot.Done()
		}
		var next media.MediaTicket
		select {
		case <-r.ctx.Done():
			if bot != nil {
				bot.Leave()
			}
			return
		case next = <-r.tickets:
			r.wait(time.Duration(next.WaitMs) * time.Millisecond)
		case <-broken: // LiveKit has forgotten it
			bot.Leave()
			bot = nil
		case <-out:
			bot = nil
		}
		if joined := r.enter(next); joined != nil {
			if bot != nil {
				bot.Leave()
			}
			bot = joined
		}
	}
}

func (r *Rider) wait(d time.Duration) {
	select {
	case <-r.ctx.Done():
	case <-time.After(d):
	}
}

// enter joins by the ticket, or by one that it asks for, and tries until it is in; a newer ticket goes before.
func (r *Rider) enter(t media.MediaTicket) *devserver.Bot {
	told := time.Now().Add(-time.Duration(t.WaitMs) * time.Millisecond)
	for r.ctx.Err() == nil {
		ctx, cancel := context.WithTimeout(r.ctx, Wait)
		if t.Token == "" {
			joined, err := r.Client.TryJoin(ctx, r.session)
			if err != nil {
				cancel()
				r.wait(joinEvery)
				continue
			}
			t.LiveKit = joined.LiveKit
		}
		bot, err := devserver.Join(ctx, devserver.BotConfig{URL: t.URL, Token: t.Token, Microphone: true, Muted: r.quiet && t.Room == app.RoomName(r.session, "")})
		cancel()
		if err == nil {
			r.arrive(bot, Arrival{Room: t.Room, Told: told, Joined: time.Now()})
			return bot
		}
		r.wait(joinEvery)
		select {
		case t = <-r.tickets:
		default:
			t = media.MediaTicket{}
		}
	}
	return nil
}

// arrive notes an arrival, and then when the first sound comes.
func (r *Rider) arrive(bot *devserver.Bot, a Arrival) {
	r.mu.Lock()
	at := len(r.arrivals)
	r.arrivals = append(r.arrivals, a)
	r.stir()
	r.mu.Unlock()
	go func() {
		if bot.AwaitPackets(r.ctx, 1) != nil {
			return // it went on before
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.arrivals[at].Heard = time.Now()
		r.stir()
	}()
}

// stir wakes whoever waits; mu is held.
func (r *Rider) stir() {
	close(r.stirred)
	r.stirred = make(chan struct{})
}

// Await waits until the rider is in the LiveKit room and hears somebody there, having arrived after the time.
func (r *Rider) Await(ctx context.Context, room string, after time.Time) (Arrival, error) {
	for {
		r.mu.Lock()
		var last Arrival
		if n := len(r.arrivals); n > 0 {
			last = r.arrivals[n-1]
		}
		stirred := r.stirred
		r.mu.Unlock()
		if last.Room == room && !last.Heard.IsZero() && last.Joined.After(after) {
			return last, nil
		}
		select {
		case <-stirred:
		case <-ctx.Done():
			return last, fmt.Errorf("a rider is in %q since %v, not in %q: %w", last.Room, last.Joined, room, ctx.Err())
		}
	}
}

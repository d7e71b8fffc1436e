package live_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// replay applies what a client saw to its snapshot and returns who it believes to be there, or a problem.
func replay(welcome frame, frames []frame) (map[app.UserID]bool, error) {
	people := map[app.UserID]bool{}
	for _, p := range welcome.People {
		people[p.UserID] = true
	}
	at := welcome.Offset
	for _, f := range frames {
		if f.Offset == 0 || f.Type == "beat" {
			continue
		}
		if f.Offset <= at {
			return nil, fmt.Errorf("after %d comes %+v", at, f)
		}
		at = f.Offset
		switch f.Type {
		case "person.joined":
			if people[f.Person.UserID] {
				return nil, fmt.Errorf("%s joins twice", f.Person.UserID)
			}
			people[f.Person.UserID] = true
		case "person.left":
			if !people[f.UserID] {
				return nil, fmt.Errorf("%s leaves without being there", f.UserID)
			}
			delete(people, f.UserID)
		}
	}
	return people, nil
}

func TestEveryClientSeesOneStream(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	w := newSQLite(t)
	witness := w.dial("instructor:teacher")
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(seed, uint64(i)))
			user := fmt.Sprint("learner:u", rnd.IntN(12)) // some have several tabs
			for range 1 + rnd.IntN(5) {
				c, err := w.try(user)
				if err != nil {
					t.Error(err)
					return
				}
				var frames []frame
				for range rnd.IntN(4) {
					c.send(`{"type":"beat"}`)
					for {
						f, err := c.read()
						if err != nil {
							t.Error(err)
							return
						}
						frames = append(frames, f)
						if f.Type == "beat" {
							break
						}
					}
				}
				if rnd.IntN(2) == 0 {
					c.send(`{"type":"leave"}`)
				}
				if rnd.IntN(3) == 0 {
					_ = c.conn.CloseNow() // breaks
				} else {
					c.send(`{"type":"leave"}`)
					_, rest := c.closed()
					frames = append(frames, rest...)
				}
				if _, err := replay(c.welc, frames); err != nil {
					t.Errorf("%s: %v", user, err)
				}
			}
		})
	}
	wg.Wait()
	eventually(t, func() string {
		if n := w.Connected(session); n != 1 {
			return fmt.Sprint(n, " connected")
		}
		return ""
	})
	w.add(11 * time.Second) // nobody comes back
	witness.beat()
	eventually(t, func() string {
		if n := len(w.Users(session)); n != 1 {
			return fmt.Sprint(n, " are taken to be there")
		}
		return ""
	})
	w.end()
	people, err := replay(witness.welc, append(witness.seen, witness.wantClosed(4500)...))
	if err != nil || len(people) != 1 {
		t.Errorf("the witness believes %v to be there, %v", people, err)
	}
}

func TestTwoHundredSockets(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	const n = 200
	clients := make([]*client, n)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			var err error
			if clients[i], err = w.try(fmt.Sprint("learner:", i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	if got := w.Connected(session); got != n || w.Sockets() != n {
		t.Errorf("%d connected, %d sockets", got, w.Sockets())
	}
	w.SetMedia(false)
	w.SetMedia(true)
	w.end()
	for i, c := range clients {
		wg.Go(func() {
			code, frames := c.closed()
			if code != 4500 {
				t.Errorf("%d is closed with %d", i, code)
			}
			people, err := replay(c.welc, frames)
			if err != nil || len(people) != n || frames[len(frames)-1].Offset != n+1 {
				t.Errorf("%d: %d people, %v", i, len(people), err)
			}
		})
	}
	wg.Wait()
	eventually(t, func() string {
		if w.Sockets() != 0 || w.Connected(session) != 0 {
			return fmt.Sprint(w.Sockets(), " sockets are left")
		}
		return ""
	})
	if facts := w.facts(); len(facts) != 2*n {
		t.Errorf("%d facts", len(facts))
	}
}

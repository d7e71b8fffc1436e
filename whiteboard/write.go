package whiteboard

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// claimsEach is how many client ids one connection may claim: a page has one, and brings along those of its person's
// other pages.
const claimsEach = 32

// staged is an update, with the rights of the moment when it came. from is nil for those of the Bus.
type staged struct {
	from    *conn
	access  Access
	whole   bool // it is a step 2
	early   bool // the connection hasn't told yet what it has: a step 2 with all of it follows
	asked   bool // the Log was read again for it
	content []byte
	answer  func() // instead of an update: what the connection has asked for after its updates
}

// write takes an update or a step 2 in, if the connection may write (H2).
func (r *room) write(c *conn, m message) {
	early := !c.told
	c.told = c.told || m.sync == syncStep2
	if c.access == AccessNone {
		if u, err := r.store.Decode(m.data); err == nil && len(r.store.Lacks(u)) > 0 {
			c.send(deniedFrame("You may read this, and not write it."))
		}
		return
	}
	s := staged{from: c, access: c.access, whole: m.sync == syncStep2, early: early, content: m.data}
	r.await()
	if !r.flying {
		r.apply(s)
		return
	}
	if r.held+len(s.content) > r.hub.limits.Document {
		c.end(CloseUnavailable) // so many write that the gate doesn't suffice; the client keeps what it has
		return
	}
	r.staged = append(r.staged, s)
	r.hold(len(s.content))
}

// stage lets an update wait before the others that wait.
func (r *room) stage(s staged) {
	r.staged = slices.Insert(r.staged, 0, s)
	r.hold(len(s.content))
}

// unstage goes on with what waited, until the Log is called for one of them.
func (r *room) unstage() {
	waiting := r.staged
	r.staged = nil
	for i, s := range waiting {
		if r.flying {
			r.staged = append(r.staged, waiting[i:]...)
			return
		}
		r.hold(-len(s.content))
		if s.answer != nil {
			s.answer()
			continue
		}
		r.apply(s)
	}
}

// apply takes an update in, or refuses it as a whole and says why.
func (r *room) apply(s staged) {
	u, err := r.decode(s)
	if err == nil && s.from != nil && !r.authored(s, u) {
		return
	}
	var judge func(yjs.Change) error
	if s.access == AccessOwn {
		r.store.Index(elements)
		judge = r.judge(s.from.member.UserID, s.whole)
	}
	waiting, changed := r.store.Pending() > 0, false
	if err == nil {
		changed, err = r.store.ApplyIf(u, judge)
	}
	var denied refusal
	switch {
	case s.from == nil && err != nil:
		r.hub.logger.Warn("update of another process left away", "doc", r.doc, "error", err)
	case errors.As(err, &denied):
		r.refuse(s, denied)
	case errors.Is(err, yjs.ErrSize):
		s.from.end(CloseTooLarge)
	case err != nil:
		s.from.end(CloseInvalid)
	case changed:
		r.changed(s.from, waiting)
	}
}

// decode reads an update. What comes from a connection may not hold more structs than a person makes.
func (r *room) decode(s staged) (yjs.Update, error) {
	if s.from == nil {
		return yjs.Decode(s.content)
	}
	return r.store.Decode(s.content)
}

// changed follows what has changed the store. from is as in staged; what waited may have come along.
func (r *room) changed(from *conn, waiting bool) {
	r.whole = frame{}
	if from == nil && !r.dirty { // it was appended where it came from
		r.broadcast(r.store.Take())
		return
	}
	r.dirty = true
	r.authors[from] = true
	if waiting {
		r.authors[nil] = true
	}
	r.sendSoon()
}

// authored says whether every struct that the update adds has a client id of the connection's user (H12), and whether
// all is there that it deletes (H15). If not, the update is refused, or waits until the new ids are claimed.
func (r *room) authored(s staged, u yjs.Update) bool {
	if !r.store.Deletable(u) {
		r.refuse(s, refusedMissing)
		return false
	}
	var unclaimed []uint64
	for _, client := range r.store.Lacks(u) {
		switch r.owners[client] {
		case s.from.member.UserID:
		case "":
			unclaimed = append(unclaimed, client)
		default:
			r.refuse(s, "This was written by somebody else.")
			return false
		}
	}
	switch {
	case len(unclaimed) == 0:
		return true
	case s.from.claims+len(unclaimed) > claimsEach:
		r.refuse(s, "You write under too many client ids.")
	default:
		s.from.claims += len(unclaimed)
		r.claim(s, unclaimed)
	}
	return false
}

// claim asks the Log for client ids, and then goes on with the update.
func (r *room) claim(s staged, clients []uint64) {
	r.stage(s)
	owners := make(map[uint64]string, len(clients))
	r.fly(func(ctx context.Context) error {
		for _, client := range clients {
			owner, err := r.hub.log.Claim(ctx, r.doc, client, s.from.member.UserID)
			if err != nil {
				return fmt.Errorf("claim a client id: %w", err)
			}
			owners[client] = owner
		}
		return nil
	}, r.hub.limits.Retry, func(err error) {
		if err != nil {
			r.hub.logger.Error("author not kept", "doc", r.doc, "error", err)
			r.lose()
			return
		}
		for client, owner := range owners {
			r.owners[client] = owner
		}
	})
}

// refuse tells why an update isn't taken in. Where other processes serve the document too, the Log is read first: it may
// hold what the Bus hasn't brought yet (H16).
func (r *room) refuse(s staged, why refusal) {
	if why == refusedMissing && s.early && !s.whole {
		return // the step 2 holds it, and what it refers to (H15)
	}
	if r.hub.bus == nil || s.asked || !s.from.rereads.Allow() {
		s.from.send(deniedFrame(string(why)))
		return
	}
	s.asked = true
	r.stage(s)
	var kept Kept
	r.fly(func(ctx context.Context) (err error) {
		kept, err = r.hub.log.Load(ctx, r.doc)
		return err
	}, 0, func(err error) {
		if err != nil {
			r.hub.logger.Warn("document not read again", "doc", r.doc, "error", err)
			return
		}
		if r.takeKept(kept) {
			r.changed(nil, false)
		}
	})
}

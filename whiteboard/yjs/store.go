package yjs

import "cmp"

// Limits bound a Store. A zero field stands for that of DefaultLimits.
type Limits struct {
	UpdateBytes   int // of one update
	UpdateStructs int // of one update
	DocumentBytes int // of the whole, what the store needs for itself included
	Pending       int // structs that wait for missing ones
}

// DefaultLimits are for a document that a class works on.
var DefaultLimits = Limits{UpdateBytes: 4 << 20, UpdateStructs: 1 << 30, DocumentBytes: 64 << 20, Pending: 4096}

// What one struct and one deleted range cost beside their bytes.
const (
	structCost = 32
	rangeCost  = 16
)

// Store is one document as a server needs it.
type Store struct {
	limits  Limits
	blocks  blocks
	clients map[uint64]*known
	deletes deletes
	pending map[uint64][]piece // own bytes; by clock
	ranges  int                // deleted ranges, at least
	structs int
	index   *index // nil: not asked for

	taken StateVector // where a client stood at the last Take, if it has moved since
	fresh deletes     // deleted since; not normal
}

// known is what is known of one client: structs without gaps from clock 0 on.
type known struct {
	structs []place
	end     uint64
}

// place is where a struct stands in the blocks.
type place struct {
	clock, length uint64
	at            uint64 // in the blocks
	size          uint32
	home          home // where the index says that it is
}

// end is the address of what follows the struct in its block.
func (p *place) end() uint64 { return p.at + uint64(p.size) }

// New returns an empty Store.
func New(l Limits) *Store {
	l.UpdateBytes = cmp.Or(l.UpdateBytes, DefaultLimits.UpdateBytes)
	l.UpdateStructs = cmp.Or(l.UpdateStructs, DefaultLimits.UpdateStructs)
	l.DocumentBytes = cmp.Or(l.DocumentBytes, DefaultLimits.DocumentBytes)
	l.Pending = cmp.Or(l.Pending, DefaultLimits.Pending)
	return &Store{limits: l, clients: map[uint64]*known{}, deletes: deletes{}, pending: map[uint64][]piece{}, taken: StateVector{}, fresh: deletes{}}
}

// Size returns the bytes that the document takes.
func (s *Store) Size() int { return s.blocks.size + s.structs*structCost + s.ranges*rangeCost }

// Pending returns how many structs wait.
func (s *Store) Pending() int { return count(s.pending) }

func count(m map[uint64][]piece) int {
	n := 0
	for _, pieces := range m {
		n += len(pieces)
	}
	return n
}

// StateVector returns what the store has.
func (s *Store) StateVector() StateVector {
	sv := make(StateVector, len(s.clients))
	for client, k := range s.clients {
		sv[client] = k.end
	}
	return sv
}

func (s *Store) end(client uint64) uint64 {
	if k := s.clients[client]; k != nil {
		return k.end
	}
	return 0
}

// Apply takes an update in, or refuses it as a whole: ErrMalformed, ErrPending, ErrSize. It says whether the document
// has changed: structs that wait don't change it, and neither does what was known.
func (s *Store) Apply(b []byte) (changed bool, err error) {
	u, err := s.Decode(b)
	if err != nil {
		return false, err
	}
	return s.ApplyIf(u, nil)
}

// ApplyIf is Apply of what Decode has returned. Where judge isn't nil, it is asked about everything that the update
// would do, once Index was called: its error refuses the update as a whole, ErrLeave leaves a deleted range out (J1-J4).
func (s *Store) ApplyIf(u Update, judge func(Change) error) (changed bool, err error) {
	if u.size > s.limits.UpdateBytes {
		return false, ErrSize
	}
	p := s.plan(u)
	waiting, size, ranges := p.waiting(), s.Size(), 0
	for i := range p.accepted {
		size += len(p.accepted[i].raw) + structCost
	}
	for _, r := range u.deletes {
		ranges += len(r)
	}
	switch {
	case count(waiting) > s.limits.Pending:
		return false, ErrPending
	case size+ranges*rangeCost > s.limits.DocumentBytes:
		return false, ErrSize
	}
	deleted := u.deletes
	if judge != nil {
		if deleted, err = p.judge(waiting, deleted, judge); err != nil {
			return false, err
		}
	}
	for i := range p.accepted {
		s.put(p.accepted[i].client, &p.accepted[i].piece)
	}
	for _, pieces := range waiting {
		for i := range pieces {
			pieces[i].waited = true
		}
	}
	s.pending = waiting
	return s.delete(deleted) || len(p.accepted) > 0, nil
}

// put appends a struct that begins where the client's end is.
func (s *Store) put(client uint64, p *piece) {
	k := s.clients[client]
	if k == nil {
		k = &known{}
		s.clients[client] = k
	}
	if _, moved := s.taken[client]; !moved {
		s.taken[client] = k.end
	}
	at, size := s.blocks.put(len(p.raw), p.appendTo)
	k.structs = append(k.structs, place{p.clock, p.length, at, size, unknownHome})
	k.end = p.end()
	if s.index != nil {
		s.settle(client, p, &k.structs[len(k.structs)-1])
	}
	s.structs++
}

func (s *Store) delete(d deletes) bool {
	changed := false
	for client, ranges := range d {
		before := len(s.deletes[client])
		fresh := s.deletes.add(client, ranges)
		s.ranges += len(s.deletes[client]) - before
		if len(fresh) > 0 {
			changed = true
			s.fresh[client] = append(s.fresh[client], fresh...)
		}
	}
	return changed
}

// Lacks returns the clients of whom the update holds structs that the store hasn't, waiting ones not counted. Deleted
// ranges aren't looked at, because clients delete some that the store doesn't know of.
func (s *Store) Lacks(u Update) []uint64 {
	var clients []uint64
	for client, pieces := range u.pieces {
		if pieces[len(pieces)-1].end() > s.end(client) {
			clients = append(clients, client)
		}
	}
	return clients
}

// Deletable says whether everything that the update deletes is there, waits, or comes with it.
func (s *Store) Deletable(u Update) bool {
	for client, ranges := range u.deletes {
		end := s.end(client)
		for _, pieces := range [][]piece{u.pieces[client], s.pending[client]} {
			if n := len(pieces); n > 0 {
				end = max(end, pieces[n-1].end())
			}
		}
		if ranges[len(ranges)-1].to > end {
			return false
		}
	}
	return true
}

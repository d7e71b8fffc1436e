package yjs

import (
	"cmp"
	"slices"
)

// Diff returns an update of what the state vector lacks, and of every deleted range (D1, D2). A nil vector lacks all.
func (s *Store) Diff(sv StateVector) []byte { return s.encode(sv, s.deletes, false) }

// Take returns an update of what is new since Take was called last, or nil (D5). A Store that was loaded has its whole
// content as new until then.
func (s *Store) Take() []byte {
	if len(s.taken) == 0 && len(s.fresh) == 0 {
		return nil
	}
	for client, ranges := range s.fresh {
		s.fresh[client] = normal(ranges)
	}
	b := s.write(descending(s.taken), s.taken, s.fresh, false)
	s.taken, s.fresh = StateVector{}, deletes{}
	return b
}

// encode writes what sv lacks, and the deleted ranges; with what waits, where asked.
func (s *Store) encode(sv StateVector, d deletes, pending bool) []byte {
	var clients []uint64
	for client, k := range s.clients {
		if k.end > sv[client] {
			clients = append(clients, client)
		}
	}
	if pending {
		for client, pieces := range s.pending {
			if s.end(client) <= sv[client] && pieces[len(pieces)-1].end() > sv[client] {
				clients = append(clients, client)
			}
		}
	}
	slices.SortFunc(clients, func(a, b uint64) int { return cmp.Compare(b, a) })
	return s.write(clients, sv, d, pending)
}

// write writes what of the clients sv lacks, which is something of each.
func (s *Store) write(clients []uint64, sv StateVector, d deletes, pending bool) []byte {
	size := 16
	for _, client := range clients {
		if k := s.clients[client]; k != nil {
			size += 24 + k.bytesFrom(sv[client])
		}
	}
	b := appendNumber(make([]byte, 0, size), uint64(len(clients)))
	for _, client := range clients {
		var waiting []piece
		if pending {
			waiting = s.pending[client]
		}
		b = s.appendClient(b, client, sv[client], waiting)
	}
	return appendDeletes(b, d)
}

// bytesFrom returns about how many bytes the structs from the clock on have.
func (k *known) bytesFrom(clock uint64) int {
	n := 0
	for _, p := range k.structs[k.find(clock):] {
		n += int(p.size)
	}
	return n
}

// find returns the struct that holds the clock, or the number of structs.
func (k *known) find(clock uint64) int {
	i, _ := slices.BinarySearchFunc(k.structs, clock, func(p place, c uint64) int {
		if p.clock+p.length <= c {
			return -1
		}
		return 1
	})
	return i
}

// appendClient writes a client's structs from the clock on, then those that wait, with Skips over the gaps.
func (s *Store) appendClient(b []byte, client, from uint64, waiting []piece) []byte {
	var structs []place
	if k := s.clients[client]; k != nil {
		structs = k.structs[k.find(from):]
	}
	for len(waiting) > 0 && waiting[0].end() <= from {
		waiting = waiting[1:]
	}
	n, at := len(structs)+len(waiting), from
	if len(structs) == 0 {
		at = max(from, waiting[0].clock)
	} else {
		at = max(from, structs[0].clock)
	}
	first := at
	if len(structs) > 0 {
		at = s.end(client)
	}
	for _, p := range waiting {
		if p.clock > at {
			n++
		}
		at = max(at, p.end())
	}
	b = appendNumber(appendNumber(appendNumber(b, uint64(n)), client), first)
	if len(structs) > 0 && structs[0].clock < first {
		p := s.piece(client, structs[0])
		b = p.appendFrom(b, client, first-structs[0].clock)
		structs = structs[1:]
	}
	for len(structs) > 0 { // neighbours in a block are copied at once
		j := 1
		for j < len(structs) && structs[j].at == structs[j-1].end() {
			j++
		}
		b = append(b, s.blocks.bytes(structs[0].at, structs[j-1].end())...)
		structs = structs[j:]
	}
	return appendWaiting(b, client, max(first, s.end(client)), waiting)
}

func appendWaiting(b []byte, client, at uint64, waiting []piece) []byte {
	for i, p := range waiting {
		if i == 0 && p.clock < at {
			b = p.appendFrom(b, client, at-p.clock)
			at = p.end()
			continue
		}
		if p.clock > at {
			b = appendNumber(append(b, refSkip), p.clock-at)
		}
		b = p.appendTo(b)
		at = p.end()
	}
	return b
}

// piece reads a struct back.
func (s *Store) piece(client uint64, at place) piece {
	r := reader{b: s.blocks.bytes(at.at, at.end())}
	return r.piece(client, at.clock)
}

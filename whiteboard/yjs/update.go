package yjs

import (
	"cmp"
	"slices"
)

// StateVector says how many clocks of each client are known.
type StateVector map[uint64]uint64

// Update is a decoded update. It refers to the bytes that it was decoded from.
type Update struct {
	size    int
	pieces  map[uint64][]piece // of each client, by clock; no Skips
	deletes deletes
}

// Decode reads a whole update (R1), or returns ErrMalformed.
func Decode(b []byte) (Update, error) { return decode(b, maxInt) }

// Decode is as the function of that name, with the limits of the store: ErrSize.
func (s *Store) Decode(b []byte) (Update, error) {
	if len(b) > s.limits.UpdateBytes {
		return Update{}, ErrSize
	}
	return decode(b, s.limits.UpdateStructs)
}

func decode(b []byte, most int) (Update, error) {
	r := reader{b: b}
	u := Update{size: len(b), pieces: map[uint64][]piece{}, deletes: deletes{}}
	for n := r.number(); n > 0 && !r.bad; n-- {
		count, client, clock := r.number(), r.number(), r.number()
		pieces, sorted := u.pieces[client], len(u.pieces[client]) == 0
		for ; count > 0 && !r.bad; count-- {
			if most--; most < 0 {
				return Update{}, ErrSize
			}
			p := r.piece(client, clock)
			clock = p.end()
			if p.ref() != refSkip && !r.bad {
				pieces = append(pieces, p)
			}
		}
		if !sorted {
			pieces = inOrder(pieces)
		}
		if len(pieces) > 0 {
			u.pieces[client] = pieces
		}
	}
	for n := r.number(); n > 0 && !r.bad; n-- {
		client, count := r.number(), r.number()
		ranges := u.deletes[client]
		for ; count > 0 && !r.bad; count-- {
			from, length := r.number(), r.number()
			if length > maxNumber-from {
				r.fail()
			} else if length > 0 {
				ranges = append(ranges, span{from, from + length})
			}
		}
		if len(ranges) > 0 {
			u.deletes[client] = ranges
		}
	}
	for client, ranges := range u.deletes {
		u.deletes[client] = normal(ranges)
	}
	if r.bad || r.i != len(b) {
		return Update{}, ErrMalformed
	}
	return u, nil
}

func inOrder(pieces []piece) []piece {
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.clock, b.clock) })
	return pieces
}

// DecodeStateVector reads a state vector.
func DecodeStateVector(b []byte) (StateVector, error) {
	r := reader{b: b}
	sv := StateVector{}
	for n := r.number(); n > 0 && !r.bad; n-- {
		client, clock := r.number(), r.number()
		sv[client] = clock
	}
	if r.bad || r.i != len(b) {
		return nil, ErrMalformed
	}
	return sv, nil
}

// Encode writes the state vector.
func (sv StateVector) Encode() []byte {
	b := appendNumber(nil, uint64(len(sv)))
	for _, client := range descending(sv) {
		b = appendNumber(appendNumber(b, client), sv[client])
	}
	return b
}

// MergeUpdates returns one update that does what the updates do, in any order. What waits for something that none of
// them holds is in it too.
func MergeUpdates(updates ...[]byte) ([]byte, error) {
	s, err := storeOf(updates...)
	if err != nil {
		return nil, err
	}
	return s.encode(nil, s.deletes, true), nil
}

// StateVectorFromUpdate returns what a document has that got the update alone: from each client, the clocks from 0 on
// without a gap. What the structs refer to isn't asked for.
func StateVectorFromUpdate(b []byte) (StateVector, error) {
	u, err := Decode(b)
	if err != nil {
		return nil, err
	}
	sv := StateVector{}
	for client, pieces := range u.pieces {
		end := uint64(0)
		for _, p := range pieces {
			if p.clock > end {
				break
			}
			end = max(end, p.end())
		}
		if end > 0 {
			sv[client] = end
		}
	}
	return sv, nil
}

// DiffUpdate returns what of the update the state vector lacks, and all its deleted ranges.
func DiffUpdate(b []byte, sv StateVector) ([]byte, error) {
	s, err := storeOf(b)
	if err != nil {
		return nil, err
	}
	return s.encode(sv, s.deletes, true), nil
}

// storeOf takes updates into a store without limits but their own size.
func storeOf(updates ...[]byte) (*Store, error) {
	s := New(Limits{UpdateBytes: maxInt, DocumentBytes: maxInt, Pending: maxInt})
	for _, u := range updates {
		if _, err := s.Apply(u); err != nil {
			return nil, err
		}
	}
	return s, nil
}

const maxInt = int(^uint(0) >> 1)

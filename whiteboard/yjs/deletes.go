package yjs

import (
	"cmp"
	"slices"
)

// span is a range of clocks: from, and up to but without to.
type span struct{ from, to uint64 }

// deletes are the deleted clocks of each client, sorted and apart (A4).
type deletes map[uint64][]span

// fewRanges are put in one by one; more are merged in one walk.
const fewRanges = 8

// normal sorts ranges and joins those that touch.
func normal(ranges []span) []span {
	slices.SortFunc(ranges, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	out := ranges[:0]
	for _, r := range ranges {
		if n := len(out); n > 0 && r.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, r.to)
			continue
		}
		out = append(out, r)
	}
	return out
}

// add takes normal ranges of a client in and returns what of them is new.
func (d deletes) add(client uint64, ranges []span) (fresh []span) {
	old := d[client]
	fresh = subtract(ranges, old)
	switch {
	case len(fresh) == 0:
	case len(ranges) <= fewRanges:
		for _, r := range fresh {
			old = insert(old, r)
		}
		d[client] = old
	default:
		d[client] = normal(append(slices.Clone(old), ranges...))
	}
	return fresh
}

// insert puts one range into normal ranges.
func insert(old []span, r span) []span {
	i := after(old, r.from)
	j := i
	for j < len(old) && old[j].from <= r.to {
		r.from, r.to = min(r.from, old[j].from), max(r.to, old[j].to)
		j++
	}
	return slices.Replace(old, i, j, r)
}

// after returns the first range that ends at the clock or later.
func after(ranges []span, clock uint64) int {
	i, _ := slices.BinarySearchFunc(ranges, clock, func(s span, c uint64) int { return cmp.Compare(s.to, c) })
	return i
}

// subtract returns what of a isn't in b; both are normal.
func subtract(a, b []span) []span {
	var out []span
	if len(a) == 0 {
		return nil
	}
	i := after(b, a[0].from)
	for _, r := range a {
		for i < len(b) && b[i].to <= r.from {
			i++
		}
		from := r.from
		for j := i; j < len(b) && b[j].from < r.to; j++ {
			if b[j].from > from {
				out = append(out, span{from, b[j].from})
			}
			from = max(from, b[j].to)
			i = j
		}
		if from < r.to {
			out = append(out, span{from, r.to})
		}
	}
	return out
}

// has says whether the clock is deleted.
func has(ranges []span, clock uint64) bool {
	i := after(ranges, clock+1)
	return i < len(ranges) && ranges[i].from <= clock
}

// appendDeletes writes the set, highest client first.
func appendDeletes(b []byte, d deletes) []byte {
	b = appendNumber(b, uint64(len(d)))
	for _, client := range descending(d) {
		b = appendNumber(b, client)
		b = appendNumber(b, uint64(len(d[client])))
		for _, r := range d[client] {
			b = appendNumber(b, r.from)
			b = appendNumber(b, r.to-r.from)
		}
	}
	return b
}

func descending[V any](m map[uint64]V) []uint64 {
	keys := make([]uint64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b uint64) int { return cmp.Compare(b, a) })
	return keys
}

package yjs_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// num writes small numbers and longer ones as lib0 does.
func num(ns ...uint64) []byte {
	var b []byte
	for _, n := range ns {
		for ; n >= 0x80; n >>= 7 {
			b = append(b, byte(n)|0x80)
		}
		b = append(b, byte(n))
	}
	return b
}

func str(text string) []byte { return append(num(uint64(len(text))), text...) }

func cat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// update is one client's structs from the clock on, and nothing deleted.
func update(client, clock uint64, structs ...[]byte) []byte {
	return cat(num(1, uint64(len(structs)), client, clock), cat(structs...), num(0))
}

// first is a text at the beginning of the root type "t"; after follows a clock.
func first(text string) []byte { return cat([]byte{4}, num(1), str("t"), str(text)) }

func after(client, clock uint64, text string) []byte {
	return cat([]byte{0x84}, num(client, clock), str(text))
}

func deleted(client uint64, ranges ...uint64) []byte {
	return cat(num(0, 1, client, uint64(len(ranges)/2)), num(ranges...))
}

func root(ref byte, content ...[]byte) []byte {
	return cat([]byte{ref}, num(1), str("t"), cat(content...))
}

func TestR1_R2_R3_R4_R5_WhatIsRefused(t *testing.T) {
	t.Parallel()
	good := update(7, 0, first("abc"))
	for name, b := range map[string][]byte{
		"R1 nothing":                      {},
		"R1 breaks off":                   good[:len(good)-1],
		"R1 breaks off in a text":         good[:8],
		"R1 bytes after the end":          append(bytes.Clone(good), 0),
		"R1 good, then bad":               cat(num(2, 1, 7, 0), first("abc"), num(1, 6, 0), []byte{31}, num(0)),
		"R2 a kind above 10":              update(7, 0, []byte{11, 1}),
		"R2 an unknown type":              update(7, 0, root(7, num(7))),
		"R2 an unknown any-value":         update(7, 0, root(8, num(1), []byte{115})),
		"R2 an odd parent":                update(7, 0, cat([]byte{4}, num(2), str("t"), str("x"))),
		"R2 a document without options":   update(7, 0, root(9, str("id"), []byte{126})),
		"R3 no UTF-8":                     update(7, 0, first("\xff")),
		"R3 no UTF-8 in a key":            update(7, 0, cat([]byte{4}, num(1), str("\xc0"), str("x"))),
		"R3 no JSON":                      update(7, 0, root(5, str("{"))),
		"R3 no JSON in a mark":            update(7, 0, root(6, str("bold"), str("tru"))),
		"R3 no JSON in a list":            update(7, 0, root(2, num(1), str("'"))),
		"R3 no UTF-8 in an any-value":     update(7, 0, root(8, num(1), []byte{119}, str("\xff"))),
		"R4 an empty text":                update(7, 0, first("")),
		"R4 an empty GC":                  update(7, 0, []byte{0, 0}),
		"R4 a number above 2^53":          update(7, 0, cat([]byte{0}, num(1<<53))),
		"R4 a clock that passes 2^53":     update(7, 1<<53-2, cat([]byte{0}, num(5))),
		"R4 a range that passes 2^53":     deleted(7, 1<<53-2, 5),
		"R4 a number without an end":      update(7, 0, cat([]byte{0}, bytes.Repeat([]byte{0x80}, 9), []byte{1})),
		"R4 a count without structs":      num(1, 1<<40, 7, 0),
		"R4 a list longer than the bytes": update(7, 0, root(8, num(1<<50), []byte{126})),
		"R4 nested too deep":              update(7, 0, root(8, num(1), bytes.Repeat([]byte{117, 1}, 100), []byte{126})),
		"R5 refers to itself":             update(7, 0, after(7, 0, "x")),
		"R5 refers to later":              update(7, 0, first("a"), after(7, 9, "x")),
		"R5 is its own parent":            update(7, 0, cat([]byte{4}, num(0, 7, 0), str("x"))),
	} {
		s := store(t, good)
		before := s.Diff(nil)
		if changed, err := s.Apply(b); changed || !errors.Is(err, yjs.ErrMalformed) {
			t.Errorf("%s: changed %v, error %v", name, changed, err)
		}
		if diff := cmp.Diff(before, s.Diff(nil)); diff != "" {
			t.Errorf("%s: it changed something:\n%s", name, diff)
		}
	}
}

func TestR6_LengthsAreUTF16(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]uint64{"abc": 3, "é": 1, "日本": 2, "😀": 2, "a😀b": 4} {
		if got := store(t, update(1, 0, first(text))).StateVector()[1]; got != want {
			t.Errorf("%q has length %d, want %d", text, got, want)
		}
	}
}

func TestR7_AKeyWithoutParentIsCleared(t *testing.T) {
	t.Parallel()
	with := update(1, 0, first("a"), cat([]byte{0x84 | 0x20}, num(1, 0), str("b")))
	if diff := cmp.Diff(update(1, 0, first("a"), after(1, 0, "b")), store(t, with).Diff(nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestA1_OverlapsAreCut(t *testing.T) {
	t.Parallel()
	s := store(t, update(1, 0, first("abc")))
	if apply(t, s, update(1, 0, first("ab"))) {
		t.Error("what is known has changed the document")
	}
	if !apply(t, s, update(1, 0, first("abcde"))) {
		t.Error("what is new hasn't changed the document")
	}
	if diff := cmp.Diff(update(1, 0, first("abc"), after(1, 2, "de")), s.Diff(nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestA2_D4_WhatLacksSomethingWaits(t *testing.T) {
	t.Parallel()
	s := store(t)
	for _, u := range [][]byte{update(1, 3, after(1, 2, "d")), update(2, 0, after(1, 3, "x")), update(3, 0, cat([]byte{0x44}, num(2, 0), str("y")))} {
		if apply(t, s, u) {
			t.Error("what waits has changed the document")
		}
	}
	if got := s.Pending(); got != 3 {
		t.Errorf("%d structs wait, want 3", got)
	}
	if diff := cmp.Diff([]byte{0, 0}, s.Diff(nil)); diff != "" {
		t.Errorf("what waits was handed out:\n%s", diff)
	}
	if !apply(t, s, update(1, 0, first("abc"))) || s.Pending() != 0 {
		t.Errorf("%d structs still wait", s.Pending())
	}
	if diff := cmp.Diff(yjs.StateVector{1: 4, 2: 1, 3: 1}, s.StateVector()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestA3_A6_Limits(t *testing.T) {
	t.Parallel()
	s := yjs.New(yjs.Limits{UpdateBytes: 100, DocumentBytes: 200, Pending: 2})
	apply(t, s, update(1, 9, first("x"), after(1, 9, "y")))
	before := s.Size()
	for name, c := range map[string]struct {
		update []byte
		want   error
	}{
		"A3 one more that waits": {update(2, 9, first("x")), yjs.ErrPending},
		"A6 a large update":      {update(3, 0, first(strings.Repeat("x", 200))), yjs.ErrSize},
		"A6 many ranges":         {deleted(1, 0, 1, 2, 1, 4, 1, 6, 1, 8, 1, 10, 1, 12, 1, 14, 1, 16, 1, 18, 1, 20, 1, 22, 1, 24, 1, 26, 1), yjs.ErrSize},
	} {
		if _, err := s.Apply(c.update); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.Size() != before || s.Pending() != 2 {
		t.Error("what was refused changed something")
	}
}

// TestA4_ManyRangesAreSortedAtOnce fails by its time where ranges are added one by one.
func TestA4_ManyRangesAreSortedAtOnce(t *testing.T) {
	t.Parallel()
	const n = 400_000
	b := num(0, 1, 7, n)
	for i := uint64(n); i > 0; i-- {
		b = append(b, num(i*3, 1)...)
	}
	s := yjs.New(yjs.Limits{})
	start := time.Now()
	apply(t, s, b)
	if apply(t, s, b) {
		t.Error("the same ranges have changed the document")
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}

// TestA2_ManyClientsThatWaitForEachOther fails by its time where each is asked again and again.
func TestA2_ManyClientsThatWaitForEachOther(t *testing.T) {
	t.Parallel()
	const n = 100_000
	b := num(n)
	for i := uint64(n); i > 0; i-- {
		b = append(b, num(1, i, 0)...)
		if i == 1 {
			b = append(b, first("a")...)
			continue
		}
		b = append(b, after(i-1, 0, "a")...)
	}
	s := store(t, append(b, 0))
	if got := len(s.StateVector()); got != n {
		t.Errorf("%d clients are known, want %d", got, n)
	}
	s.Compact()
	if got := len(s.StateVector()); got != n {
		t.Errorf("%d clients are known after compacting, want %d", got, n)
	}
}

func TestD2_D3_ADiffCuts(t *testing.T) {
	t.Parallel()
	s := store(t, update(1, 0, first("a😀b")))
	for clock, want := range map[uint64][]byte{
		1: after(1, 0, "😀b"),
		2: after(1, 1, "\ufffdb"),
		3: after(1, 2, "b"),
	} {
		if diff := cmp.Diff(update(1, clock, want), s.Diff(yjs.StateVector{1: clock})); diff != "" {
			t.Errorf("from %d (-want +got):\n%s", clock, diff)
		}
	}
	if diff := cmp.Diff([]byte{0, 0}, s.Diff(yjs.StateVector{1: 4})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestD5_TakeGivesWhatIsNewOnce(t *testing.T) {
	t.Parallel()
	s := store(t, update(1, 0, first("ab")))
	if diff := cmp.Diff(update(1, 0, first("ab")), s.Take()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := s.Take(); got != nil {
		t.Errorf("nothing is new, but %x was given", got)
	}
	apply(t, s, update(1, 0, first("ab"), after(1, 1, "c"), after(1, 2, "d")))
	apply(t, s, deleted(1, 1, 2))
	want := cat(num(1, 2, 1, 2), after(1, 1, "c"), after(1, 2, "d"), num(1, 1, 1, 1, 2))
	if diff := cmp.Diff(want, s.Take()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestD4_MergedUpdatesHoldGaps(t *testing.T) {
	t.Parallel()
	merged := merge(t, update(1, 5, first("f")), update(1, 0, first("ab")))
	want := update(1, 0, first("ab"), []byte{10, 3}, first("f"))
	if diff := cmp.Diff(want, merged); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	sv, err := yjs.StateVectorFromUpdate(merged)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(yjs.StateVector{1: 2}, sv); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestC1_C2_Compacting(t *testing.T) {
	t.Parallel()
	typed := store(t, update(1, 0, first("a"), after(1, 0, "b"), after(1, 1, "c"), after(1, 2, "d")), deleted(1, 1, 2))
	typed.Compact()
	want := cat(num(1, 3, 1, 0), first("a"), []byte{0x81}, num(1, 0, 2), after(1, 2, "d"), num(1, 1, 1, 1, 2))
	if diff := cmp.Diff(want, typed.Diff(nil)); diff != "" {
		t.Errorf("C1, C2 (-want +got):\n%s", diff)
	}
	inside := store(t, update(1, 0, root(7, num(1)), cat([]byte{0x28}, num(0, 1, 0), str("k"), num(1), []byte{126}), cat([]byte{4}, num(0, 1, 0), str("xyz"))), deleted(1, 0, 1))
	inside.Compact()
	want = cat(num(1, 2, 1, 0), root(1, num(1)), []byte{0, 4}, num(1, 1, 1, 0, 5))
	if diff := cmp.Diff(want, inside.Diff(nil)); diff != "" {
		t.Errorf("C1 inside of a deleted type (-want +got):\n%s", diff)
	}
}

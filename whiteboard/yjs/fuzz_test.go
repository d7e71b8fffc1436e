package yjs_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

func seeds(f *testing.F) {
	f.Helper()
	for _, b := range [][]byte{
		{}, {0, 0}, update(1, 0, first("a😀b"), after(1, 3, "cd")), deleted(1, 0, 3, 5, 2),
		update(2, 3, after(1, 2, "x"), []byte{10, 4}, []byte{0, 3}), update(3, 0, root(7, num(1)), cat([]byte{0x28}, num(0, 3, 0), str("k"), num(1), []byte{126})),
		update(4, 0, root(2, num(2), str("undefined"), str("[1]"))), update(5, 0, root(9, str("id"), []byte{118, 0})), update(6, 0, root(6, str("bold"), str("true"))),
	} {
		f.Add(b, b)
	}
}

// FuzzApply: whatever comes never panics, and what is taken in can be handed out, compacted and taken in again (A5, C3).
func FuzzApply(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, a, b []byte) {
		limits := yjs.Limits{UpdateBytes: 1 << 16, DocumentBytes: 1 << 20, Pending: 64}
		s := yjs.New(limits)
		for _, u := range [][]byte{a, b, a} {
			before, waiting := s.Diff(nil), s.Pending()
			if _, err := s.Apply(u); err != nil && (!bytes.Equal(before, s.Diff(nil)) || waiting != s.Pending()) {
				t.Fatal("R1: what was refused changed something")
			}
		}
		if s.Size() > limits.DocumentBytes || s.Pending() > limits.Pending {
			t.Fatal("A3, A6: the limits don't hold")
		}
		sv := s.StateVector()
		for client, clock := range sv {
			sv[client] = clock / 2
		}
		check(t, s, sv)
		s.Compact()
		check(t, s, sv)
	})
}

// check takes what the store hands out into other stores.
func check(t *testing.T, s *yjs.Store, partly yjs.StateVector) {
	t.Helper()
	whole := yjs.New(yjs.Limits{DocumentBytes: 8 << 20})
	if _, err := whole.Apply(s.Diff(nil)); err != nil {
		t.Fatalf("D1: the diff is refused: %v", err)
	}
	if !bytes.Equal(whole.StateVector().Encode(), s.StateVector().Encode()) {
		t.Fatal("D1: the diff lacks something")
	}
	if _, err := whole.Apply(s.Diff(partly)); err != nil {
		t.Fatalf("D2: the cut diff is refused: %v", err)
	}
	if u := s.Take(); u != nil {
		if _, err := yjs.MergeUpdates(u, s.Diff(partly)); err != nil {
			t.Fatalf("D5: what was taken is refused: %v", err)
		}
	}
}

// FuzzUpdates: the functions over updates never panic, and their results can be read.
func FuzzUpdates(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, a, b []byte) {
		merged, err := yjs.MergeUpdates(a, b)
		if err != nil {
			return
		}
		again, err := yjs.MergeUpdates(merged)
		if err != nil {
			t.Fatalf("a merged update is refused: %v", err)
		}
		if !bytes.Equal(merged, again) {
			t.Fatal("merging again changes something")
		}
		sv, err := yjs.StateVectorFromUpdate(merged)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := yjs.DiffUpdate(merged, sv); err != nil {
			t.Fatalf("a diff of an update is refused: %v", err)
		}
		if _, err := yjs.DecodeStateVector(sv.Encode()); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzJudge: whatever comes, a judge that lets one client change what is inside of its own entry keeps that of another
// as it is, and so does every document that is made of it (J1, J2).
func FuzzJudge(f *testing.F) {
	element := func(key string) []byte { return cat([]byte{0x27}, num(1), str("elements"), str(key), num(1)) }
	field := func(client uint64, key string) []byte {
		return cat([]byte{0x28}, num(0, client, 0), str(key), num(1), []byte{126})
	}
	theirs := update(1, 0, element("a"), field(1, "x"))
	own := update(2, 0, element("b"), field(2, "x"))
	for _, b := range [][]byte{
		update(2, 2, field(2, "y")), update(2, 2, field(1, "y")), update(2, 2, cat([]byte{0x88}, num(1, 1, 1), []byte{126})),
		update(2, 2, cat([]byte{0xc8}, num(2, 1, 1, 1, 1), []byte{126})), deleted(1, 0, 2), deleted(2, 0, 2), update(2, 2, element("a")),
		update(2, 2, cat([]byte{0x87}, num(2, 0, 1))), update(2, 2, []byte{0, 3}), update(3, 0, cat([]byte{0x84}, num(1, 1), str("x"))),
	} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := store(t, theirs, own)
		s.Index("elements")
		before := s.Diff(yjs.StateVector{})
		u, err := s.Decode(b)
		if err != nil {
			return
		}
		_, err = s.ApplyIf(u, func(c yjs.Change) error {
			switch {
			case c.Kind == yjs.Waits || c.Client == 1 && c.Kind == yjs.Adds:
				return errRefused
			case c.Place.Kind == yjs.Nowhere, c.Place.Kind == yjs.Inside && c.Place.Entry.Client != 1 && (c.Right.Kind == yjs.Nowhere || c.Right == c.Place):
				return nil
			case c.Kind == yjs.Deletes && c.Place.Kind == yjs.Inside:
				return yjs.ErrLeave
			}
			return errRefused
		})
		if err != nil {
			if !bytes.Equal(before, s.Diff(yjs.StateVector{})) {
				t.Fatal("J1: what was refused changed something")
			}
			return
		}
		s.Compact()
		if at := s.PlaceAt(yjs.ID{Client: 1, Clock: 1}); at != (yjs.Place{Kind: yjs.Inside, Key: "a", Entry: yjs.ID{Client: 1}}) {
			t.Fatalf("J3: another's field is at %+v", at)
		}
		if got := s.Diff(yjs.StateVector{2: 1 << 50, 3: 1 << 50}); !bytes.Contains(got, theirs[2:len(theirs)-1]) {
			t.Fatalf("another's element has become %x", got)
		}
	})
}

var errRefused = errors.New("refused")

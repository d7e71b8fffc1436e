package whiteboard

import (
	"bytes"
	"testing"
)

// FuzzMessage: whatever a client sends never panics, and awareness that can be read can be written.
func FuzzMessage(f *testing.F) {
	for _, b := range [][]byte{{}, {0, 0, 1, 0}, {0, 2, 2, 0, 0}, {1, 6, 1, 7, 1, 2, '{', '}'}, {3}, {1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1}} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decodeMessage(b)
		if err != nil || m.kind != messageAwareness {
			return
		}
		entries, err := decodeAwareness(m.data)
		if err != nil {
			return
		}
		again, err := decodeAwareness(encodeAwareness(entries))
		if err != nil || len(again) != len(entries) {
			t.Fatalf("%d entries became %d: %v", len(entries), len(again), err)
		}
		for i := range entries {
			if entries[i].id != again[i].id || entries[i].clock != again[i].clock || !bytes.Equal(entries[i].state, again[i].state) {
				t.Fatal("an entry has changed")
			}
		}
	})
}

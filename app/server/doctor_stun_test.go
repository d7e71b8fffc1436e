package server

import (
	"context"
	"net"
	"testing"
	"time"
)

func TestSTUNWantsAnAnswerToItsOwnQuestion(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		answer func(request []byte) []byte // nil: none
		ok     bool
	}{
		"answer":           {func(r []byte) []byte { r[0], r[1] = 0x01, 0x01; return r }, true},
		"another question": {func(r []byte) []byte { r[19]++; return r }, false},
		"too short":        {func(r []byte) []byte { return r[:8] }, false},
		"silence":          {func([]byte) []byte { return nil }, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.ListenPacket("udp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				b := make([]byte, 1500)
				for {
					n, from, err := conn.ReadFrom(b)
					if err != nil {
						return // closed
					}
					if a := c.answer(b[:n]); a != nil {
						if _, err := conn.WriteTo(a, from); err != nil {
							return
						}
					}
				}
			}()
			t.Cleanup(func() {
				if err := conn.Close(); err != nil {
					t.Error(err)
				}
				<-done
			})
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := stun(ctx, conn.LocalAddr().String()); (err == nil) != c.ok {
				t.Errorf("stun: %v, want success %t", err, c.ok)
			}
		})
	}
}

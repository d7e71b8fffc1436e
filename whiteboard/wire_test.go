package whiteboard

import (
	"bytes"
	"net"
	"testing"
	"time"
)

func TestH7_NothingFollowsTheCloseFrame(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		own  []byte // what the socket writes itself
		want bool   // the frame after it is written
	}{
		"a pong":                    {[]byte{0x8a, 1, 8}, true},
		"a close frame":             {[]byte{0x88, 2, 3, 0xe8}, false},
		"a pong, and a close frame": {[]byte{0x8a, 1, 8, 0x88, 2, 3, 0xe8}, false},
		"a pong that is cut":        {[]byte{0x8a, 9, 8}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = listener.Close() }) // it has served
			here, err := net.Dial("tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			there, err := listener.Accept()
			if err != nil {
				t.Fatal(err)
			}
			w, frame := newWire(here), []byte{0x82, 1, 7}
			if _, err := w.Write(tc.own); err != nil {
				t.Fatal(err)
			}
			if n := w.try(frame); n != len(frame) {
				t.Errorf("%d bytes were taken", n)
			}
			if err := w.write(frame, time.Second); err != nil {
				t.Error(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if _, err := got.ReadFrom(there); err != nil {
				t.Fatal(err)
			}
			want := tc.own
			if tc.want {
				want = bytes.Join([][]byte{tc.own, frame, frame}, nil)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("the peer gets % x, want % x", got.Bytes(), want)
			}
		})
	}
}

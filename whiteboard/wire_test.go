package whiteboard

import (
	"bytes"
	"net"
	"slices"
	"testing"
	"time"
)

// pair returns both ends of a connection over the network.
func pair(t *testing.T) (here, there net.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() }) // it has served
	if here, err = net.Dial("tcp", listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if there, err = listener.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = here.Close(), there.Close() }) // they may be closed already
	return here, there
}

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
			here, there := pair(t)
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

// TestH7_AnAnswerToTheCloseFrameOfTheHub: the hub's code stands, and the socket's own close frame, which answers the
// peer's answer, is left out.
func TestH7_AnAnswerToTheCloseFrameOfTheHub(t *testing.T) {
	t.Parallel()
	here, there := pair(t)
	w := newWire(here)
	for range 2 {
		if err := w.end(CloseRate); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := w.Write([]byte{0x88, 2, 3, 0xe8}); n != 4 || err != nil {
		t.Errorf("%d bytes were written: %v", n, err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if _, err := got.ReadFrom(there); err != nil {
		t.Fatal(err)
	}
	if want := []byte{0x88, 2, 4004 >> 8, 4004 & 0xff}; !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the peer gets % x, want % x", got.Bytes(), want)
	}
}

// TestAwait: pongs end there, in how many pieces they may come, and everything else is for Read.
func TestAwait(t *testing.T) {
	t.Parallel()
	pong := []byte{0x8a, 0x83, 1, 2, 3, 4, 'a', 'b', 'c'}
	data := []byte{0x82, 0x81, 1, 2, 3, 4, 6}
	bare := []byte{0x8a, 1, 'a'} // of a peer that doesn't mask: the socket refuses it
	for name, tc := range map[string]struct{ sent, want []byte }{
		"data":                       {data, data},
		"a pong before data":         {slices.Concat(pong, data), data},
		"pongs before data":          {slices.Concat(pong, pong, []byte{0x8a, 0x80, 1, 2, 3, 4}, data), data},
		"a pong behind data":         {slices.Concat(data, pong), slices.Concat(data, pong)},
		"a part of a pong, and more": {pong[:7], pong[:7]},
		"a pong without a mask":      {slices.Concat(bare, data), slices.Concat(bare, data)},
		"more than waits at once":    {bytes.Repeat(data, 2000), bytes.Repeat(data, 2000)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			here, there := pair(t)
			w := newWire(here)
			if _, err := there.Write(tc.sent); err != nil {
				t.Fatal(err)
			}
			if err := there.Close(); err != nil {
				t.Fatal(err)
			}
			w.await()
			var got bytes.Buffer
			if _, err := got.ReadFrom(w); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), tc.want) {
				t.Errorf("read % x, want % x", got.Bytes(), tc.want)
			}
			w.await() // it doesn't wait for what won't come
		})
	}
}

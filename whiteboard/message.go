package whiteboard

import (
	"encoding/binary"
	"errors"
	"math"
)

// Messages of y-protocols.
const (
	messageSync           = 0
	messageAwareness      = 1
	messageAuth           = 2
	messageQueryAwareness = 3

	syncStep1  = 0
	syncStep2  = 1
	syncUpdate = 2
)

var errMessage = errors.New("whiteboard: not a message of the protocol (H7)")

// number reads a varUint and returns what follows it.
func number(b []byte) (uint64, []byte, error) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > 1<<53-1 {
		return 0, nil, errMessage
	}
	return n, b[size:], nil
}

// chunk reads bytes with their length before them.
func chunk(b []byte) (data, rest []byte, err error) {
	n, b, err := number(b)
	if err != nil || n > uint64(len(b)) {
		return nil, nil, errMessage
	}
	return b[:n], b[n:], nil
}

func appendChunk(b, data []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(data))), data...)
}

// message is a decoded message of a client.
type message struct {
	kind, sync uint64 // sync is that of a messageSync
	data       []byte
}

// writes says whether the message holds an update.
func (m message) writes() bool { return m.kind == messageSync && m.sync != syncStep1 }

func decodeMessage(b []byte) (message, error) {
	var m message
	var err error
	if m.kind, b, err = number(b); err != nil {
		return m, err
	}
	switch m.kind {
	case messageSync:
		if m.sync, b, err = number(b); err != nil || m.sync > syncUpdate {
			return m, errMessage
		}
	case messageAwareness:
	case messageQueryAwareness:
		return m, nil
	default:
		return m, errMessage
	}
	if m.data, b, err = chunk(b); err != nil || len(b) > 0 {
		return m, errMessage
	}
	return m, nil
}

// frame is a message as it goes over the wire, made once for all who get it: an unmasked binary frame of WebSocket (RFC
// 6455, 5.2), whose payload begins at head.
type frame struct {
	raw  []byte
	head int
}

func (f frame) payload() []byte { return f.raw[f.head:] }

// headMost is the longest head of a frame that isn't masked.
const headMost = 10

// body begins a message, framed makes it a frame.
func body(size int) []byte { return make([]byte, headMost, headMost+size) }

func framed(b []byte) frame {
	const binaryFinal = 0x82
	switch n := len(b) - headMost; {
	case n < 126:
		b = b[headMost-2:]
		b[0], b[1] = binaryFinal, byte(n)
		return frame{b, 2}
	case n <= math.MaxUint16:
		b = b[headMost-4:]
		b[0], b[1] = binaryFinal, 126
		binary.BigEndian.PutUint16(b[2:], uint16(n))
		return frame{b, 4}
	default:
		b[0], b[1] = binaryFinal, 127
		binary.BigEndian.PutUint64(b[2:], uint64(n))
		return frame{b, headMost}
	}
}

// pingFrame is a ping without a payload.
var pingFrame = frame{[]byte{0x89, 0}, 2}

func syncFrame(kind byte, data []byte) frame {
	return framed(appendChunk(append(body(len(data)+12), messageSync, kind), data))
}

func awarenessFrame(update []byte) frame {
	return framed(appendChunk(append(body(len(update)+12), messageAwareness), update))
}

// deniedFrame tells a client that it may not do that (y-protocols/auth).
func deniedFrame(reason string) frame {
	return framed(appendChunk(append(body(len(reason)+12), messageAuth, 0), []byte(reason)))
}

package whiteboard

import (
	"encoding/binary"
	"errors"
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

func syncFrame(kind byte, data []byte) []byte {
	return appendChunk(append(make([]byte, 0, len(data)+8), messageSync, kind), data)
}

func awarenessFrame(update []byte) []byte {
	return appendChunk(append(make([]byte, 0, len(update)+8), messageAwareness), update)
}

// deniedFrame tells a client that it may not do that (y-protocols/auth).
func deniedFrame(reason string) []byte {
	return appendChunk([]byte{messageAuth, 0}, []byte(reason))
}

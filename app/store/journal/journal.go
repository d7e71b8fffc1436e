// Package journal keeps entries in a file that is appended to and read once, when it is opened: what came last before a
// process was killed.
//
// A File is a sequence of frames: the length of the payload (4 bytes), its CRC-32C (4 bytes) and the payload, which is the
// entry's number (8 bytes), its time (8 bytes), the length of its key (2 bytes), the key and the body. All numbers are little
// endian. Numbers go up by one. The file ends with the first frame that isn't whole, or whose number isn't the next one.
//
// Durability: an append is one write. A killed process loses nothing of it; a power cut may.
// Concurrency: a File is for one goroutine at a time, and for one process: Open locks it.
// Allowed imports: the standard library.
package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"syscall"
)

// Entry is what is kept.
type Entry struct {
	Seq  uint64
	AtMs int64 // milliseconds since 1970
	Key  string
	Body []byte
}

// ErrLocked says that another process, or another File, has the file open.
var ErrLocked = errors.New("the file is in use")

const (
	headBytes = 8
	leadBytes = 18 // of a payload: number, time and the length of the key
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// File is one file of entries.
type File struct {
	f    *os.File
	size int64 // of what counts
}

// Open opens the file, makes it where there is none, and returns what is in it and how many bytes at its end aren't.
func Open(path string) (file *File, entries []Entry, torn int, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("open a journal: %w", err)
	}
	if err := lock(f); err != nil {
		return nil, nil, 0, errors.Join(fmt.Errorf("lock a journal: %w", err), f.Close())
	}
	all, err := read(f)
	if err != nil {
		return nil, nil, 0, errors.Join(fmt.Errorf("read a journal: %w", err), f.Close())
	}
	entries, size := parse(all)
	return &File{f: f, size: int64(size)}, entries, len(all) - size, nil
}

func read(f *os.File) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	all := make([]byte, info.Size())
	n, err := io.ReadFull(f, all)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil
	}
	return all[:n], err
}

// lock is released by the system when the file is closed, or the process ends.
func lock(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB) })
	if errors.Is(failed, syscall.EWOULDBLOCK) {
		failed = ErrLocked
	}
	return errors.Join(err, failed)
}

// parse returns the entries at the beginning of b, and how many bytes they take.
func parse(b []byte) (entries []Entry, size int) {
	for {
		e, n, ok := parseOne(b[size:])
		if !ok || len(entries) > 0 && e.Seq != entries[len(entries)-1].Seq+1 {
			return entries, size
		}
		entries = append(entries, e)
		size += n
	}
}

func parseOne(b []byte) (e Entry, size int, ok bool) {
	if len(b) < headBytes+leadBytes {
		return e, 0, false
	}
	length, sum := uint64(binary.LittleEndian.Uint32(b)), binary.LittleEndian.Uint32(b[4:])
	b = b[headBytes:]
	if length < leadBytes || length > uint64(len(b)) {
		return e, 0, false
	}
	payload := b[:length]
	keyEnd := leadBytes + int(binary.LittleEndian.Uint16(payload[16:]))
	if crc32.Checksum(payload, castagnoli) != sum || keyEnd > len(payload) {
		return e, 0, false
	}
	return Entry{
		Seq: binary.LittleEndian.Uint64(payload), AtMs: int64(binary.LittleEndian.Uint64(payload[8:])),
		Key: string(payload[leadBytes:keyEnd]), Body: payload[keyEnd:],
	}, headBytes + len(payload), true
}

// Append keeps an entry for each body, numbered from first on, and returns them: their bodies are copies. Of a failed
// Append the file may hold some until the next one, which is written over them.
func (f *File) Append(first uint64, key string, atMs int64, bodies ...[]byte) ([]Entry, error) {
	if len(key) > math.MaxUint16 {
		return nil, fmt.Errorf("append to a journal: a key of %d bytes", len(key))
	}
	total := 0
	for _, body := range bodies {
		if len(body) > math.MaxInt32 {
			return nil, fmt.Errorf("append to a journal: a body of %d bytes", len(body))
		}
		total += headBytes + leadBytes + len(key) + len(body)
	}
	b := make([]byte, 0, total)
	entries := make([]Entry, 0, len(bodies))
	for i, body := range bodies {
		start := len(b)
		b = binary.LittleEndian.AppendUint32(b, uint32(leadBytes+len(key)+len(body)))
		b = binary.LittleEndian.AppendUint32(b, 0)
		b = binary.LittleEndian.AppendUint64(b, first+uint64(i))
		b = binary.LittleEndian.AppendUint64(b, uint64(atMs))
		b = binary.LittleEndian.AppendUint16(b, uint16(len(key)))
		b = append(b, key...)
		b = append(b, body...)
		payload := b[start+headBytes:]
		binary.LittleEndian.PutUint32(b[start+4:], crc32.Checksum(payload, castagnoli))
		entries = append(entries, Entry{Seq: first + uint64(i), AtMs: atMs, Key: key, Body: payload[len(payload)-len(body) : len(payload) : len(payload)]})
	}
	if _, err := f.f.WriteAt(b, f.size); err != nil {
		return nil, fmt.Errorf("append to a journal: %w", err)
	}
	f.size += int64(len(b))
	return entries, nil
}

// Size is how many bytes the entries take.
func (f *File) Size() int64 { return f.size }

// Reset forgets all entries. Where it fails the file holds them still, and what is appended is written over them.
func (f *File) Reset() error {
	if f.size == 0 {
		return nil
	}
	f.size = 0
	if err := f.f.Truncate(0); err != nil {
		return fmt.Errorf("empty a journal: %w", err)
	}
	return nil
}

// Close lets others open the file.
func (f *File) Close() error { return f.f.Close() }

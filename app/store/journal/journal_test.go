package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/store/journal"
)

func open(t *testing.T, path string) (*journal.File, []journal.Entry, int) {
	t.Helper()
	f, entries, torn, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
	})
	return f, entries, torn
}

func add(t *testing.T, f *journal.File, first uint64, key string, bodies ...[]byte) []journal.Entry {
	t.Helper()
	entries, err := f.Append(first, key, int64(first)*10, bodies...)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// some are entries of every size that is special.
func some(t *testing.T, f *journal.File) []journal.Entry {
	t.Helper()
	all := add(t, f, 7, "page", []byte("a"), []byte{}, []byte("ccc"))
	all = append(all, add(t, f, 10, "", bytes.Repeat([]byte{0}, 70_000))...)
	return append(all, add(t, f, 11, strings.Repeat("k", 65_535), []byte{255})...)
}

func TestWhatWasAppendedIsThere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "j")
	f, none, _ := open(t, path)
	if len(none) != 0 || f.Size() != 0 {
		t.Fatalf("%d entries in a new file of %d bytes", len(none), f.Size())
	}
	body := []byte("mine")
	want := append(some(t, f), add(t, f, 12, "page", body)...)
	body[0] = 'd' // the caller's bytes are the caller's
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f, got, torn := open(t, path)
	if diff := cmp.Diff(want, got); diff != "" || torn != 0 || string(got[5].Body) != "mine" {
		t.Errorf("%d bytes are torn (-appended +read):\n%s", torn, diff)
	}
	more := add(t, f, 13, "page", []byte("more"))
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f, got, _ = open(t, path)
	if diff := cmp.Diff(append(want, more...), got); diff != "" {
		t.Errorf("appended again (-appended +read):\n%s", diff)
	}
	if err := f.Reset(); err != nil {
		t.Fatal(err)
	}
	first := add(t, f, 1, "page", []byte("x"))
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, got, _ = open(t, path); cmp.Diff(first, got) != "" {
		t.Errorf("after a reset: %v", got)
	}
}

// TestATornJournal cuts the file at every byte, and damages every byte: what comes before is there.
func TestATornJournal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "whole")
	f, _, _ := open(t, path)
	var want []journal.Entry
	var ends []int64
	for i := range uint64(4) {
		want = append(want, add(t, f, 5+i, "k", bytes.Repeat([]byte("b"), int(3*i)))...)
		ends = append(ends, f.Size())
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	complete := func(n int) (entries int) {
		for entries < len(ends) && ends[entries] <= int64(n) {
			entries++
		}
		return entries
	}
	check := func(name string, b []byte, entries int) {
		t.Helper()
		path := filepath.Join(dir, "torn")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		f, got, torn := open(t, path)
		if diff := cmp.Diff(want[:entries], append([]journal.Entry{}, got...)); diff != "" || int64(torn) != int64(len(b))-f.Size() {
			t.Fatalf("%s: %d bytes torn, size %d (-want +got):\n%s", name, torn, f.Size(), diff)
		}
		// It goes on after what is whole.
		next := add(t, f, 5+uint64(entries), "k", []byte("next"))
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		f, got, _ = open(t, path)
		if len(got) <= entries || cmp.Diff(next[0], got[entries]) != "" {
			t.Fatalf("%s: what was appended then is %v", name, got)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for n := range whole {
		check(fmt.Sprint("cut at ", n), whole[:n], complete(n))
		damaged := bytes.Clone(whole)
		damaged[n] ^= 0x40
		check(fmt.Sprint("damaged at ", n), damaged, complete(n))
	}
	// What is left of an earlier use of the file isn't taken for what follows.
	stale := bytes.Clone(whole)
	first := int(ends[0])
	f, _, _ = open(t, filepath.Join(dir, "new"))
	add(t, f, 9, "k", []byte{})
	b, err := os.ReadFile(filepath.Join(dir, "new"))
	if err != nil || len(b) != first {
		t.Fatal(len(b), err)
	}
	copy(stale, b)
	path = filepath.Join(dir, "stale")
	if err := os.WriteFile(path, stale, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, got, _ := open(t, path); len(got) != 1 || got[0].Seq != 9 {
		t.Errorf("%v", got)
	}
}

// TestADiskThatTakesNothing refuses, and loses nothing.
func TestADiskThatTakesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "full")
	if err := os.Symlink("/dev/full", path); err != nil {
		t.Fatal(err)
	}
	f, _, _ := open(t, path)
	if _, err := f.Append(1, "k", 0, []byte("x")); !errors.Is(err, syscall.ENOSPC) || f.Size() != 0 {
		t.Errorf("%v, %d bytes", err, f.Size())
	}
	if _, err := f.Append(1, strings.Repeat("k", 1<<16), 0, nil); err == nil {
		t.Error("a key that is too long was taken")
	}
}

func TestAJournalIsOpenOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "j")
	f, _, _ := open(t, path)
	if _, _, _, err := journal.Open(path); !errors.Is(err, journal.ErrLocked) {
		t.Errorf("twice: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path)
	if _, _, _, err := journal.Open(filepath.Join(path, "none")); err == nil {
		t.Error("a file below a file was opened")
	}
}

// FuzzOpen reads whatever a file holds. What it takes for entries is read alike once it is written again.
func FuzzOpen(f *testing.F) {
	path := filepath.Join(f.TempDir(), "seed")
	file, _, _, err := journal.Open(path)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := file.Append(3, "page", 5, []byte("one"), []byte("two")); err != nil {
		f.Fatal(err)
	}
	if err := file.Close(); err != nil {
		f.Fatal(err)
	}
	seed, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add(seed[:len(seed)-1])
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "j")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		_, entries, torn := open(t, path)
		again, _, _ := open(t, filepath.Join(t.TempDir(), "again"))
		for _, e := range entries {
			if _, err := again.Append(e.Seq, e.Key, e.AtMs, e.Body); err != nil {
				t.Fatal(err)
			}
		}
		if again.Size() != int64(len(b)-torn) {
			t.Errorf("%d bytes hold %d entries of %d bytes", len(b), len(entries), again.Size())
		}
	})
}

package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/store/journal"
)

// desk is a database with boards, whose process is killed again and again.
type desk struct {
	*Store
	t    *testing.T
	path string
	mu   sync.Mutex
	said bytes.Buffer
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, path: filepath.Join(t.TempDir(), "lectern.db")}
	d.start()
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	d.exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`)
	d.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES ('session', 'room', 'Algebra', 'live', 'ida', 1, 1)")
	for _, id := range []string{"a", "b"} {
		d.exec("INSERT INTO boards (id, session_id, kind, locked, compacted_ms, created_ms) VALUES (?, 'session', 'page', false, 0, 0)", id)
	}
	return d
}

// Write implements io.Writer, for the log.
func (d *desk) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.said.Write(p)
}

func (d *desk) says(text string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Contains(d.said.String(), text)
}

func (d *desk) start() {
	d.t.Helper()
	s, err := Open(d.t.Context(), "sqlite://"+d.path)
	if err != nil {
		d.t.Fatal(err)
	}
	d.Store = s
	if err := s.OpenAhead(d.t.Context(), slog.New(slog.NewTextHandler(d, nil))); err != nil {
		d.t.Fatal(err)
	}
}

// kill leaves everything as it is.
func (d *desk) kill() {
	d.t.Helper()
	d.ahead.stop()
	d.ahead.done.Wait()
	err := d.ahead.closeFiles()
	d.ahead = nil
	if err := errors.Join(err, d.Close()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) exec(sql string, args ...any) {
	d.t.Helper()
	if err := d.Store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) append(board string, updates ...string) {
	d.t.Helper()
	bodies := make([][]byte, len(updates))
	for i, u := range updates {
		bodies[i] = []byte(u)
	}
	if err := d.AppendUpdates(d.t.Context(), board, time.UnixMilli(7), bodies); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) settle() {
	d.t.Helper()
	if err := d.SettleUpdates(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// rows are what the table holds of a board.
func (d *desk) rows(board string) []string {
	d.t.Helper()
	rows := []string{}
	err := d.Read(d.t.Context()).Raw("SELECT body FROM board_updates WHERE board_id = ? AND at_ms = 7 AND NOT folded ORDER BY seq", board).Scan(&rows).Error
	if err != nil {
		d.t.Fatal(err)
	}
	return rows
}

func (d *desk) waiting(board string) []string {
	all := []string{}
	for _, u := range d.UpdatesAhead(board) {
		all = append(all, string(u))
	}
	return all
}

func (d *desk) want(board string, rows, waiting []string) {
	d.t.Helper()
	if diff := cmp.Diff(append([]string{}, rows...), d.rows(board)); diff != "" {
		d.t.Errorf("board %s, table (-want +got):\n%s", board, diff)
	}
	if diff := cmp.Diff(append([]string{}, waiting...), d.waiting(board)); diff != "" {
		d.t.Errorf("board %s, ahead of it (-want +got):\n%s", board, diff)
	}
}

func TestUpdatesAreAheadOfTheirTable(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.ahead.stop() // here they are moved by hand
	d.ahead.done.Wait()
	d.append("a", "1")
	d.append("b", "2", "3")
	d.append("a", "4")
	d.want("a", nil, []string{"1", "4"})
	d.want("b", nil, []string{"2", "3"})
	d.settle()
	d.want("a", []string{"1", "4"}, nil)
	d.want("b", []string{"2", "3"}, nil)
	d.settle()
	d.append("gone", "5") // its board was deleted meanwhile
	d.append("a", "6")
	d.settle()
	d.want("a", []string{"1", "4", "6"}, nil)
	for i := range 2 {
		if info, err := os.Stat(fmt.Sprintf("%s-ahead%d", d.path, i+1)); err != nil || info.Size() != 0 || info.Mode().Perm() != 0o600 {
			t.Errorf("journal %d: %v, %v", i+1, info, err)
		}
	}
	// Closing moves what waits.
	d.append("a", "7")
	for range 2 {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	d.start()
	d.want("a", []string{"1", "4", "6", "7"}, nil)
	if d.says("recovered") {
		t.Error("something was left for the next process")
	}
}

// TestUpdatesAreMovedByThemselves, in time and where they are many.
func TestUpdatesAreMovedByThemselves(t *testing.T) {
	t.Parallel()
	for name, update := range map[string]string{"few": "x", "many": strings.Repeat("x", aheadMove)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.append("a", update)
			look := time.NewTicker(5 * time.Millisecond)
			defer look.Stop()
			for len(d.waiting("a")) > 0 {
				<-look.C
			}
			if rows := d.rows("a"); len(rows) != 1 || rows[0] != update {
				t.Errorf("%d rows", len(rows))
			}
		})
	}
}

// TestAKillLosesNoUpdate kills at every point of a random course, and wants each update once and in order.
func TestAKillLosesNoUpdate(t *testing.T) {
	t.Parallel()
	for range 4 {
		seed := rand.Uint64()
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			r := rand.New(rand.NewPCG(seed, 1))
			want := map[string][]string{}
			kills := 0
			for i := range 300 {
				board := []string{"a", "b"}[r.IntN(2)]
				switch r.IntN(12) {
				default:
					updates := []string{fmt.Sprint(i)}
					for range r.IntN(3) {
						updates = append(updates, fmt.Sprint(i, " and ", len(updates)))
					}
					d.append(board, updates...)
					want[board] = append(want[board], updates...)
				case 0:
					d.settle()
				case 1:
					d.kill()
					d.start()
					kills++
				case 2: // after the commit, and before the journal is emptied
					files := d.files()
					d.settle()
					d.kill()
					for path, b := range files {
						if err := os.WriteFile(path, b, 0o600); err != nil {
							t.Fatal(err)
						}
					}
					d.start()
					kills++
				case 3: // in the middle of a write, which isn't acknowledged
					d.kill()
					d.tear()
					d.start()
					kills++
				}
			}
			d.settle()
			for _, board := range []string{"a", "b"} {
				d.want(board, want[board], nil)
			}
			if kills < 10 || !d.says("recovered") || !d.says("in the middle of one") {
				t.Errorf("%d kills", kills)
			}
		})
	}
}

func (d *desk) files() map[string][]byte {
	d.t.Helper()
	files := map[string][]byte{}
	for i := range 2 {
		path := fmt.Sprintf("%s-ahead%d", d.path, i+1)
		b, err := os.ReadFile(path)
		if err != nil {
			d.t.Fatal(err)
		}
		files[path] = b
	}
	return files
}

// tear leaves the half of an update at the end of a journal.
func (d *desk) tear() {
	d.t.Helper()
	path := d.path + "-ahead1"
	f, entries, _, err := journal.Open(path)
	if err != nil {
		d.t.Fatal(err)
	}
	next := uint64(1)
	if len(entries) > 0 {
		next = entries[len(entries)-1].Seq + 1
	}
	_, err = f.Append(next, "a", 7, []byte("torn"))
	if err := errors.Join(err, os.Truncate(path, f.Size()-2), f.Close()); err != nil {
		d.t.Fatal(err)
	}
}

// TestUpdatesWhileTheDatabaseIsFull keeps what was acknowledged, takes no more, and goes on where there is room.
func TestUpdatesWhileTheDatabaseIsFull(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.append("a", "1")
	d.settle()
	full := func() {
		t.Helper()
		var pages int
		if err := d.Store.Write(t.Context()).Raw("PRAGMA page_count").Scan(&pages).Error; err != nil {
			t.Fatal(err)
		}
		d.exec(fmt.Sprint("PRAGMA max_page_count = ", pages))
	}
	full()
	large := strings.Repeat("x", 100_000)
	d.append("a", large)
	refused := func() {
		t.Helper()
		if err := d.SettleUpdates(t.Context()); err == nil || !strings.Contains(err.Error(), "full") {
			t.Errorf("moved: %v", err)
		}
		if err := d.AppendUpdates(t.Context(), "b", time.UnixMilli(7), [][]byte{[]byte("no")}); err == nil || !strings.Contains(err.Error(), "full") {
			t.Errorf("appended: %v", err)
		}
		d.want("a", []string{"1"}, []string{large})
		d.want("b", nil, nil)
	}
	refused()
	if !d.says("not moved into the database") {
		t.Error("nothing is said of it")
	}
	d.kill()
	// The next process finds it as full.
	s, err := Open(t.Context(), "sqlite://"+d.path)
	if err != nil {
		t.Fatal(err)
	}
	d.Store = s
	full()
	if err := s.OpenAhead(t.Context(), slog.New(slog.NewTextHandler(d, nil))); err != nil {
		t.Fatal(err)
	}
	refused()
	d.exec("PRAGMA max_page_count = 1000000")
	for look := time.Tick(5 * time.Millisecond); len(d.waiting("a")) > 0; { // it is tried again
		<-look
	}
	full()
	d.append("b", large)
	d.exec("PRAGMA max_page_count = 1000000")
	d.append("b", "2")
	d.settle()
	d.want("a", []string{"1", large}, nil)
	d.want("b", []string{large, "2"}, nil)
	if !d.says("into the database again") {
		t.Error("nobody says that it goes on")
	}
}

// TestUpdatesThatAreMoreThanMayWait wait until there is room, and come into the table.
func TestUpdatesThatAreMoreThanMayWait(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var wg sync.WaitGroup
	const each = 3 << 20
	for _, board := range []string{"a", "b"} {
		wg.Go(func() {
			for i := range 8 {
				d.append(board, strings.Repeat(fmt.Sprint(i), each))
				d.ahead.mu.Lock()
				if size := d.ahead.parts[0].file.Size(); size > aheadMost+2*each {
					t.Errorf("%d bytes wait", size)
				}
				d.ahead.mu.Unlock()
			}
		})
	}
	wg.Wait()
	d.settle()
	for _, board := range []string{"a", "b"} {
		rows := d.rows(board)
		for i, row := range rows {
			if row != strings.Repeat(fmt.Sprint(i), each) {
				t.Errorf("row %d of %s is another one", i, board)
			}
		}
		if len(rows) != 8 {
			t.Errorf("%d rows of %s", len(rows), board)
		}
	}
}

// TestMoreUpdatesThanOneTransactionTakes come into the table in order, and those that are there when it becomes full stay.
func TestMoreUpdatesThanOneTransactionTakes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var want []string
	for i := range 4*aheadRows + 1 {
		want = append(want, fmt.Sprint(i, strings.Repeat(" ", 200)))
	}
	d.append("a", want[0])
	d.settle()
	var pages int
	if err := d.Store.Write(t.Context()).Raw("PRAGMA page_count").Scan(&pages).Error; err != nil {
		t.Fatal(err)
	}
	d.exec(fmt.Sprint("PRAGMA max_page_count = ", pages+60)) // room for a part of them
	d.append("a", want[1:]...)
	if err := d.SettleUpdates(t.Context()); err == nil {
		t.Error("all of it was moved")
	}
	moved := len(d.rows("a"))
	if moved <= aheadRows || moved >= len(want) {
		t.Fatalf("%d rows of %d are moved", moved, len(want))
	}
	d.want("a", want[:moved], want[moved:])
	d.kill()
	d.start() // without the limit
	d.want("a", want, nil)
}

// TestJournalsThatTakeNothing are on a disk that is full.
func TestJournalsThatTakeNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.append("a", "1")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for path := range d.files() {
		if err := errors.Join(os.Remove(path), os.Symlink("/dev/full", path)); err != nil {
			t.Fatal(err)
		}
	}
	// Both are one device, which two can't lock: one of them is enough here.
	if err := os.Remove(d.path + "-ahead2"); err != nil {
		t.Fatal(err)
	}
	d.start()
	for range 3 {
		if err := d.AppendUpdates(t.Context(), "a", time.UnixMilli(7), [][]byte{[]byte("2")}); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("appended: %v", err)
		}
	}
	d.want("a", []string{"1"}, nil)
	d.kill()
	if err := os.Remove(d.path + "-ahead1"); err != nil {
		t.Fatal(err)
	}
	d.start()
	d.append("a", "3")
	d.settle()
	d.want("a", []string{"1", "3"}, nil)
}

// TestASecondProcessWritesIntoTheTable: the journals are the first one's.
func TestASecondProcessWritesIntoTheTable(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.append("a", "1")
	second := &desk{t: t, path: d.path}
	second.start()
	t.Cleanup(func() {
		if err := second.Close(); err != nil {
			t.Error(err)
		}
	})
	if !second.says("another process") {
		t.Error("nothing is said of it")
	}
	second.append("b", "2")
	second.append("b", "3", "4")
	second.settle()
	second.want("b", []string{"2", "3", "4"}, nil)
	d.settle()
	d.want("a", []string{"1"}, nil)
	d.want("b", []string{"2", "3", "4"}, nil)
}

// TestSettlingEndsWithItsCaller where another one moves.
func TestSettlingEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.ahead.moving <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.SettleUpdates(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	<-d.ahead.moving
}

// TestADatabaseOfAnOlderBackup has counted less than its journals; one of another folder, more.
func TestADatabaseOfAnOlderBackup(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.append("a", "1")
	d.settle()
	d.exec("UPDATE board_updates_moved SET seq = 500")
	d.kill()
	d.start()
	d.append("a", "2")
	d.kill()
	d.start()
	d.want("a", []string{"1", "2"}, nil)
}

// TestAMoveThatIsSaidToHaveFailed and was committed all the same: what it moved isn't moved again.
func TestAMoveThatIsSaidToHaveFailed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.append("a", "1", "2")
	d.ahead.moving <- struct{}{} // nobody else moves
	d.ahead.mu.Lock()
	some := d.ahead.parts[0].entries[:1]
	d.ahead.mu.Unlock()
	if err := d.ahead.insert(t.Context(), some); err != nil {
		t.Fatal(err)
	}
	<-d.ahead.moving
	d.append("a", "3")
	d.settle()
	d.want("a", []string{"1", "2", "3"}, nil)
}

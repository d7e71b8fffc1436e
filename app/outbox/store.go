package outbox

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/lectern-classroom/lectern/app/store"
)

// The states of a row. A destination has a row of its own, stateDestination: lease_ms is until when a worker has it,
// next_ms until when it is held, attempts how many holds came in a row, last_error why.
const (
	statePending     = "pending"
	stateSending     = "sending"
	stateDone        = "done"
	stateDead        = "dead"
	stateSuperseded  = "superseded"
	stateDestination = "destination"
)

// row is a row of the table outbox. done_ms is when the message ended; on one that is pending, when a person put it
// back. lease_ms on one that is being sent is the lease of its worker and so names the worker: leases only grow.
type row struct {
	Seq         int64 `gorm:"primaryKey"`
	ID          string
	Topic       string
	Destination string
	CollapseKey string
	Payload     string
	State       string
	Attempts    int64
	NextMs      int64
	LeaseMs     int64
	LastError   string
	CreatedMs   int64
	DoneMs      int64
}

func (row) TableName() string { return "outbox" }

// key names one destination of a topic.
type key struct{ Topic, Destination string }

// id is the id of the destination's own row.
func (k key) id() string { return "destination/" + k.Topic + "/" + k.Destination }

// errLost says that the lease ended before the results were written.
var errLost = errors.New("lease lost")

// table is the table outbox.
type table struct{ s *store.Store }

func (t table) tx(ctx context.Context, fn func(context.Context) error) error { return t.s.Tx(ctx, fn) }

func (t table) insert(ctx context.Context, rows []row) error {
	return t.s.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, 500).Error
}

// of is the rows of a destination in a state.
func (t table) of(db *gorm.DB, k key, state string) *gorm.DB {
	return db.Model(&row{}).Where("topic = ? AND destination = ? AND state = ?", k.Topic, k.Destination, state)
}

// due lists destinations of the topics that have something to deliver, or leftovers of a worker that is gone, and that
// nobody has and nothing holds; those with the oldest messages first.
func (t table) due(ctx context.Context, topics []string, now time.Time, limit int) ([]key, error) {
	var keys []key
	ms := now.UnixMilli()
	// Each half has an index on (state, next_ms) to go by, however many messages were delivered long ago.
	err := t.s.Read(ctx).Raw(`SELECT o.topic, o.destination FROM (
			SELECT topic, destination, seq FROM outbox WHERE state = 'pending' AND next_ms <= ?
			UNION ALL SELECT topic, destination, seq FROM outbox WHERE state = 'sending') o
		LEFT JOIN outbox d ON d.topic = o.topic AND d.destination = o.destination AND d.state = 'destination'
		WHERE o.topic IN ? AND (d.seq IS NULL OR (d.lease_ms <= ? AND d.next_ms <= ?))
		GROUP BY o.topic, o.destination ORDER BY MIN(o.seq) LIMIT ?`, ms, topics, ms, ms, limit).Scan(&keys).Error
	return keys, err
}

// owes says whether the destination has something to deliver, or leftovers of a worker that is gone.
func (t table) owes(ctx context.Context, k key, now time.Time) (bool, error) {
	var found []int64
	err := t.s.Read(ctx).Model(&row{}).Where("topic = ? AND destination = ? AND (state = ? AND next_ms <= ? OR state = ?)",
		k.Topic, k.Destination, statePending, now.UnixMilli(), stateSending).Limit(1).Pluck("seq", &found).Error
	return len(found) > 0, err
}

// claim takes the destination until the lease ends and returns the messages to send now, in the order of seq. It
// returns none, and takes nothing, where another has it, it is held, or nothing is due.
func (t table) claim(ctx context.Context, k key, now, lease time.Time, batch int) ([]row, error) {
	var picked []row
	err := t.tx(ctx, func(ctx context.Context) error {
		db := t.s.Write(ctx)
		got, err := t.lock(db, k, now, lease)
		if err != nil || !got {
			return err
		}
		// Whatever is still being sent belongs to a worker whose lease is over.
		left := map[string]any{"state": statePending, "lease_ms": 0, "last_error": "interrupted"}
		if err := t.of(db, k, stateSending).Updates(left).Error; err != nil {
			return err
		}
		if picked, err = t.pick(db, k, now, batch); err != nil {
			return err
		}
		if len(picked) == 0 {
			return db.Model(&row{}).Where("id = ?", k.id()).Update("lease_ms", 0).Error
		}
		seqs := make([]int64, len(picked))
		for i := range picked {
			seqs[i] = picked[i].Seq
			picked[i].Attempts++
			picked[i].LeaseMs = lease.UnixMilli()
		}
		return db.Model(&row{}).Where("seq IN ?", seqs).Updates(map[string]any{
			"state": stateSending, "lease_ms": lease.UnixMilli(), "attempts": gorm.Expr("attempts + 1")}).Error
	})
	if err != nil {
		return nil, err
	}
	return picked, nil
}

// lock takes the destination's row, making it where it's the first time.
func (t table) lock(db *gorm.DB, k key, now, lease time.Time) (bool, error) {
	ms := now.UnixMilli()
	res := db.Model(&row{}).Where("id = ? AND lease_ms <= ? AND next_ms <= ?", k.id(), ms, ms).Update("lease_ms", lease.UnixMilli())
	if res.Error != nil || res.RowsAffected > 0 {
		return res.RowsAffected > 0, res.Error
	}
	res = db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row{
		ID: k.id(), Topic: k.Topic, Destination: k.Destination, Payload: "{}", State: stateDestination,
		LeaseMs: lease.UnixMilli(), CreatedMs: ms,
	})
	return res.RowsAffected > 0, res.Error
}

// pick reads the due messages and supersedes those that a newer one replaces, until there is something to send or
// nothing is due.
func (t table) pick(db *gorm.DB, k key, now time.Time, batch int) ([]row, error) {
	for {
		var rows []row
		err := t.of(db, k, statePending).Where("next_ms <= ?", now.UnixMilli()).Order("seq").Limit(max(batch, 100)).Find(&rows).Error
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		newest, err := t.newest(db, k, rows)
		if err != nil {
			return nil, err
		}
		picked := make([]row, 0, batch)
		replaced := map[string]bool{}
		for _, r := range rows {
			if last := newest[r.CollapseKey]; r.Seq < last {
				if replaced[r.CollapseKey] {
					continue
				}
				replaced[r.CollapseKey] = true
				err := t.of(db, k, statePending).Where("collapse_key = ? AND seq < ?", r.CollapseKey, last).
					Updates(map[string]any{"state": stateSuperseded, "done_ms": now.UnixMilli()}).Error
				if err != nil {
					return nil, err
				}
				continue
			}
			if len(picked) < batch {
				picked = append(picked, r)
			}
		}
		if len(picked) > 0 {
			return picked, nil
		}
	}
}

// newest returns the highest seq, among what is pending or done, of each collapse key in rows, which are in order.
func (t table) newest(db *gorm.DB, k key, rows []row) (map[string]int64, error) {
	var keys []string
	for _, r := range rows {
		if r.CollapseKey != "" {
			keys = append(keys, r.CollapseKey)
		}
	}
	newest := map[string]int64{}
	if len(keys) == 0 {
		return newest, nil
	}
	var found []struct {
		CollapseKey string
		Seq         int64
	}
	err := db.Raw(`SELECT collapse_key, MAX(seq) AS seq FROM outbox WHERE topic = ? AND destination = ?
		AND state IN ('pending', 'done') AND seq >= ? AND collapse_key IN ? GROUP BY collapse_key`,
		k.Topic, k.Destination, rows[0].Seq, keys).Scan(&found).Error
	for _, f := range found {
		newest[f.CollapseKey] = f.Seq
	}
	return newest, err
}

// move is what becomes of one message that was sent.
type move struct {
	row     row
	state   string
	uncount bool // the attempt
	next    time.Time
	cause   string
}

// settle writes the moves of a worker that still has its lease.
func (t table) settle(ctx context.Context, moves []move, now time.Time) error {
	db := t.s.Write(ctx)
	for _, m := range moves {
		set := map[string]any{"state": m.state, "lease_ms": 0, "last_error": m.cause}
		switch {
		case m.state != statePending:
			set["done_ms"] = now.UnixMilli()
		case m.uncount:
			set["attempts"] = m.row.Attempts - 1
			delete(set, "last_error")
		default:
			set["next_ms"] = m.next.UnixMilli()
		}
		res := db.Model(&row{}).Where("seq = ? AND state = ? AND lease_ms = ?", m.row.Seq, stateSending, m.row.LeaseMs).Updates(set)
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			return errLost
		}
	}
	return nil
}

// release gives the destination back, held until the given time after so many holds in a row before it; not held where
// that is negative.
func (t table) release(ctx context.Context, k key, lease int64, before int, until time.Time, cause string) error {
	set := map[string]any{"lease_ms": 0, "attempts": 0, "next_ms": 0, "last_error": ""}
	if before >= 0 {
		set = map[string]any{"lease_ms": 0, "attempts": before + 1, "next_ms": until.UnixMilli(), "last_error": cause}
	}
	return t.s.Write(ctx).Model(&row{}).Where("id = ? AND lease_ms = ?", k.id(), lease).Updates(set).Error
}

// holds returns how many holds of the destination came in a row.
func (t table) holds(ctx context.Context, k key) (int, error) {
	var rows []row
	err := t.s.Read(ctx).Where("id = ?", k.id()).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return int(rows[0].Attempts), nil
}

// revive makes dead messages pending again: those of the ids or, where there are none, those of the destination.
func (t table) revive(ctx context.Context, ids []string, k key, now time.Time) (int, error) {
	db := t.s.Write(ctx).Model(&row{}).Where("id IN ? AND state = ?", ids, stateDead)
	if ids == nil {
		db = t.of(t.s.Write(ctx), k, stateDead)
	}
	res := db.Updates(map[string]any{"state": statePending, "next_ms": now.UnixMilli(), "done_ms": now.UnixMilli()})
	return int(res.RowsAffected), res.Error
}

// resume ends a hold.
func (t table) resume(ctx context.Context, k key) error {
	return t.s.Write(ctx).Model(&row{}).Where("id = ?", k.id()).Updates(map[string]any{"next_ms": 0, "attempts": 0, "last_error": ""}).Error
}

type count struct {
	Topic, Destination, State string
	Count, OldestMs           int64
	LastError                 string
}

func (t table) counts(ctx context.Context) ([]count, error) {
	var counts []count
	err := t.s.Read(ctx).Raw(`SELECT g.*, COALESCE((SELECT e.last_error FROM outbox e WHERE g.state <> 'done' AND e.topic = g.topic
		AND e.destination = g.destination AND e.state = g.state AND e.last_error <> '' ORDER BY e.seq DESC LIMIT 1), '') AS last_error
		FROM (SELECT topic, destination, state, COUNT(*) AS count, MIN(created_ms) AS oldest_ms FROM outbox
		WHERE state <> 'destination' GROUP BY topic, destination, state) g ORDER BY g.topic, g.destination, g.state`).Scan(&counts).Error
	return counts, err
}

// held returns the rows of destinations that are held.
func (t table) held(ctx context.Context, now time.Time) ([]row, error) {
	var rows []row
	err := t.s.Read(ctx).Where("state = ? AND next_ms > ?", stateDestination, now.UnixMilli()).Find(&rows).Error
	return rows, err
}

// prune deletes what was done or superseded before the time, and the rows of destinations that nothing is left of.
func (t table) prune(ctx context.Context, before, now time.Time) error {
	db := t.s.Write(ctx)
	err := db.Where("state IN ? AND done_ms < ?", []string{stateDone, stateSuperseded}, before.UnixMilli()).Delete(&row{}).Error
	if err != nil {
		return err
	}
	return db.Exec(`DELETE FROM outbox WHERE state = 'destination' AND lease_ms <= ? AND next_ms <= ? AND NOT EXISTS (SELECT 1 FROM outbox o
		WHERE o.topic = outbox.topic AND o.destination = outbox.destination AND o.state <> 'destination')`, now.UnixMilli(), now.UnixMilli()).Error
}

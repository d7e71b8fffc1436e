package forward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// destinationRow is a row of forward_destinations: what a person said of a destination, and how it is doing. Of the
// environment's, the row has the latter alone.
type destinationRow struct {
	ID            string `gorm:"primaryKey"`
	Name          string
	Endpoint      string
	Version       string
	Auth          string
	Username      string
	Secret        string
	Identity      string
	AliasKey      string
	Names         bool
	Filter        string
	BatchMost     int64
	Enabled       bool
	Spoken        string // the version that auto led to
	PausedBy      string // "", person or store
	PausedMs      int64
	Trouble       string
	TroubleStatus int64
	TroubleSaid   string
	TroubleMs     int64
	Troubles      int64 // in a row
	NextMs        int64 // when it is tried again
	PaceMs        int64 // least distance of two batches
	GoodMs        int64 // when it last took something
	Batch         string
	BatchNo       int64 // of the batch in hand: whoever writes it must know it
	CreatedMs     int64
}

func (destinationRow) TableName() string { return "forward_destinations" }

func (r destinationRow) destination() (Destination, error) {
	d := Destination{ID: DestinationID(r.ID), Origin: OriginAdded, Name: r.Name, Endpoint: r.Endpoint, Version: Version(r.Version), Auth: Auth(r.Auth),
		Username: r.Username, Identity: Identity(r.Identity), Names: r.Names, BatchMost: int(r.BatchMost), Enabled: r.Enabled, secret: r.Secret, aliasKey: r.AliasKey}
	if err := json.Unmarshal([]byte(r.Filter), &d.Filter); err != nil {
		return d, fmt.Errorf("read the filter of a destination: %w", err)
	}
	return d, nil
}

func (s *Service) rows(ctx context.Context) ([]destinationRow, error) {
	var rows []destinationRow
	if err := s.Store.Read(ctx).Order("created_ms, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list destinations: %w", err)
	}
	return rows, nil
}

func (s *Service) row(ctx context.Context, id DestinationID) (destinationRow, error) {
	var row destinationRow
	return row, store.Found(s.Store.Read(ctx).Where("id = ?", string(id)).Limit(1).Find(&row))
}

// environmentRow is the row of the environment's destination, made where it is the first time.
func (s *Service) environmentRow(ctx context.Context) (destinationRow, error) {
	row, err := s.row(ctx, Environment)
	if !errors.Is(err, app.ErrNotFound) {
		return row, err
	}
	fresh := destinationRow{ID: string(Environment), Filter: "{}", Enabled: true, CreatedMs: store.Millis(s.Clock())}
	if err := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&fresh).Error; err != nil {
		return row, fmt.Errorf("keep the environment's destination: %w", err)
	}
	return s.row(ctx, Environment)
}

func (s *Service) insertDestination(ctx context.Context, d Destination, now time.Time) error {
	filter, err := json.Marshal(d.Filter)
	if err != nil {
		return fmt.Errorf("write the filter of a destination: %w", err)
	}
	row := destinationRow{ID: string(d.ID), Name: d.Name, Endpoint: d.Endpoint, Version: string(d.Version), Auth: string(d.Auth), Username: d.Username, Secret: d.secret,
		Identity: string(d.Identity), AliasKey: d.aliasKey, Names: d.Names, Filter: string(filter), BatchMost: int64(d.BatchMost), Enabled: d.Enabled, CreatedMs: store.Millis(now)}
	if err := s.Store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("add a destination: %w", err)
	}
	return nil
}

func (s *Service) updateDestination(ctx context.Context, d Destination) error {
	filter, err := json.Marshal(d.Filter)
	if err != nil {
		return fmt.Errorf("write the filter of a destination: %w", err)
	}
	return s.set(ctx, d.ID, map[string]any{"name": d.Name, "endpoint": d.Endpoint, "version": string(d.Version), "auth": string(d.Auth), "username": d.Username,
		"secret": d.secret, "filter": string(filter), "batch_most": d.BatchMost, "enabled": d.Enabled, "spoken": ""})
}

// set writes columns of a destination's row; app.ErrNotFound where there is none.
func (s *Service) set(ctx context.Context, id DestinationID, columns map[string]any) error {
	return store.Found(s.Store.Write(ctx).Model(&destinationRow{}).Where("id = ?", string(id)).Updates(columns))
}

func (s *Service) deleteDestination(ctx context.Context, id DestinationID) error {
	db := s.Store.Write(ctx)
	if err := db.Exec("DELETE FROM forward_deliveries WHERE destination_id = ?", string(id)).Error; err != nil {
		return fmt.Errorf("forget deliveries: %w", err)
	}
	return store.Found(db.Exec("DELETE FROM forward_destinations WHERE id = ?", string(id)))
}

// State is what became of a delivery.
type State string

// The states. Queued is the only one that isn't an end.
const (
	Queued    State = "queued"
	Delivered State = "delivered"
	Duplicate State = "duplicate" // the store had it already
	Refused   State = "refused"   // the store will not have it; a person decides
	Skipped   State = "skipped"   // the filter leaves it out
	Dropped   State = "dropped"   // was refused, and a person let it be
)

// The turns of what is queued: what may have arrived already, what is of today, what a back-fill brought.
const (
	turnTried = 0
	turnLive  = 1
	turnBulk  = 2
)

// deliveryRow is a row of forward_deliveries. Body is what goes out, "" where that is the statement's own bytes, or isn't
// rendered yet.
type deliveryRow struct {
	Seq           int64 `gorm:"primaryKey"`
	DestinationID string
	StatementID   string
	State         string
	Turn          int64
	Bulk          int64
	Body          string
	Status        int64
	Reason        string // of what was refused: what those of one error have in common
	Said          string // the store's words; they may quote the statement
	QueuedMs      int64
	DoneMs        int64
}

func (deliveryRow) TableName() string { return "forward_deliveries" }

// insert adds the deliveries that there aren't yet, and tells which statements those are of.
func (s *Service) insert(ctx context.Context, rows []deliveryRow) (map[string]bool, error) {
	added := map[string]bool{}
	if len(rows) == 0 {
		return added, nil
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.StatementID
	}
	var known []string
	db := s.Store.Write(ctx)
	for i := 0; i < len(ids); i += 500 {
		var part []string
		err := db.Model(&deliveryRow{}).Where("destination_id = ? AND statement_id IN ?", rows[0].DestinationID, ids[i:min(i+500, len(ids))]).Pluck("statement_id", &part).Error
		if err != nil {
			return nil, fmt.Errorf("look deliveries up: %w", err)
		}
		known = append(known, part...)
	}
	for _, id := range ids {
		added[id] = true
	}
	for _, id := range known {
		delete(added, id)
	}
	fresh := rows[:0:0]
	for _, r := range rows {
		if added[r.StatementID] {
			fresh = append(fresh, r)
		}
	}
	if len(fresh) == 0 {
		return added, nil
	}
	if err := db.Clauses(store.Ignore()).CreateInBatches(&fresh, 200).Error; err != nil {
		return nil, fmt.Errorf("keep deliveries: %w", err)
	}
	return added, nil
}

// waiting lists the destinations that have something queued.
func (s *Service) waiting(ctx context.Context) ([]DestinationID, error) {
	var ids []DestinationID
	err := s.Store.Read(ctx).Raw(`SELECT d.id FROM forward_destinations d
		WHERE EXISTS (SELECT 1 FROM forward_deliveries v WHERE v.destination_id = d.id AND v.state = 'queued')`).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("look for destinations with statements: %w", err)
	}
	return ids, nil
}

// pick returns the next deliveries in their order, of one turn: what may have arrived isn't mixed with what can't have.
func (s *Service) pick(ctx context.Context, id DestinationID, most int) ([]deliveryRow, error) {
	var rows []deliveryRow
	err := s.Store.Write(ctx).Where("destination_id = ? AND state = 'queued'", string(id)).Order("turn, seq").Limit(most).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("pick deliveries: %w", err)
	}
	for i, r := range rows {
		if r.Turn != rows[0].Turn {
			return rows[:i], nil
		}
	}
	return rows, nil
}

// numbered returns the deliveries with the numbers that are still queued, in the order of the numbers.
func (s *Service) numbered(ctx context.Context, id DestinationID, seqs []int64) ([]deliveryRow, error) {
	var rows []deliveryRow
	err := s.Store.Write(ctx).Where("destination_id = ? AND state = 'queued' AND seq IN ?", string(id), seqs).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read a batch: %w", err)
	}
	bySeq := make(map[int64]deliveryRow, len(rows))
	for _, r := range rows {
		bySeq[r.Seq] = r
	}
	list := make([]deliveryRow, 0, len(rows))
	for _, seq := range seqs {
		if r, ok := bySeq[seq]; ok {
			list = append(list, r)
		}
	}
	return list, nil
}

// freeze keeps the bytes of a delivery that were rendered late.
func (s *Service) freeze(ctx context.Context, seq int64, body string) error {
	return s.Store.Write(ctx).Model(&deliveryRow{}).Where("seq = ?", seq).Update("body", body).Error
}

// end writes that deliveries have ended. Those that ended before stay as they are.
func (s *Service) end(ctx context.Context, seqs []int64, state State, status int, reason, said string, now time.Time) error {
	for i := 0; i < len(seqs); i += 500 {
		err := s.Store.Write(ctx).Model(&deliveryRow{}).Where("seq IN ? AND state = 'queued'", seqs[i:min(i+500, len(seqs))]).
			Updates(map[string]any{"state": string(state), "status": status, "reason": reason, "said": said, "done_ms": store.Millis(now)}).Error
		if err != nil {
			return fmt.Errorf("end deliveries: %w", err)
		}
	}
	return nil
}

// turnOf gives deliveries that are queued another turn: tried, or the one they came with.
func (s *Service) turnOf(ctx context.Context, seqs []int64, tried bool) error {
	if len(seqs) == 0 {
		return nil
	}
	var turn any = gorm.Expr("1 + bulk")
	if tried {
		turn = turnTried
	}
	err := s.Store.Write(ctx).Model(&deliveryRow{}).Where("seq IN ? AND state = 'queued'", seqs).Update("turn", turn).Error
	if err != nil {
		return fmt.Errorf("put deliveries back: %w", err)
	}
	return nil
}

// errLost says that another worker has had the destination in hand meanwhile.
var errLost = errors.New("the destination is in other hands")

// advance writes columns of the row of a destination by whoever knows the number of the batch in hand, which grows.
func (s *Service) advance(ctx context.Context, id DestinationID, no int64, columns map[string]any) error {
	columns["batch_no"] = no + 1
	err := store.Found(s.Store.Write(ctx).Model(&destinationRow{}).Where("id = ? AND batch_no = ?", string(id), no).Updates(columns))
	if errors.Is(err, app.ErrNotFound) {
		return errLost
	}
	return err
}

// counts counts deliveries by state, and tells since when the oldest waits.
func (s *Service) counts(ctx context.Context, id DestinationID) (map[State]int64, time.Time, error) {
	var rows []struct {
		State string
		Count int64
	}
	db := s.Store.Read(ctx)
	if err := db.Raw("SELECT state, COUNT(*) AS count FROM forward_deliveries WHERE destination_id = ? GROUP BY state", string(id)).Scan(&rows).Error; err != nil {
		return nil, time.Time{}, fmt.Errorf("count deliveries: %w", err)
	}
	counts := make(map[State]int64, len(rows))
	for _, r := range rows {
		counts[State(r.State)] = r.Count
	}
	var oldest int64
	if counts[Queued] > 0 {
		err := db.Raw("SELECT COALESCE(MIN(queued_ms), 0) FROM forward_deliveries WHERE destination_id = ? AND state = 'queued'", string(id)).Scan(&oldest).Error
		if err != nil {
			return nil, time.Time{}, fmt.Errorf("look for the oldest delivery: %w", err)
		}
	}
	return counts, store.Time(oldest), nil
}

// endedSince counts what the store had or took since the time.
func (s *Service) endedSince(ctx context.Context, id DestinationID, since time.Time) (n int64, err error) {
	err = s.Store.Read(ctx).Raw("SELECT COUNT(*) FROM forward_deliveries WHERE destination_id = ? AND done_ms > ? AND state IN ('delivered', 'duplicate')",
		string(id), store.Millis(since)).Scan(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count deliveries: %w", err)
	}
	return n, nil
}

func (s *Service) refused(ctx context.Context, id DestinationID, reason string, after int64, most int) ([]deliveryRow, error) {
	var rows []deliveryRow
	db := s.Store.Read(ctx).Where("destination_id = ? AND state = 'refused' AND seq > ?", string(id), after)
	if reason != "" {
		db = db.Where("reason = ?", reason)
	}
	if err := db.Order("seq").Limit(most).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list refused statements: %w", err)
	}
	return rows, nil
}

// Reasons counts the refused statements of a destination by what they have in common, the most frequent first.
func (s *Service) Reasons(ctx context.Context, id DestinationID) ([]Reason, error) {
	var list []Reason
	err := s.Store.Read(ctx).Raw(`SELECT reason, MAX(status) AS status, COUNT(*) AS count FROM forward_deliveries
		WHERE destination_id = ? AND state = 'refused' GROUP BY reason ORDER BY COUNT(*) DESC, reason LIMIT 100`, string(id)).Scan(&list).Error
	if err != nil {
		return nil, fmt.Errorf("count refused statements: %w", err)
	}
	return list, nil
}

// rooms lists the classrooms that were used last.
func (s *Service) rooms(ctx context.Context, most int) ([]app.Classroom, error) {
	var rows []struct{ ID, RegistrationID, Title, CourseTitle string }
	err := s.Store.Read(ctx).Raw("SELECT id, registration_id, title, course_title FROM classrooms ORDER BY updated_ms DESC, id LIMIT ?", most).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list classrooms: %w", err)
	}
	list := make([]app.Classroom, len(rows))
	for i, r := range rows {
		list[i] = app.Classroom{ID: app.ClassroomID(r.ID), Registration: app.RegistrationID(r.RegistrationID), Title: r.Title, CourseTitle: r.CourseTitle}
	}
	return list, nil
}

// RefusedByStatus counts the refused statements of a destination by the store's answer.
func (s *Service) RefusedByStatus(ctx context.Context, id DestinationID) (map[int]int64, error) {
	var rows []struct{ Status, Count int64 }
	err := s.Store.Read(ctx).Raw("SELECT status, COUNT(*) AS count FROM forward_deliveries WHERE destination_id = ? AND state = 'refused' GROUP BY status", string(id)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count refused statements: %w", err)
	}
	byStatus := make(map[int]int64, len(rows))
	for _, r := range rows {
		byStatus[int(r.Status)] = r.Count
	}
	return byStatus, nil
}

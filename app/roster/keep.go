package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// rowsAtOnce bounds the rows of one statement.
const rowsAtOnce = 200

type membershipRow struct {
	ClassroomID, UserID, Role, Status string
	ListedMs, SinceMs, UntilMs        int64
	ListedRole, GroupIDs              string
}

type stateRow struct {
	ClassroomID   string `gorm:"primaryKey"`
	UsedMs        int64
	DueMs         int64
	TriedMs       int64
	Cause         string
	Listed        int64
	Failures      int64
	FailedMs      int64
	Failure       string
	FailureStatus int64
	GroupsFrom    string
	GroupsFailure string
}

func (stateRow) TableName() string { return "rosters" }

// disbelieved says that a list which lacked most people was seen long enough ago to be believed now.
func (r stateRow) disbelieved(nowMs int64) bool {
	return r.Failure == failureShrunk && nowMs-r.FailedMs >= believe.Milliseconds()
}

type changeRow struct {
	ID          int64 `gorm:"primaryKey"`
	ClassroomID string
	UserID      string
	Kind        string
	RoleBefore  string
	RoleAfter   string
	AtMs        int64
}

func (changeRow) TableName() string { return "roster_changes" }

type groupRow struct{ ClassroomID, ID, Name, Tag, SetID, SetName string }

func (groupRow) TableName() string { return "course_groups" }

// state returns how the refreshing of a list goes; the zero value where nothing is known.
func (s *Service) state(ctx context.Context, room app.ClassroomID) (stateRow, error) {
	row := stateRow{ClassroomID: string(room)}
	if err := s.Store.Read(ctx).Limit(1).Find(&row, "classroom_id = ?", room).Error; err != nil {
		return row, fmt.Errorf("read how a roster is doing: %w", err)
	}
	row.ClassroomID = string(room)
	return row, nil
}

// lockState is state for a transaction that changes it, of which there is one at a time.
func (s *Service) lockState(ctx context.Context, room app.ClassroomID) (stateRow, error) {
	err := s.Store.Write(ctx).Exec("INSERT INTO rosters (classroom_id) VALUES (?) ON CONFLICT (classroom_id) DO UPDATE SET classroom_id = excluded.classroom_id", room).Error
	if err != nil {
		return stateRow{}, fmt.Errorf("lock a roster: %w", err)
	}
	return s.state(ctx, room)
}

func (s *Service) putState(ctx context.Context, row stateRow) error {
	if err := s.Store.Write(ctx).Save(&row).Error; err != nil {
		return fmt.Errorf("keep how a roster is doing: %w", err)
	}
	return nil
}

// used remembers that the classroom is in use.
func (s *Service) used(ctx context.Context, room app.ClassroomID, at time.Time) error {
	err := s.Store.Write(ctx).Exec(`INSERT INTO rosters (classroom_id, used_ms, due_ms) VALUES (?, ?, ?)
		ON CONFLICT (classroom_id) DO UPDATE SET used_ms = excluded.used_ms`, room, store.Millis(at), store.Millis(at.Add(s.jittered(everyUse)))).Error
	if err != nil {
		return fmt.Errorf("keep that a classroom is in use: %w", err)
	}
	return nil
}

type dueRow struct {
	ClassroomID    app.ClassroomID
	RegistrationID app.RegistrationID
	DueMs          int64
}

// takeDue returns the lists that are due and whose classrooms are in use, the longest due first, and leaves them to the
// caller for a while.
func (s *Service) takeDue(ctx context.Context, now time.Time, most int) ([]dueRow, error) {
	var due, taken []dueRow
	err := s.Store.Read(ctx).Raw(`SELECT r.classroom_id, c.registration_id, r.due_ms FROM rosters r JOIN classrooms c ON c.id = r.classroom_id
		WHERE r.due_ms <= ? AND r.used_ms >= ? AND c.memberships_url <> '' ORDER BY r.due_ms, r.classroom_id LIMIT ?`,
		store.Millis(now), store.Millis(now.Add(-inUse)), most).Scan(&due).Error
	if err != nil {
		return nil, fmt.Errorf("find rosters that are due: %w", err)
	}
	for _, d := range due {
		db := s.Store.Write(ctx).Exec("UPDATE rosters SET due_ms = ? WHERE classroom_id = ? AND due_ms = ?", store.Millis(now.Add(s.jittered(timerLease))), d.ClassroomID, d.DueMs)
		if db.Error != nil {
			return taken, fmt.Errorf("take a roster that is due: %w", db.Error)
		}
		if db.RowsAffected == 1 {
			taken = append(taken, d)
		}
	}
	return taken, nil
}

// putOff lets lists be due at a later time.
func (s *Service) putOff(ctx context.Context, rooms []app.ClassroomID, until time.Time) error {
	if len(rooms) == 0 {
		return nil
	}
	if err := s.Store.Write(ctx).Exec("UPDATE rosters SET due_ms = ? WHERE classroom_id IN ?", store.Millis(until), rooms).Error; err != nil {
		return fmt.Errorf("put rosters off: %w", err)
	}
	return nil
}

// keepSuccess remembers that the list came that was asked for then.
func (s *Service) keepSuccess(ctx context.Context, room app.ClassroomID, state stateRow, l listing, by Cause, asked time.Time) error {
	now := store.Millis(asked)
	state.TriedMs, state.Cause, state.Listed = now, string(by), int64(len(l.members))
	state.Failures, state.Failure, state.FailureStatus = 0, "", 0
	state.DueMs = now + s.jittered(everyUse).Milliseconds()
	if state.GroupsFailure = l.groupsFailure; l.groupsFailure == "" {
		state.GroupsFrom = string(l.grouped)
	}
	if err := s.putState(ctx, state); err != nil {
		return err
	}
	if err := s.Store.Write(ctx).Exec("UPDATE classrooms SET roster_ms = ? WHERE id = ?", now, room).Error; err != nil {
		return fmt.Errorf("mark a roster as fresh: %w", err)
	}
	return nil
}

// knownOf returns everybody who is or was of the classroom, as they are kept.
func (s *Service) knownOf(ctx context.Context, room app.ClassroomID) ([]known, error) {
	var rows []known
	err := s.Store.Read(ctx).Raw(`SELECT u.*, m.role, m.status, m.launched_ms, m.listed_ms, m.since_ms, m.listed_role, m.group_ids
		FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.classroom_id = ?`, room).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read who is known of a course: %w", err)
	}
	return rows, nil
}

// keepPeople makes persons of those who are new, keeps what is new of the others, and returns the ids by subject.
func (s *Service) keepPeople(ctx context.Context, l listing, had []known, now int64) (map[string]app.UserID, error) {
	rows := make(map[string]userRow, len(l.members))
	for _, k := range had {
		if k.User.Issuer == l.issuer {
			rows[k.User.Subject] = k.User
		}
	}
	var others []string
	for _, m := range l.members {
		if _, has := rows[m.UserID]; !has && m.UserID != "" {
			others = append(others, m.UserID)
		}
	}
	if err := s.readPeople(ctx, l.issuer, others, rows); err != nil {
		return nil, err
	}
	var fresh []userRow
	for _, m := range l.members {
		p := app.Person{Issuer: l.issuer, Subject: m.UserID, Name: nameOf(m), Email: clip(m.Email, mailMost)}
		old, has := rows[m.UserID]
		row := merged(old, p)
		switch {
		case m.UserID == "":
		case !has:
			row.ID, row.Issuer, row.Subject, row.UpdatedMs = app.NewID(), p.Issuer, p.Subject, now
			fresh = append(fresh, row)
		case row != old:
			row.UpdatedMs = now
			if err := s.Store.Write(ctx).Save(&row).Error; err != nil {
				return nil, fmt.Errorf("keep a person: %w", err)
			}
		}
	}
	for some := range slices.Chunk(fresh, rowsAtOnce) {
		if err := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&some).Error; err != nil {
			return nil, fmt.Errorf("keep persons: %w", err)
		}
	}
	if len(fresh) > 0 { // of those whom somebody else kept at the same time, theirs are the ids
		if err := s.readPeople(ctx, l.issuer, others, rows); err != nil {
			return nil, err
		}
	}
	ids := make(map[string]app.UserID, len(rows))
	for subject, row := range rows {
		ids[subject] = app.UserID(row.ID)
	}
	return ids, nil
}

// readPeople reads the people with the subjects into rows.
func (s *Service) readPeople(ctx context.Context, issuer string, subjects []string, rows map[string]userRow) error {
	for some := range slices.Chunk(subjects, 2*rowsAtOnce) {
		var found []userRow
		if err := s.Store.Read(ctx).Find(&found, "issuer = ? AND subject IN ?", issuer, some).Error; err != nil {
			return fmt.Errorf("find people: %w", err)
		}
		for _, row := range found {
			rows[row.Subject] = row
		}
	}
	return nil
}

// keepDiff writes what a listing changes.
func (s *Service) keepDiff(ctx context.Context, room app.ClassroomID, d diff, now int64) error {
	for some := range slices.Chunk(d.members, rowsAtOnce) {
		if err := s.upsertListed(ctx, some); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(d.left, rowsAtOnce) {
		err := s.Store.Write(ctx).Exec(`UPDATE memberships SET status = ?, until_ms = CASE WHEN until_ms > 0 THEN until_ms ELSE ? END
			WHERE classroom_id = ? AND user_id IN ?`, app.MemberDeleted, now, room, some).Error
		if err != nil {
			return fmt.Errorf("mark who left the course: %w", err)
		}
	}
	rows := make([]changeRow, len(d.changes))
	for i, c := range d.changes {
		rows[i] = changeRow{ClassroomID: string(room), UserID: string(c.user), Kind: string(c.kind), RoleBefore: string(c.before), RoleAfter: string(c.after), AtMs: now}
	}
	for some := range slices.Chunk(rows, rowsAtOnce) {
		if err := s.Store.Write(ctx).Create(&some).Error; err != nil {
			return fmt.Errorf("keep the history of a roster: %w", err)
		}
	}
	return nil
}

// upsertListed keeps what the LMS's list says, as compare decided; in a race with a launch, the launch's role stays by the
// same rule.
func (s *Service) upsertListed(ctx context.Context, rows []membershipRow) error {
	args := make([]any, 0, 9*len(rows))
	for _, r := range rows {
		args = append(args, r.ClassroomID, r.UserID, r.Role, r.Status, r.ListedMs, r.SinceMs, r.UntilMs, r.ListedRole, r.GroupIDs)
	}
	values := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?, ?, ?), ", len(rows)), ", ")
	err := s.Store.Write(ctx).Exec(`INSERT INTO memberships (classroom_id, user_id, role, status, listed_ms, since_ms, until_ms, listed_role, group_ids) VALUES `+values+`
		ON CONFLICT (classroom_id, user_id) DO UPDATE SET status = excluded.status, listed_ms = excluded.listed_ms,
		role = CASE WHEN memberships.launched_ms > 0 AND memberships.listed_role IN ('', excluded.listed_role) THEN memberships.role ELSE excluded.role END,
		since_ms = CASE WHEN excluded.since_ms = 0 THEN 0 ELSE memberships.since_ms END,
		until_ms = CASE WHEN excluded.until_ms > 0 AND memberships.until_ms > 0 THEN memberships.until_ms ELSE excluded.until_ms END,
		listed_role = excluded.listed_role,
		group_ids = CASE WHEN excluded.group_ids = '' THEN memberships.group_ids ELSE excluded.group_ids END`, args...).Error
	if err != nil {
		return fmt.Errorf("keep memberships: %w", err)
	}
	return nil
}

// keepGroups keeps the groups of the course, where the LMS told them.
func (s *Service) keepGroups(ctx context.Context, room app.ClassroomID, l listing) error {
	if l.grouped != GroupsOfService {
		return nil
	}
	sets := map[string]string{}
	for _, set := range l.sets {
		sets[set.ID] = clip(set.Name, nameMost)
	}
	rows := make([]groupRow, len(l.groups))
	for i, g := range l.groups {
		rows[i] = groupRow{string(room), g.ID, clip(g.Name, nameMost), clip(g.Tag, nameMost), g.SetID, sets[g.SetID]}
	}
	var old []groupRow
	if err := s.Store.Read(ctx).Find(&old, "classroom_id = ?", room).Error; err != nil {
		return fmt.Errorf("read the groups of a course: %w", err)
	}
	byID := func(a, b groupRow) int { return strings.Compare(a.ID, b.ID) }
	slices.SortFunc(rows, byID)
	slices.SortFunc(old, byID)
	if slices.Equal(rows, old) {
		return nil
	}
	if err := s.Store.Write(ctx).Exec("DELETE FROM course_groups WHERE classroom_id = ?", room).Error; err != nil {
		return fmt.Errorf("forget the groups of a course: %w", err)
	}
	for some := range slices.Chunk(rows, rowsAtOnce) {
		if err := s.Store.Write(ctx).Create(&some).Error; err != nil {
			return fmt.Errorf("keep the groups of a course: %w", err)
		}
	}
	return nil
}

// Prune deletes the history of changes from before a time.
func (s *Service) Prune(ctx context.Context, before time.Time) (int, error) {
	db := s.Store.Write(ctx).Exec("DELETE FROM roster_changes WHERE at_ms < ?", store.Millis(before))
	if db.Error != nil {
		return 0, fmt.Errorf("prune the history of rosters: %w", db.Error)
	}
	return int(db.RowsAffected), nil
}

package roster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

type userRow struct {
	ID        string `gorm:"primaryKey"`
	Issuer    string
	Subject   string
	Name      string
	Email     string
	Locale    string
	UpdatedMs int64
}

func (userRow) TableName() string { return "users" }

func (r userRow) person() app.Person {
	p := app.Person{ID: app.UserID(r.ID), Issuer: r.Issuer, Subject: r.Subject, Name: r.Name, Email: r.Email, Locale: r.Locale}
	if p.Name == "" {
		p.Name = fallbackName(p.ID)
	}
	return p
}

// upsertPerson finds or makes the person of (issuer, subject); texts that p leaves out stay.
func (s *Service) upsertPerson(ctx context.Context, p app.Person, now int64) (userRow, error) {
	var old userRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&old, "issuer = ? AND subject = ?", p.Issuer, p.Subject))
	if err != nil && !errors.Is(err, app.ErrNotFound) {
		return userRow{}, fmt.Errorf("find a person: %w", err)
	}
	row := merged(old, p)
	switch {
	case old.ID == "":
		row.ID, row.Issuer, row.Subject, row.UpdatedMs = app.NewID(), p.Issuer, p.Subject, now
		db := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&row)
		if db.Error != nil {
			return userRow{}, fmt.Errorf("keep a person: %w", db.Error)
		}
		if db.RowsAffected == 0 { // somebody else's transaction was first and has committed
			return s.upsertPerson(ctx, p, now)
		}
	case row != old:
		row.UpdatedMs = now
		if err := s.Store.Write(ctx).Save(&row).Error; err != nil {
			return userRow{}, fmt.Errorf("keep a person: %w", err)
		}
	}
	return row, nil
}

// merged is what is known of a person with what is new of them; texts that p leaves out stay.
func merged(row userRow, p app.Person) userRow {
	for _, f := range []struct {
		field *string
		value string
	}{{&row.Name, p.Name}, {&row.Email, p.Email}, {&row.Locale, p.Locale}} {
		if f.value != "" {
			*f.field = f.value
		}
	}
	return row
}

// Find returns who is known by the LMS's own id, or app.ErrNotFound.
func (s *Service) Find(ctx context.Context, issuer, subject string) (app.UserID, error) {
	var row userRow
	if err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "issuer = ? AND subject = ?", issuer, subject)); err != nil {
		return "", err
	}
	return app.UserID(row.ID), nil
}

var memberOfLaunch = store.NewStatement(`SELECT u.id, u.issuer, u.subject, u.name, u.email, u.locale, m.role, m.status, m.launched_ms, m.group_ids
	FROM users u JOIN memberships m ON m.user_id = u.id WHERE u.issuer = ? AND u.subject = ? AND m.classroom_id = ?`)

// Known says whether the person is known as p says and has launched into the classroom as the arrival says before, so that
// Launched would have nothing to keep, and returns who it is.
func (s *Service) Known(ctx context.Context, p app.Person, a app.Arrival) (app.Person, bool, error) {
	var u userRow
	var is, status, groups string
	var launched int64
	// One row by its key: not worth the goroutine with which the driver would watch for the end of the context.
	err := s.Store.ReadRow(context.WithoutCancel(ctx), memberOfLaunch, p.Issuer, p.Subject, a.Classroom).
		Scan(&u.ID, &u.Issuer, &u.Subject, &u.Name, &u.Email, &u.Locale, &is, &status, &launched, &groups)
	if errors.Is(err, app.ErrNotFound) {
		return app.Person{}, false, nil
	}
	if err != nil {
		return app.Person{}, false, fmt.Errorf("find a member: %w", err)
	}
	same := func(known, said string) bool { return said == "" || said == known }
	return u.person(), launched > 0 && is == string(a.Role) && status == string(app.MemberActive) &&
		same(u.Name, p.Name) && same(u.Email, p.Email) && same(u.Locale, p.Locale) && same(groups, packGroups(a.Groups)), nil
}

func (s *Service) upsertLaunched(ctx context.Context, a app.Arrival, user app.UserID, now int64) error {
	err := s.Store.Write(ctx).Exec(`INSERT INTO memberships (classroom_id, user_id, role, status, launched_ms, since_ms, group_ids) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (classroom_id, user_id) DO UPDATE SET role = excluded.role, status = excluded.status, launched_ms = excluded.launched_ms, until_ms = 0,
		group_ids = CASE WHEN excluded.group_ids = '' THEN memberships.group_ids ELSE excluded.group_ids END`,
		a.Classroom, user, a.Role, app.MemberActive, now, now, packGroups(a.Groups)).Error
	if err != nil {
		return fmt.Errorf("keep a membership: %w", err)
	}
	return nil
}

func (s *Service) refreshedAt(ctx context.Context, classroom app.ClassroomID) (time.Time, error) {
	var ms int64
	if err := s.Store.Read(ctx).Raw("SELECT roster_ms FROM classrooms WHERE id = ?", classroom).Scan(&ms).Error; err != nil {
		return time.Time{}, fmt.Errorf("read the age of a roster: %w", err)
	}
	return store.Time(ms), nil
}

// Person returns the person, or app.ErrNotFound. Its name is never empty.
func (s *Service) Person(ctx context.Context, id app.UserID) (app.Person, error) {
	var row userRow
	if err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "id = ?", id)); err != nil {
		return app.Person{}, err
	}
	return row.person(), nil
}

type memberRow struct {
	User   userRow `gorm:"embedded"`
	Role   string
	Status string
}

func (r memberRow) member() app.Member {
	return app.Member{Person: r.User.person(), Role: app.Role(r.Role), Status: app.MemberStatus(r.Status)}
}

// Member returns what the person is in the classroom, or app.ErrNotFound.
func (s *Service) Member(ctx context.Context, classroom app.ClassroomID, user app.UserID) (app.Member, error) {
	var row memberRow
	err := store.Found(s.Store.Read(ctx).Raw(`SELECT u.*, m.role, m.status FROM memberships m JOIN users u ON u.id = m.user_id
		WHERE m.classroom_id = ? AND m.user_id = ?`, classroom, user).Scan(&row))
	if err != nil {
		return app.Member{}, err
	}
	return row.member(), nil
}

// Members returns everybody who is or was of the classroom, by name.
func (s *Service) Members(ctx context.Context, classroom app.ClassroomID) ([]app.Member, error) {
	var rows []memberRow
	err := s.Store.Read(ctx).Raw(`SELECT u.*, m.role, m.status FROM memberships m JOIN users u ON u.id = m.user_id
		WHERE m.classroom_id = ? ORDER BY u.name, u.id`, classroom).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	members := make([]app.Member, len(rows))
	for i, r := range rows {
		members[i] = r.member()
	}
	return members, nil
}

package store

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/lectern-classroom/lectern/app"
)

type factRow struct {
	Seq          int64 `gorm:"primaryKey"`
	SessionID    string
	ID           string
	Kind         string
	Source       string
	UserID       string
	ConnectionID string
	AtMs         int64
	SeenMs       int64
	Data         string
}

func (factRow) TableName() string { return "facts" }

// AppendFacts appends the facts to the log and returns how many of them were new: a fact whose id the session has
// already is left out, whatever else it says. Within Tx it takes part in the transaction.
func (s *Store) AppendFacts(ctx context.Context, facts ...app.Fact) (int, error) {
	if len(facts) == 0 {
		return 0, nil
	}
	rows := make([]factRow, len(facts))
	for i, f := range facts {
		data := string(f.Data)
		if data == "" {
			data = "{}"
		}
		rows[i] = factRow{
			SessionID: string(f.Session), ID: f.ID, Kind: string(f.Kind), Source: string(f.Source),
			UserID: string(f.User), ConnectionID: string(f.Connection),
			AtMs: Millis(f.At), SeenMs: Millis(f.Seen), Data: data,
		}
	}
	res := s.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows)
	if res.Error != nil {
		return 0, fmt.Errorf("append facts: %w", res.Error)
	}
	return int(res.RowsAffected), nil
}

// Facts returns the facts of a session with a seq above after, in the order of the log.
func (s *Store) Facts(ctx context.Context, session app.SessionID, after int64) ([]app.Fact, error) {
	var rows []factRow
	err := s.Read(ctx).Where("session_id = ? AND seq > ?", session, after).Order("seq").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read facts: %w", err)
	}
	return factsOf(rows), nil
}

// FactsOf returns the facts of a session that are of the kinds, in the order of the log.
func (s *Store) FactsOf(ctx context.Context, session app.SessionID, kinds ...app.FactKind) ([]app.Fact, error) {
	var rows []factRow
	if err := s.Read(ctx).Where("session_id = ? AND kind IN ?", session, kinds).Order("seq").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read facts of some kinds: %w", err)
	}
	return factsOf(rows), nil
}

func factsOf(rows []factRow) []app.Fact {
	facts := make([]app.Fact, len(rows))
	for i, r := range rows {
		facts[i] = app.Fact{
			Seq: r.Seq, ID: r.ID, Session: app.SessionID(r.SessionID), Kind: app.FactKind(r.Kind),
			Source: app.FactSource(r.Source), User: app.UserID(r.UserID), Connection: app.ConnectionID(r.ConnectionID),
			At: Time(r.AtMs), Seen: Time(r.SeenMs), Data: []byte(r.Data),
		}
	}
	return facts
}

// Installation returns the value under key that this installation made once, making it with fresh where there is
// none yet. Whoever comes second gets the first one's value.
func (s *Store) Installation(ctx context.Context, key string, fresh func() (string, error)) (string, error) {
	read := func() (string, error) {
		var value []string
		err := s.Read(ctx).Raw("SELECT value FROM installation WHERE key = ?", key).Scan(&value).Error
		if err != nil || len(value) == 0 {
			return "", err
		}
		return value[0], nil
	}
	value, err := read()
	if err != nil || value != "" {
		return value, err
	}
	made, err := fresh()
	if err != nil {
		return "", err
	}
	err = s.Write(ctx).Exec("INSERT INTO installation (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", key, made).Error
	if err != nil {
		return "", fmt.Errorf("keep %s: %w", key, err)
	}
	return read()
}

// Upsert is gorm's clause for "insert, or update these columns where the key is there already".
func Upsert(keys []string, update ...string) clause.OnConflict {
	columns := make([]clause.Column, len(keys))
	for i, k := range keys {
		columns[i] = clause.Column{Name: k}
	}
	return clause.OnConflict{Columns: columns, DoUpdates: clause.AssignmentColumns(update)}
}

// Ignore is gorm's clause for "insert, or do nothing where the key is there already".
func Ignore() clause.OnConflict { return clause.OnConflict{DoNothing: true} }

// RemovePerson keeps that staff removed the user from the session. It takes part in the transaction of ctx.
func (s *Store) RemovePerson(ctx context.Context, session app.SessionID, user, by app.UserID, atMs int64) error {
	err := s.Write(ctx).Exec("INSERT INTO removals (session_id, user_id, removed_by, at_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", session, user, by, atMs).Error
	if err != nil {
		return fmt.Errorf("keep a removal: %w", err)
	}
	return nil
}

// PersonRemoved says whether staff removed the user from the session.
func (s *Store) PersonRemoved(ctx context.Context, session app.SessionID, user app.UserID) (bool, error) {
	var n int64
	err := s.Read(ctx).Raw("SELECT COUNT(*) FROM removals WHERE session_id = ? AND user_id = ?", session, user).Scan(&n).Error
	if err != nil {
		return false, fmt.Errorf("look a removal up: %w", err)
	}
	return n > 0, nil
}

// WasInside says whether the user has had a socket of the session or a place in its LiveKit room.
func (s *Store) WasInside(ctx context.Context, session app.SessionID, user app.UserID) (bool, error) {
	var seq []int64
	err := s.Read(ctx).Raw("SELECT seq FROM facts WHERE session_id = ? AND user_id = ? AND kind IN ? LIMIT 1",
		session, user, []app.FactKind{app.FactSocketOpened, app.FactMediaJoined}).Scan(&seq).Error
	if err != nil {
		return false, fmt.Errorf("look a presence up: %w", err)
	}
	return len(seq) > 0, nil
}

// RemovedPersons returns whom staff removed from the session.
func (s *Store) RemovedPersons(ctx context.Context, session app.SessionID) ([]app.UserID, error) {
	var users []app.UserID
	if err := s.Read(ctx).Raw("SELECT user_id FROM removals WHERE session_id = ?", session).Scan(&users).Error; err != nil {
		return nil, fmt.Errorf("look removals up: %w", err)
	}
	return users, nil
}

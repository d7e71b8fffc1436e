package admin

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

func (s *Service) insertLink(ctx context.Context, hash string, expires, now time.Time) error {
	err := s.Store.Write(ctx).Exec("INSERT INTO admin_links (code_hash, expires_ms, created_ms) VALUES (?, ?, ?)", hash, store.Millis(expires), store.Millis(now)).Error
	if err != nil {
		return fmt.Errorf("keep an admin link: %w", err)
	}
	return nil
}

// useLink marks the link as used: app.ErrNotFound where it isn't good, with used set where somebody was first.
func (s *Service) useLink(ctx context.Context, hash string, now time.Time) (used bool, err error) {
	db := s.Store.Write(ctx).Exec("UPDATE admin_links SET used_ms = ? WHERE code_hash = ? AND used_ms = 0 AND expires_ms > ?", store.Millis(now), hash, store.Millis(now))
	if db.Error != nil {
		return false, fmt.Errorf("use an admin link: %w", db.Error)
	}
	if db.RowsAffected == 1 {
		return false, nil
	}
	if used, err = s.linkUsed(ctx, hash); err != nil {
		return false, err
	}
	return used, app.ErrNotFound
}

type inviteRow struct {
	ID             string `gorm:"primaryKey"`
	CodeHash       string
	Name           string
	ExpiresMs      int64
	ClaimedMs      int64
	UsedMs         int64
	RegistrationID string
	CreatedMs      int64
}

func (inviteRow) TableName() string { return "platform_invites" }

func (r inviteRow) invite() Invite {
	return Invite{ID: r.ID, Name: r.Name, Expires: store.Time(r.ExpiresMs), Used: store.Time(r.UsedMs), Registration: app.RegistrationID(r.RegistrationID)}
}

func (s *Service) insertInvite(ctx context.Context, in Invite, hash string, now time.Time) error {
	row := inviteRow{ID: in.ID, CodeHash: hash, Name: in.Name, ExpiresMs: store.Millis(in.Expires), CreatedMs: store.Millis(now)}
	if err := s.Store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("keep an invite: %w", err)
	}
	return nil
}

func (s *Service) inviteByHash(ctx context.Context, hash string) (Invite, error) {
	var row inviteRow
	if err := store.Found(s.Store.Read(ctx).Where("code_hash = ?", hash).Limit(1).Find(&row)); err != nil {
		return Invite{}, err
	}
	return row.invite(), nil
}

// openInvites lists those that can still be used, the newest first.
func (s *Service) openInvites(ctx context.Context, now time.Time) ([]Invite, error) {
	var rows []inviteRow
	if err := s.Store.Read(ctx).Where("used_ms = 0 AND expires_ms > ?", store.Millis(now)).Order("created_ms DESC, id DESC").Limit(100).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list invites: %w", err)
	}
	list := make([]Invite, len(rows))
	for i, r := range rows {
		list[i] = r.invite()
	}
	return list, nil
}

// claimInvite keeps others from registering with the invite for claimLife.
func (s *Service) claimInvite(ctx context.Context, id string, now time.Time) error {
	db := s.Store.Write(ctx).Exec("UPDATE platform_invites SET claimed_ms = ? WHERE id = ? AND used_ms = 0 AND expires_ms > ? AND claimed_ms < ?",
		store.Millis(now), id, store.Millis(now), store.Millis(now.Add(-claimLife)))
	switch {
	case db.Error != nil:
		return fmt.Errorf("claim an invite: %w", db.Error)
	case db.RowsAffected == 0:
		return errInviteBusy
	}
	return nil
}

// releaseInvite lets it be used again, after a try that failed.
func (s *Service) releaseInvite(ctx context.Context, id string) error {
	if err := s.Store.Write(ctx).Exec("UPDATE platform_invites SET claimed_ms = 0 WHERE id = ? AND used_ms = 0", id).Error; err != nil {
		return fmt.Errorf("release an invite: %w", err)
	}
	return nil
}

// spendInvite marks it as used by a registration, in the transaction of ctx.
func (s *Service) spendInvite(ctx context.Context, id string, reg app.RegistrationID, now time.Time) error {
	if err := store.Found(s.Store.Write(ctx).Exec("UPDATE platform_invites SET used_ms = ?, registration_id = ? WHERE id = ? AND used_ms = 0", store.Millis(now), reg, id)); err != nil {
		return fmt.Errorf("use an invite: %w", err)
	}
	return nil
}

// linkUsed says whether a link is known that somebody entered by.
func (s *Service) linkUsed(ctx context.Context, hash string) (bool, error) {
	var n int64
	if err := s.Store.Read(ctx).Raw("SELECT COUNT(*) FROM admin_links WHERE code_hash = ? AND used_ms > 0", hash).Scan(&n).Error; err != nil {
		return false, fmt.Errorf("look an admin link up: %w", err)
	}
	return n > 0, nil
}

func (s *Service) forgetLink(ctx context.Context, hash string) error {
	if err := s.Store.Write(ctx).Exec("DELETE FROM admin_links WHERE code_hash = ?", hash).Error; err != nil {
		return fmt.Errorf("forget an admin link: %w", err)
	}
	return nil
}

// forgetLinks forgets all links, and returns how many somebody could still use or be in by.
func (s *Service) forgetLinks(ctx context.Context, now time.Time) (int64, error) {
	var n int64
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		err := s.Store.Read(ctx).Raw("SELECT COUNT(*) FROM admin_links WHERE (used_ms = 0 AND expires_ms > ?) OR used_ms > ?", store.Millis(now), store.Millis(now.Add(-TokenLife))).Scan(&n).Error
		if err != nil {
			return err
		}
		return s.Store.Write(ctx).Exec("DELETE FROM admin_links").Error
	})
	if err != nil {
		return 0, fmt.Errorf("forget admin links: %w", err)
	}
	return n, nil
}

// withdrawInvite forgets an invite that wasn't used; app.ErrNotFound where there is none.
func (s *Service) withdrawInvite(ctx context.Context, id string) error {
	return store.Found(s.Store.Write(ctx).Exec("DELETE FROM platform_invites WHERE id = ? AND used_ms = 0", id))
}

func (s *Service) prune(ctx context.Context, before time.Time) error {
	for _, table := range []string{"admin_links", "platform_invites"} {
		if err := s.Store.Write(ctx).Exec("DELETE FROM "+table+" WHERE expires_ms < ?", store.Millis(before)).Error; err != nil {
			return fmt.Errorf("prune %s: %w", table, err)
		}
	}
	// A note may have been written after its registration went.
	err := s.Store.Write(ctx).Exec("DELETE FROM platform_facts WHERE registration_id NOT IN (SELECT id FROM registrations)").Error
	if err != nil {
		return fmt.Errorf("prune platform_facts: %w", err)
	}
	return nil
}

// factsRow is what is known of how an LMS is doing.
type factsRow struct {
	RegistrationID string `gorm:"primaryKey"`
	LaunchMs       int64
	DeepLinkMs     int64
	TokenMs        int64
	FailureMs      int64
	FailureCode    string
	FailureDetail  string
}

func (factsRow) TableName() string { return "platform_facts" }

func readFacts(ctx context.Context, s *store.Store) (map[app.RegistrationID]factsRow, error) {
	var rows []factsRow
	if err := s.Read(ctx).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read how platforms are doing: %w", err)
	}
	out := make(map[app.RegistrationID]factsRow, len(rows))
	for _, r := range rows {
		out[app.RegistrationID(r.RegistrationID)] = r
	}
	return out, nil
}

// writeFacts keeps the given columns of a row.
func writeFacts(ctx context.Context, s *store.Store, row factsRow, columns []string) error {
	if err := s.Write(ctx).Clauses(store.Upsert([]string{"registration_id"}, columns...)).Create(&row).Error; err != nil {
		return fmt.Errorf("keep how a platform is doing: %w", err)
	}
	return nil
}

func (s *Service) forgetFacts(ctx context.Context, id app.RegistrationID) error {
	if err := s.Store.Write(ctx).Exec("DELETE FROM platform_facts WHERE registration_id = ?", id).Error; err != nil {
		return fmt.Errorf("forget how a platform was doing: %w", err)
	}
	return nil
}

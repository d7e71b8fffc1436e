package launch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

const (
	// keysFresh is how long keys that were read are good: another process may have made one.
	keysFresh = 10 * time.Second
	// KeyLead is how long a new key is published before it signs, so that LMSs that keep key sets have it by then.
	KeyLead = 24 * time.Hour
	// keysMost bounds the published keys; LMSs read few.
	keysMost = 5
)

// Keys are the keys with which Lectern signs for LMSs. They are exchanged without a break: a new one is published at once
// and signs later, an old one stays published until it is retired. It is safe for concurrent use.
type Keys struct {
	store  *store.Store
	sealer Sealer
	clock  func() time.Time

	mu   sync.Mutex
	keys *lti.SigningKeys
	read time.Time
}

// NewKeys returns the keys of the installation.
func NewKeys(s *store.Store, sealer Sealer, clock func() time.Time) *Keys {
	return &Keys{store: s, sealer: sealer, clock: clock}
}

// Current returns the keys, the one that signs now first. They are made at the first call of the installation.
func (k *Keys) Current(ctx context.Context) (*lti.SigningKeys, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.clock()
	if k.keys != nil && now.Sub(k.read) < keysFresh && !now.Before(k.read) {
		return k.keys, nil
	}
	keys, _, err := k.load(ctx)
	if err != nil {
		return nil, err
	}
	k.keys, k.read = keys, now
	return keys, nil
}

// Sign implements lti.Signer.
func (k *Keys) Sign(payload []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	keys, err := k.Current(ctx)
	if err != nil {
		return nil, err
	}
	return keys.Sign(payload)
}

// load reads the keys and what they are kept as, the signing key first.
func (k *Keys) load(ctx context.Context) (keys *lti.SigningKeys, sealed string, err error) {
	sealed, err = k.store.Installation(ctx, "tool_keys", func() (string, error) {
		keys, err := lti.GenerateSigningKeys()
		if err != nil {
			return "", err
		}
		return k.seal(keys)
	})
	if err != nil {
		return nil, "", fmt.Errorf("read the tool's keys: %w", err)
	}
	plain, err := k.sealer.Open("tool_keys", sealed)
	if err != nil {
		return nil, "", fmt.Errorf("open the tool's keys: %w", err)
	}
	if keys, err = lti.ParseSigningKeys(plain); err != nil {
		return nil, "", err
	}
	rows, err := k.rows(ctx)
	if err != nil {
		return nil, "", err
	}
	return keys, sealed, keys.Use(signing(keys.KeyIDs(), rows, store.Millis(k.clock())))
}

func (k *Keys) seal(keys *lti.SigningKeys) (string, error) {
	plain, err := keys.MarshalPrivate()
	if err != nil {
		return "", err
	}
	return k.sealer.Seal("tool_keys", plain)
}

// signing picks the key whose time came last. A key without a row is the installation's first.
func signing(ids []string, rows map[string]toolKeyRow, now int64) string {
	best := ids[0]
	for _, id := range ids {
		if at := rows[id].SignsMs; at <= now && (at > rows[best].SignsMs || rows[best].SignsMs > now) {
			best = id
		}
	}
	return best
}

// List returns every published key: the next ones, the signing one, the old ones.
func (k *Keys) List(ctx context.Context) ([]app.ToolKey, error) {
	keys, _, err := k.load(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := k.rows(ctx)
	if err != nil {
		return nil, err
	}
	now := k.clock()
	var list []app.ToolKey
	for i, id := range keys.KeyIDs() {
		row := rows[id]
		key := app.ToolKey{ID: id, State: app.ToolKeyOld, Created: store.Time(row.CreatedMs), Signs: store.Time(row.SignsMs)}
		switch {
		case i == 0:
			key.State = app.ToolKeySigning
		case key.Signs.After(now):
			key.State = app.ToolKeyNext
		}
		list = append(list, key)
	}
	slices.SortFunc(list, func(a, b app.ToolKey) int {
		if c := b.Signs.Compare(a.Signs); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return list, nil
}

// Rotate publishes a new key, which signs after KeyLead.
func (k *Keys) Rotate(ctx context.Context) error {
	return k.change(ctx, func(ctx context.Context, keys *lti.SigningKeys, rows map[string]toolKeyRow) error {
		now := k.clock()
		for _, id := range keys.KeyIDs() {
			if rows[id].SignsMs > store.Millis(now) {
				return app.Errorf(app.CodeConflict, "A new key is published already and waits for its time.")
			}
		}
		if len(keys.KeyIDs()) >= keysMost {
			return app.Errorf(app.CodeConflict, "There are %d keys already: retire an old one first.", keysMost)
		}
		kid, err := keys.Add()
		if err != nil {
			return err
		}
		return k.putRow(ctx, toolKeyRow{Kid: kid, CreatedMs: store.Millis(now), SignsMs: store.Millis(now.Add(KeyLead))})
	})
}

// UseNow lets a key that waits for its time sign at once.
func (k *Keys) UseNow(ctx context.Context, kid string) error {
	return k.change(ctx, func(ctx context.Context, keys *lti.SigningKeys, rows map[string]toolKeyRow) error {
		row, known := rows[kid]
		now := store.Millis(k.clock())
		if !known || !slices.Contains(keys.KeyIDs(), kid) || row.SignsMs <= now {
			return app.Errorf(app.CodeConflict, "That key doesn't wait for its time.")
		}
		row.SignsMs = now
		return k.putRow(ctx, row)
	})
}

// Retire takes a key that no longer signs out of the published set.
func (k *Keys) Retire(ctx context.Context, kid string) error {
	return k.change(ctx, func(ctx context.Context, keys *lti.SigningKeys, rows map[string]toolKeyRow) error {
		switch ids := keys.KeyIDs(); {
		case !slices.Contains(ids, kid):
			return app.NotFound("key")
		case ids[0] == kid:
			return app.Errorf(app.CodeConflict, "The key that signs can't be retired.")
		}
		if err := keys.Retire(kid); err != nil {
			return err
		}
		return k.dropRow(ctx, kid)
	})
}

// change changes the keys where nobody else does at the same moment.
func (k *Keys) change(ctx context.Context, do func(ctx context.Context, keys *lti.SigningKeys, rows map[string]toolKeyRow) error) error {
	err := k.store.Tx(ctx, func(ctx context.Context) error {
		keys, before, err := k.load(ctx)
		if err != nil {
			return err
		}
		rows, err := k.rows(ctx)
		if err != nil {
			return err
		}
		if err := do(ctx, keys, rows); err != nil {
			return err
		}
		after, err := k.seal(keys)
		if err != nil {
			return err
		}
		return k.replace(ctx, before, after)
	})
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys = nil
	return err
}

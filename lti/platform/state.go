package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"
)

const (
	journalLimit = 10_000
	sessionLimit = 1_000
	pruneEvery   = 256
)

// state is everything that survives a restart. It is guarded by Platform.mu.
type state struct {
	Keys         []storedKey             `json:"keys"` // the signing key first
	Links        []Link                  `json:"links"`
	LineItems    []LineItem              `json:"lineItems"`
	NextLink     int                     `json:"nextLink"`
	NextLineItem int                     `json:"nextLineItem"`
	Grades       map[string]grade        `json:"grades"` // by gradeKey
	Journal      []ScoreEntry            `json:"journal"`
	Tokens       map[string]accessToken  `json:"tokens"`   // by SHA-256 of the token
	UsedIDs      map[string]time.Time    `json:"usedIds"`  // jti and nonce, until they expire
	Sessions     map[string]loginSession `json:"sessions"` // by SHA-256 of the cookie
	Members      map[UserID]member       `json:"members"`
	Registered   []registeredTool        `json:"registered,omitempty"`
	CourseGroups *courseGroups           `json:"courseGroups,omitempty"` // nil: those of the configuration
	Copies       []courseCopy            `json:"copies,omitempty"`
}

// member is what changed about a person since the configuration.
type member struct {
	Status MemberStatus `json:"status,omitempty"`
	Roles  []string     `json:"roles,omitempty"`
}

func newState() state {
	return state{
		Grades: map[string]grade{}, Tokens: map[string]accessToken{}, UsedIDs: map[string]time.Time{},
		Sessions: map[string]loginSession{}, Members: map[UserID]member{}, NextLink: 1, NextLineItem: 1,
	}
}

func loadState(path string) (state, error) {
	st := newState()
	if path == "" {
		return st, nil
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return st, nil
	}
	if err != nil {
		return st, fmt.Errorf("read state: %w", err)
	}
	if err := json.Unmarshal(raw, &st); err != nil {
		return st, fmt.Errorf("read state %s: %w", path, err)
	}
	return st, nil
}

// view runs fn over the state; fn must not keep what it is given.
func (p *Platform) view(fn func(*state)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fn(&p.st)
}

// update runs fn over the state and returns once the change is on disk. An
// error of fn is returned as it is and nothing is written, so fn must not
// change anything before it fails.
func (p *Platform) update(fn func(*state) error) error {
	p.mu.Lock()
	if err := fn(&p.st); err != nil {
		p.mu.Unlock()
		return err
	}
	p.version++
	version := p.version
	if version%pruneEvery == 0 {
		p.prune()
	}
	p.mu.Unlock()
	return p.save(version)
}

// save writes the state unless a version at least as new is on disk already,
// so that concurrent changes share one write.
func (p *Platform) save(version uint64) error {
	if p.cfg.StateFile == "" {
		return nil
	}
	p.saveMu.Lock()
	defer p.saveMu.Unlock()
	if p.saved >= version {
		return nil
	}
	p.mu.Lock()
	p.prune()
	raw, err := json.Marshal(p.st)
	version = p.version
	p.mu.Unlock()
	if err != nil {
		return fmt.Errorf("encode state: %w", err)
	}
	if err := replaceFile(p.cfg.StateFile, raw); err != nil {
		return fmt.Errorf("write state: %w", err)
	}
	p.saved = version
	return nil
}

// prune drops what time has made useless. The caller holds p.mu.
func (p *Platform) prune() {
	now := p.now()
	maps.DeleteFunc(p.st.Tokens, func(_ string, t accessToken) bool { return now.After(t.Expires) })
	maps.DeleteFunc(p.st.UsedIDs, func(_ string, until time.Time) bool { return now.After(until) })
	if n := len(p.st.Journal) - journalLimit; n > 0 {
		p.st.Journal = append([]ScoreEntry(nil), p.st.Journal[n:]...)
	}
	for len(p.st.Sessions) > sessionLimit {
		oldest := ""
		for id, s := range p.st.Sessions {
			if oldest == "" || s.Since.Before(p.st.Sessions[oldest].Since) {
				oldest = id
			}
		}
		delete(p.st.Sessions, oldest)
	}
}

func replaceFile(path string, raw []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err := f.Write(raw); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

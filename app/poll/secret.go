package poll

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
)

// padTo is the length, or a multiple of it, that sealed answers have, so that it doesn't tell what was chosen.
const padTo = 512

// secret keeps anonymous choices apart from people.
type secret struct {
	mac  []byte
	aead cipher.AEAD
}

// ballot is what the count needs of an anonymous vote.
type ballot struct {
	Voter  string   `json:"v,omitempty"`
	Answer []string `json:"a"`
}

// secret returns the installation's secret, which it makes where there is none yet.
func (s *Service) secret(ctx context.Context) (*secret, error) {
	text, err := s.Store.Installation(ctx, "poll_key", func() (string, error) {
		key := make([]byte, 32)
		if _, err := rand.Read(key); err != nil {
			return "", err
		}
		return base64.RawStdEncoding.EncodeToString(key), nil
	})
	if err != nil {
		return nil, fmt.Errorf("find the key of anonymous polls: %w", err)
	}
	key, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(key) != 32 {
		return nil, errors.New("the key of anonymous polls can't be read")
	}
	return newSecret(key)
}

func newSecret(key []byte) (*secret, error) {
	mac, err := hkdf.Key(sha256.New, key, nil, "lectern/poll/voter", 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	seal, err := hkdf.Key(sha256.New, key, nil, "lectern/poll/ballot", 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	block, err := aes.NewCipher(seal)
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	return &secret{mac: mac, aead: aead}, nil
}

// voter names the user in the anonymous poll.
func (s *secret) voter(poll app.PollID, user app.UserID) string {
	h := hmac.New(sha256.New, s.mac)
	fmt.Fprintf(h, "%d:%s:%s", len(poll), poll, user) // a hash takes everything
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func (s *secret) seal(poll app.PollID, b ballot) (string, error) {
	plain := app.MustJSON(b)
	if rest := len(plain) % padTo; rest > 0 {
		plain = append(plain, bytes.Repeat([]byte{' '}, padTo-rest)...)
	}
	nonce := make([]byte, s.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("seal a vote: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nonce, nonce, plain, []byte(poll))), nil
}

func (s *secret) open(poll app.PollID, sealed string) (ballot, error) {
	var b ballot
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) < s.aead.NonceSize() {
		return b, errors.New("a sealed vote can't be read")
	}
	plain, err := s.aead.Open(nil, raw[:s.aead.NonceSize()], raw[s.aead.NonceSize():], []byte(poll))
	if err != nil {
		return b, fmt.Errorf("open a sealed vote: %w", err)
	}
	if err := json.Unmarshal(plain, &b); err != nil {
		return b, fmt.Errorf("read a sealed vote: %w", err)
	}
	return b, nil
}

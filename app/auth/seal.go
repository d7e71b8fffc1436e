package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// Sealer encrypts what is kept at rest, with AES-256-GCM under a key derived from the installation's secret.
type Sealer struct {
	aead   cipher.AEAD
	secret []byte
}

// NewSealer returns a Sealer for the installation's secret of at least 32 bytes.
func NewSealer(secret []byte) (*Sealer, error) {
	if len(secret) < 32 {
		return nil, errors.New("auth: the secret key has fewer than 32 bytes")
	}
	s := &Sealer{secret: secret}
	key, err := s.Derive("seal")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if s.aead, err = cipher.NewGCM(block); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return s, nil
}

// Derive returns 32 bytes for one purpose; they tell nothing of the secret or of other purposes (HKDF, RFC 5869).
func (s *Sealer) Derive(purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, s.secret, nil, "lectern/"+purpose, 32)
}

// Seal encrypts plain; what names the place that the result is kept at, and opening elsewhere fails.
func (s *Sealer) Seal(what string, plain []byte) (string, error) {
	nonce := make([]byte, s.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	return base64.RawStdEncoding.EncodeToString(s.aead.Seal(nonce, nonce, plain, []byte(what))), nil
}

// ErrSealed says that something sealed can't be opened: the secret key is another one, or the bytes were changed.
var ErrSealed = errors.New("auth: can't be opened with this LECTERN_SECRET_KEY")

// Open decrypts what Seal returned.
func (s *Sealer) Open(what, sealed string) ([]byte, error) {
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(b) < s.aead.NonceSize() {
		return nil, ErrSealed
	}
	plain, err := s.aead.Open(nil, b[:s.aead.NonceSize()], b[s.aead.NonceSize():], []byte(what))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

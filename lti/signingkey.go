package lti

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// Signer signs for the tool. *SigningKeys is one; a tool may keep its keys elsewhere.
type Signer interface {
	// Sign gives a compact JWS of the payload whose header has alg, kid and typ JWT.
	Sign(payload []byte) ([]byte, error)
}

// SigningKeys are the tool's own RSA keys (Security Framework §6). The newest signs; older ones stay published, so
// that what they signed can still be verified, until they are retired. Safe for concurrent use.
type SigningKeys struct {
	mu   sync.RWMutex
	keys []signingKey // newest first, never empty
}

type signingKey struct {
	kid  string
	priv *rsa.PrivateKey
}

// GenerateSigningKeys makes keys with one of 2048 bits.
func GenerateSigningKeys() (*SigningKeys, error) {
	k := &SigningKeys{}
	return k, k.Rotate()
}

// ParseSigningKeys reads keys from a private JSON Web Key Set as MarshalPrivate writes it, from a single private JWK, or
// from PEM with one or more private keys. The first of them signs.
func ParseSigningKeys(b []byte) (*SigningKeys, error) {
	k := &SigningKeys{}
	block, _ := pem.Decode(b)
	set, err := jwk.Parse(b, jwk.WithPEM(block != nil))
	if err != nil {
		return nil, errors.New("lti: signing keys: neither a JSON Web Key Set nor PEM")
	}
	for i := range set.Len() {
		key, _ := set.Key(i)
		var priv rsa.PrivateKey
		if err := key.Raw(&priv); err != nil {
			return nil, fmt.Errorf("lti: signing key %d is not a private RSA key", i)
		}
		if err := k.add(&priv, key.KeyID(), len(k.keys)); err != nil {
			return nil, err
		}
	}
	if len(k.keys) == 0 {
		return nil, errors.New("lti: signing keys: there is none")
	}
	return k, nil
}

// add puts a key at a place in the list; an empty kid becomes the key's thumbprint (RFC 7638).
func (k *SigningKeys) add(priv *rsa.PrivateKey, kid string, at int) error {
	if err := priv.Validate(); err != nil {
		return fmt.Errorf("lti: signing key: %w", err)
	}
	if n := priv.N.BitLen(); n < minRSABits {
		return fmt.Errorf("lti: signing key has %d bits, at least %d are needed", n, minRSABits)
	}
	if kid == "" {
		pub, err := jwk.FromRaw(priv.Public())
		if err != nil {
			return fmt.Errorf("lti: signing key: %w", err)
		}
		if err := jwk.AssignKeyID(pub); err != nil {
			return fmt.Errorf("lti: signing key: %w", err)
		}
		kid = pub.KeyID()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if slices.ContainsFunc(k.keys, func(o signingKey) bool { return o.kid == kid }) {
		return fmt.Errorf("lti: two signing keys have the id %q", kid)
	}
	k.keys = slices.Insert(k.keys, at, signingKey{kid: kid, priv: priv})
	return nil
}

// Rotate makes a new key, which signs from now on. Platforms cache key sets: retire the old key days later.
func (k *SigningKeys) Rotate() error {
	priv, err := rsa.GenerateKey(rand.Reader, minRSABits)
	if err != nil {
		return fmt.Errorf("lti: generate signing key: %w", err)
	}
	return k.add(priv, "", 0)
}

// Add makes a key that is published and doesn't sign yet, so that platforms learn of it before they need it.
func (k *SigningKeys) Add() (kid string, err error) {
	priv, err := rsa.GenerateKey(rand.Reader, minRSABits)
	if err != nil {
		return "", fmt.Errorf("lti: generate signing key: %w", err)
	}
	at := len(k.KeyIDs())
	if err := k.add(priv, "", at); err != nil {
		return "", err
	}
	return k.KeyIDs()[at], nil
}

// Use lets a published key sign from now on.
func (k *SigningKeys) Use(kid string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := slices.IndexFunc(k.keys, func(o signingKey) bool { return o.kid == kid })
	if i < 0 {
		return fmt.Errorf("lti: no signing key has the id %q", kid)
	}
	key := k.keys[i]
	k.keys = slices.Insert(slices.Delete(k.keys, i, i+1), 0, key)
	return nil
}

// Retire takes an old key out of the published set. The key that signs can't be retired.
func (k *SigningKeys) Retire(kid string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := slices.IndexFunc(k.keys, func(o signingKey) bool { return o.kid == kid })
	switch i {
	case -1:
		return fmt.Errorf("lti: no signing key has the id %q", kid)
	case 0:
		return errors.New("lti: the key that signs can't be retired")
	}
	k.keys = slices.Delete(k.keys, i, i+1)
	return nil
}

// KeyIDs gives the ids of all keys; the first one's key signs.
func (k *SigningKeys) KeyIDs() []string {
	k.mu.RLock()
	defer k.mu.RUnlock()
	ids := make([]string, len(k.keys))
	for i, key := range k.keys {
		ids[i] = key.kid
	}
	return ids
}

// PublicSet gives the JSON Web Key Set to publish (Security Framework §6.3). It holds public members only.
func (k *SigningKeys) PublicSet() ([]byte, error) { return k.marshal(false) }

// MarshalPrivate gives the keys as a private JSON Web Key Set, to be stored encrypted.
func (k *SigningKeys) MarshalPrivate() ([]byte, error) { return k.marshal(true) }

func (k *SigningKeys) marshal(private bool) ([]byte, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	set := jwk.NewSet()
	for _, key := range k.keys {
		var raw any = key.priv
		if !private {
			raw = key.priv.Public()
		}
		j, err := jwk.FromRaw(raw)
		if err != nil {
			return nil, fmt.Errorf("lti: key set: %w", err)
		}
		for name, value := range map[string]any{jwk.KeyIDKey: key.kid, jwk.AlgorithmKey: jwa.RS256, jwk.KeyUsageKey: "sig"} {
			if err := j.Set(name, value); err != nil {
				return nil, fmt.Errorf("lti: key set: %w", err)
			}
		}
		if err := set.AddKey(j); err != nil {
			return nil, fmt.Errorf("lti: key set: %w", err)
		}
	}
	b, err := json.Marshal(set)
	if err != nil {
		return nil, fmt.Errorf("lti: key set: %w", err)
	}
	return b, nil
}

// Sign signs with the newest key, RS256.
func (k *SigningKeys) Sign(payload []byte) ([]byte, error) {
	k.mu.RLock()
	key := k.keys[0]
	k.mu.RUnlock()
	h := jws.NewHeaders()
	for name, value := range map[string]string{jws.KeyIDKey: key.kid, jws.TypeKey: "JWT"} {
		if err := h.Set(name, value); err != nil {
			return nil, fmt.Errorf("lti: sign: %w", err)
		}
	}
	b, err := jws.Sign(payload, jws.WithKey(jwa.RS256, key.priv, jws.WithProtectedHeaders(h)))
	if err != nil {
		return nil, fmt.Errorf("lti: sign: %w", err)
	}
	return b, nil
}

// String hides the keys from logs.
func (k *SigningKeys) String() string { return "lti.SigningKeys" }

// GoString hides the keys from logs.
func (k *SigningKeys) GoString() string { return "lti.SigningKeys" }

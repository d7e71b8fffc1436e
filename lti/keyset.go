package lti

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// algorithms are those of RFC 7518 §3.1 that this package knows; all are asymmetric. A registration picks from them.
var algorithms = map[string]jwa.SignatureAlgorithm{
	"RS256": jwa.RS256, "RS384": jwa.RS384, "RS512": jwa.RS512,
	"PS256": jwa.PS256, "PS384": jwa.PS384, "PS512": jwa.PS512,
	"ES256": jwa.ES256, "ES384": jwa.ES384, "ES512": jwa.ES512,
}

func newVerifiers() (map[string]jws.Verifier, error) {
	out := make(map[string]jws.Verifier, len(algorithms))
	for name, alg := range algorithms {
		v, err := jws.NewVerifier(alg)
		if err != nil {
			return nil, fmt.Errorf("lti: verifier %s: %w", name, err)
		}
		out[name] = v
	}
	return out, nil
}

const (
	maxKeys    = 100  // of one set; more are ignored
	minRSABits = 2048 // RFC 7518 §3.3
	maxRSABits = 8192 // a bound on the work of one verification
)

// platformKey is one usable key of a platform.
type platformKey struct {
	kid string
	alg string // "" where the key doesn't say
	pub crypto.PublicKey
}

// keySet is a parsed key set; it never changes.
type keySet struct {
	keys     []platformKey
	unusable map[string]error // why keys were left out, by kid
}

var errNotKeySet = errors.New("not a JSON Web Key Set")

// parseKeySet reads a JSON Web Key Set (RFC 7517 §5). Keys that can't be used are left out, as the RFC asks, and don't
// spoil the rest: private and symmetric ones, those for encryption, weak RSA, unknown curves.
func parseKeySet(b []byte) (*keySet, error) {
	if strings.HasPrefix(strings.TrimSpace(string(b[:min(len(b), 64)])), "<") {
		return nil, fmt.Errorf("%w: a page of HTML", errNotKeySet)
	}
	var doc struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(b, &doc); err != nil || doc.Keys == nil {
		return nil, errNotKeySet
	}
	set := &keySet{unusable: make(map[string]error)}
	for i, raw := range doc.Keys {
		if i == maxKeys {
			break
		}
		key, kid, err := parsePlatformKey(raw)
		if err != nil {
			set.unusable[kid] = err
			continue
		}
		set.keys = append(set.keys, key)
	}
	return set, nil
}

// parsePlatformKey reads one key; kid is given also where the key is refused.
func parsePlatformKey(raw json.RawMessage) (platformKey, string, error) {
	var head struct {
		KeyID string `json:"kid"`
		Use   string `json:"use"`
		Alg   string `json:"alg"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return platformKey{}, "", errors.New("malformed")
	}
	key, err := jwk.ParseKey(raw)
	if err != nil {
		return platformKey{}, head.KeyID, errors.New("malformed")
	}
	if head.Use != "" && head.Use != "sig" {
		return platformKey{}, head.KeyID, errors.New("not for signatures")
	}
	if ops := key.KeyOps(); len(ops) > 0 && !hasVerify(ops) {
		return platformKey{}, head.KeyID, errors.New("not for verification")
	}
	var pub any
	if err := key.Raw(&pub); err != nil {
		return platformKey{}, head.KeyID, errors.New("malformed")
	}
	if err := usable(pub); err != nil {
		return platformKey{}, head.KeyID, err
	}
	return platformKey{kid: head.KeyID, alg: head.Alg, pub: pub}, head.KeyID, nil
}

func hasVerify(ops jwk.KeyOperationList) bool {
	for _, op := range ops {
		if op == jwk.KeyOpVerify {
			return true
		}
	}
	return false
}

// usable refuses what isn't a public key of sufficient strength (LTI-KEY-03).
func usable(pub any) error {
	switch k := pub.(type) {
	case *rsa.PublicKey:
		if n := k.N.BitLen(); n < minRSABits || n > maxRSABits {
			return fmt.Errorf("RSA key of %d bits", n)
		}
		if k.E < 3 || k.E%2 == 0 {
			return errors.New("RSA exponent is unsafe")
		}
		return nil
	case *ecdsa.PublicKey:
		if _, err := k.ECDH(); err != nil {
			return errors.New("not a point of a known curve")
		}
		return nil
	case *rsa.PrivateKey, *ecdsa.PrivateKey, []byte:
		return errors.New("a private or symmetric key was published")
	}
	return errors.New("key type not supported")
}

// match gives the keys that may have made a signature of that key id and algorithm. Several keys may share an id;
// a token without one is matched with every key of the algorithm.
func (s *keySet) match(kid, alg string) []crypto.PublicKey {
	var out []crypto.PublicKey
	for _, k := range s.keys {
		if (kid == "" || k.kid == kid) && (k.alg == "" || k.alg == alg) && fits(k.pub, alg) {
			out = append(out, k.pub)
		}
	}
	return out
}

// known tells whether the set has that key id at all, and why it can't be used for the algorithm.
func (s *keySet) known(kid string) error {
	if kid == "" {
		return nil
	}
	if err := s.unusable[kid]; err != nil {
		return err
	}
	for _, k := range s.keys {
		if k.kid == kid {
			return errors.New("the key is for another algorithm")
		}
	}
	return nil
}

// fits reports whether a key is of the algorithm's type and curve (RFC 7518 §3.1).
func fits(pub crypto.PublicKey, alg string) bool {
	switch k := pub.(type) {
	case *rsa.PublicKey:
		return strings.HasPrefix(alg, "RS") || strings.HasPrefix(alg, "PS")
	case *ecdsa.PublicKey:
		switch alg {
		case "ES256":
			return k.Curve == elliptic.P256()
		case "ES384":
			return k.Curve == elliptic.P384()
		case "ES512":
			return k.Curve == elliptic.P521()
		}
	}
	return false
}

package platform

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

const (
	toolKeysFresh   = 10 * time.Minute
	toolKeysTimeout = 5 * time.Second
)

type signingKey struct {
	kid string
	key *rsa.PrivateKey
}

type storedKey struct {
	Kid string `json:"kid"`
	PEM string `json:"pem"`
}

func (p *Platform) initKeys() error {
	for _, s := range p.st.Keys {
		block, _ := pem.Decode([]byte(s.PEM))
		if block == nil {
			return fmt.Errorf("read state: key %s is not PEM", s.Kid)
		}
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return fmt.Errorf("read state: key %s: %w", s.Kid, err)
		}
		p.keys = append(p.keys, signingKey{s.Kid, key})
	}
	if len(p.keys) > 0 {
		return nil
	}
	return p.addKey(p.cfg.Key, false)
}

// RotateKey signs with a fresh key from now on. The former keys stay in the
// key set where keep is true and are gone from it otherwise. It returns the
// new kid.
func (p *Platform) RotateKey(keep bool) (string, error) {
	if err := p.addKey(nil, keep); err != nil {
		return "", err
	}
	return p.signingKey().kid, nil
}

func (p *Platform) addKey(key *rsa.PrivateKey, keep bool) error {
	if key == nil {
		var err error
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			return fmt.Errorf("make key: %w", err)
		}
	}
	kid := p.random()[:20]
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	stored := storedKey{Kid: kid, PEM: string(pem.EncodeToMemory(block))}
	return p.update(func(st *state) error {
		fresh, kept := []signingKey{{kid, key}}, []storedKey{stored}
		if keep {
			fresh, kept = append(fresh, p.keys...), append(kept, st.Keys...)
		}
		p.keys, st.Keys = fresh, kept
		return nil
	})
}

func (p *Platform) signingKey() signingKey {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.keys[0]
}

// serveJWKS is the platform's key set (Security Framework 1.0, 6.3).
func (p *Platform) serveJWKS(w http.ResponseWriter, _ *http.Request) {
	var keys []signingKey
	p.view(func(*state) { keys = append(keys, p.keys...) })
	set := jwk.NewSet()
	for _, k := range keys {
		pub, err := jwk.FromRaw(k.key.Public())
		if err == nil {
			err = errors.Join(pub.Set(jwk.KeyIDKey, k.kid), pub.Set(jwk.AlgorithmKey, jwa.RS256),
				pub.Set(jwk.KeyUsageKey, "sig"), set.AddKey(pub))
		}
		if err != nil {
			p.log.Error("key set not served", "err", err)
			http.Error(w, "key set not available", http.StatusInternalServerError)
			return
		}
	}
	writeJSON(w, http.StatusOK, "application/json; charset=utf-8", set)
}

// SignOptions says how a token is signed; its zero value is the platform's
// own key with RS256.
type SignOptions struct {
	// Alg is the algorithm that makes the signature; the alg header says
	// the same unless a Mutation changes it. "none" leaves the signature empty.
	Alg string
	// Kid replaces the kid header.
	Kid string
	// Key signs instead of the platform's key: *rsa.PrivateKey,
	// *ecdsa.PrivateKey, or []byte for an HMAC.
	Key any
}

// SignIDToken signs claims as a compact JWS (RFC 7515).
func (p *Platform) SignIDToken(claims map[string]any, opts SignOptions) (string, error) {
	return p.sign(claims, opts, nil)
}

func (p *Platform) sign(claims map[string]any, opts SignOptions, mutate Mutation) (string, error) {
	own := p.signingKey()
	alg, kid, key := opts.Alg, opts.Kid, opts.Key
	if alg == "" {
		alg = jwa.RS256.String()
	}
	if kid == "" {
		kid = own.kid
	}
	if key == nil {
		key = own.key
	}
	header := map[string]any{"typ": "JWT", "alg": alg, "kid": kid}
	if mutate != nil {
		mutate(header, claims)
	}
	rawHeader, err := json.Marshal(header)
	if err != nil {
		return "", fmt.Errorf("sign token: header: %w", err)
	}
	rawClaims, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("sign token: claims: %w", err)
	}
	b64 := base64.RawURLEncoding
	input := b64.EncodeToString(rawHeader) + "." + b64.EncodeToString(rawClaims)
	if alg == "none" {
		return input + ".", nil
	}
	signer, err := jws.NewSigner(jwa.SignatureAlgorithm(alg))
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	sig, err := signer.Sign([]byte(input), key)
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return input + "." + b64.EncodeToString(sig), nil
}

// toolKeys fetches and keeps the key sets of tools.
type toolKeys struct {
	client *http.Client

	mu   sync.Mutex // guards sets
	sets map[string]fetchedSet
}

type fetchedSet struct {
	set jwk.Set
	at  time.Time
}

func newToolKeys(client *http.Client) *toolKeys {
	if client == nil {
		client = &http.Client{Timeout: toolKeysTimeout}
	}
	return &toolKeys{client: client, sets: map[string]fetchedSet{}}
}

var errKeyUnknown = errors.New("no key of that kid in the tool's key set")

// find returns a tool's key, fetching the set where it is stale or lacks the kid.
func (k *toolKeys) find(ctx context.Context, jwksURL, kid string, now time.Time) (jwk.Key, error) {
	k.mu.Lock()
	have, ok := k.sets[jwksURL]
	k.mu.Unlock()
	if ok && now.Sub(have.at).Abs() < toolKeysFresh {
		if key, ok := have.set.LookupKeyID(kid); ok {
			return key, nil
		}
	}
	set, err := k.fetch(ctx, jwksURL)
	if err != nil {
		return nil, fmt.Errorf("fetch tool keys: %w", err)
	}
	k.mu.Lock()
	k.sets[jwksURL] = fetchedSet{set, now}
	k.mu.Unlock()
	if key, ok := set.LookupKeyID(kid); ok {
		return key, nil
	}
	return nil, errKeyUnknown
}

func (k *toolKeys) fetch(ctx context.Context, jwksURL string) (jwk.Set, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, jwksURL, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	res, err := k.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // read to its end or given up
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", res.StatusCode)
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, bodyLimit))
	if err != nil {
		return nil, err
	}
	return jwk.Parse(raw)
}

package lti

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"
)

const (
	stateVersion = 1
	nonceBytes   = 16
	secretBytes  = 32
	maxState     = 4096
)

// b64 is base64url without padding. Platforms are known to damage anything between < and >, so a state is nothing else.
var b64 = base64.RawURLEncoding.Strict()

var (
	errState  = errors.New("not a state of this tool")
	errBase64 = errors.New("not base64url")
)

// decode64 decodes base64url of which each value has one spelling only: encoding/base64 would pass over line breaks, and
// a second spelling of a state would be a second use of a launch.
func decode64(s []byte) ([]byte, error) {
	if bytes.ContainsAny(s, "\r\n") {
		return nil, errBase64
	}
	b, err := b64.AppendDecode(nil, s)
	if err != nil {
		return nil, errBase64
	}
	return b, nil
}

// state is all that a login has to remember. It travels through the platform, sealed, and is written nowhere.
type state struct {
	issuedAt       time.Time // whole seconds
	nonce          [nonceBytes]byte
	browser        [sha256.Size]byte // hash of the browser secret
	target         [sha256.Size]byte // hash of the login's target_link_uri
	registration   string
	deployment     string // "" when the login named none
	storageTarget  string
	platformOrigin string
	digest         [sha256.Size]byte // of the sealed bytes; set when a state is opened
}

// nonceString is the nonce as the platform repeats it in the id_token.
func (s state) nonceString() string { return b64.EncodeToString(s.nonce[:]) }

// seal gives the state's wire form: the fields and their HMAC-SHA256, base64url.
func (s state) seal(key []byte) string {
	b := make([]byte, 0, 192+len(s.registration)+len(s.deployment)+len(s.storageTarget)+len(s.platformOrigin))
	b = append(b, stateVersion)
	b = binary.BigEndian.AppendUint64(b, uint64(s.issuedAt.Unix()))
	b = append(b, s.nonce[:]...)
	b = append(b, s.browser[:]...)
	b = append(b, s.target[:]...)
	for _, f := range []string{s.registration, s.deployment, s.storageTarget, s.platformOrigin} {
		b = binary.BigEndian.AppendUint16(b, uint16(len(f)))
		b = append(b, f...)
	}
	return b64.EncodeToString(append(b, stateMAC(key, b)...))
}

// parseState opens the wire form. It checks the seal before it reads anything else, and doesn't check the age.
func parseState(key []byte, wire string) (state, error) {
	if len(wire) > maxState {
		return state{}, errState
	}
	raw, err := decode64([]byte(wire))
	if err != nil || len(raw) < sha256.Size {
		return state{}, errState
	}
	b, mac := raw[:len(raw)-sha256.Size], raw[len(raw)-sha256.Size:]
	if !hmac.Equal(mac, stateMAC(key, b)) {
		return state{}, errState
	}
	s, err := decodeState(b)
	s.digest = sha256.Sum256(raw)
	return s, err
}

// decodeState reads the fields of a state whose seal was checked.
func decodeState(b []byte) (state, error) {
	var s state
	const fixed = 1 + 8 + nonceBytes + 2*sha256.Size
	if len(b) < fixed || b[0] != stateVersion {
		return state{}, errState
	}
	s.issuedAt = time.Unix(int64(binary.BigEndian.Uint64(b[1:9])), 0)
	copy(s.nonce[:], b[9:])
	copy(s.browser[:], b[9+nonceBytes:])
	copy(s.target[:], b[9+nonceBytes+sha256.Size:])
	rest := b[fixed:]
	for _, f := range []*string{&s.registration, &s.deployment, &s.storageTarget, &s.platformOrigin} {
		if len(rest) < 2 {
			return state{}, errState
		}
		n := int(binary.BigEndian.Uint16(rest))
		if len(rest) < 2+n {
			return state{}, errState
		}
		*f, rest = string(rest[2:2+n]), rest[2+n:]
	}
	if len(rest) != 0 {
		return state{}, errState
	}
	return s, nil
}

func stateMAC(key, b []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(b)
	return m.Sum(nil)
}

// openState is parseState with the state's age checked against now (LTI-STATE-01 to 03).
func (t *Tool) openState(wire string, now time.Time) (state, error) {
	if wire == "" {
		return state{}, refuse("state_missing", nil)
	}
	s, err := parseState(t.cfg.StateKey, wire)
	if err != nil {
		return state{}, refuse("state_invalid", err)
	}
	age := now.Sub(s.issuedAt)
	if age < -t.cfg.Skew {
		return state{}, refuse("state_invalid", errors.New("issued in the future"))
	}
	if age > t.cfg.StateTTL {
		return state{}, refuse("state_expired", nil)
	}
	return s, nil
}

// StorageTarget tells from a state whether the platform offered storage at the login (LTI Client Side postMessages
// and Platform Storage 1.0), so that a launch without cookie can ask it for the browser secret. Target is the frame
// name, platformOrigin the only origin to which a message may go. Not ok: none offered, or not a valid state.
func (t *Tool) StorageTarget(wire string) (target, platformOrigin string, ok bool) {
	s, err := t.openState(wire, t.cfg.Clock())
	if err != nil || s.storageTarget == "" {
		return "", "", false
	}
	return s.storageTarget, s.platformOrigin, true
}

// CookieName is the name of the cookie (and of the platform storage key) that holds a login's BrowserSecret. It
// differs by login, so that several in one browser don't disturb each other.
func (t *Tool) CookieName(wire string) string {
	sum := sha256.Sum256([]byte(wire))
	return "lti_" + b64.EncodeToString(sum[:9])
}

// proveBrowser checks that one of the secrets is the one of the login (LTI-STATE-04, LTI-STATE-05).
func (s state) proveBrowser(secrets []string) error {
	const most = 32
	came, match := false, false
	for i, secret := range secrets {
		if i == most {
			break
		}
		if secret == "" {
			continue
		}
		came = true
		sum := sha256.Sum256([]byte(secret))
		if hmac.Equal(sum[:], s.browser[:]) {
			match = true
		}
	}
	switch {
	case match:
		return nil
	case came:
		return refuse("browser_mismatch", nil)
	}
	return refuse("browser_unproven", nil)
}

// once is the single-use key of the login: it covers the whole state and with it the nonce.
func (s state) once(ttl, skew time.Duration) OnceKey {
	return OnceKey{Key: "lti1." + b64.EncodeToString(s.digest[:]), ExpiresAt: s.issuedAt.Add(ttl + skew)}
}

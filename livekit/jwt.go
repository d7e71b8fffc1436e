package livekit

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/livekit/protocol/auth"
)

// maxTokenBytes bounds what a webhook's Authorization header may hold; LiveKit's are about 300 bytes.
const maxTokenBytes = 4096

// claims are the registered claims of RFC 7519 that LiveKit uses, and its own grants.
//
// "nbf" isn't written: a server whose clock is behind ours would refuse a fresh token.
type claims struct {
	Issuer    string      `json:"iss,omitempty"`
	Subject   string      `json:"sub,omitempty"`
	NotBefore json.Number `json:"nbf,omitempty"`
	Expires   int64       `json:"exp,omitempty"`
	auth.ClaimGrants
}

// sign makes a compact JWS with HS256 (RFC 7515, section 7.1; RFC 7518, section 3.2).
func sign(c claims, secret string) (string, error) {
	payload, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("encode claims: %w", err)
	}
	enc := base64.RawURLEncoding
	head := enc.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + enc.EncodeToString(payload)
	return head + "." + enc.EncodeToString(mac(head, secret)), nil
}

func mac(signed, secret string) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(signed))
	return h.Sum(nil)
}

// hookClaims are the claims of a webhook's token: who signed, when, and the digest of the body.
type hookClaims struct {
	Issuer    string      `json:"iss"`
	NotBefore json.Number `json:"nbf"`
	Sha256    string      `json:"sha256"`
}

// verifyHook checks the signature, the issuer and the digest of body, and returns the time at which
// the token was made (zero where it doesn't say). It accepts HS256 alone, looks at no claim before
// the signature holds, and leaves "exp" to the caller: an event that waited out a failure is as true
// as before.
func verifyHook(token string, body []byte, key, secret string) (time.Time, error) {
	if len(token) > maxTokenBytes {
		return time.Time{}, fmt.Errorf("%w: token of %d bytes", ErrSignature, len(token))
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}, fmt.Errorf("%w: not a compact token", ErrSignature)
	}
	var raw [3][]byte
	for i, p := range parts {
		b, err := base64.RawURLEncoding.Strict().DecodeString(p)
		if err != nil {
			return time.Time{}, fmt.Errorf("%w: part %d isn't base64url", ErrSignature, i+1)
		}
		raw[i] = b
	}
	var header struct {
		Alg  string          `json:"alg"`
		Crit json.RawMessage `json:"crit"`
	}
	if err := json.Unmarshal(raw[0], &header); err != nil || header.Alg != "HS256" || header.Crit != nil {
		return time.Time{}, fmt.Errorf("%w: header isn't HS256", ErrSignature)
	}
	if !hmac.Equal(raw[2], mac(parts[0]+"."+parts[1], secret)) {
		return time.Time{}, fmt.Errorf("%w: wrong key or altered token", ErrSignature)
	}
	var c hookClaims
	if err := json.NewDecoder(bytes.NewReader(raw[1])).Decode(&c); err != nil {
		return time.Time{}, fmt.Errorf("%w: claims aren't JSON", ErrSignature)
	}
	if subtle.ConstantTimeCompare([]byte(c.Issuer), []byte(key)) != 1 {
		return time.Time{}, fmt.Errorf("%w: another API key", ErrSignature)
	}
	sum := sha256.Sum256(body)
	if subtle.ConstantTimeCompare([]byte(c.Sha256), []byte(base64.StdEncoding.EncodeToString(sum[:]))) != 1 {
		return time.Time{}, fmt.Errorf("%w: altered body", ErrSignature)
	}
	return numericDate(c.NotBefore), nil
}

// numericDate reads a NumericDate (RFC 7519, section 2), which may carry a fraction.
func numericDate(n json.Number) time.Time {
	f, err := n.Float64()
	if err != nil || f <= 0 || f > 1e12 {
		return time.Time{}
	}
	return time.UnixMilli(int64(f * 1000)).UTC()
}

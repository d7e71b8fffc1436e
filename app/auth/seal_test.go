package auth_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"testing"

	"github.com/lectern-classroom/lectern/app/auth"
)

func sealer(t *testing.T, fill string) *auth.Sealer {
	t.Helper()
	s, err := auth.NewSealer(bytes.Repeat([]byte(fill), 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSealedOpensInItsPlaceWithItsKeyAlone(t *testing.T) {
	t.Parallel()
	const plain = "-----BEGIN PRIVATE KEY-----"
	s := sealer(t, "s")
	sealed, err := s.Seal("lti.key", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		t.Fatal(err)
	}
	tampered := func(i int) string {
		b := bytes.Clone(raw)
		b[i] ^= 1
		return base64.RawStdEncoding.EncodeToString(b)
	}
	tests := map[string]struct {
		by           *auth.Sealer
		what, sealed string
		ok           bool
	}{
		"as it was sealed":   {s, "lti.key", sealed, true},
		"another sealer":     {sealer(t, "s"), "lti.key", sealed, true},
		"wrong key":          {sealer(t, "o"), "lti.key", sealed, false},
		"wrong place":        {s, "lrs.password", sealed, false},
		"no place":           {s, "", sealed, false},
		"nonce changed":      {s, "lti.key", tampered(0), false},
		"text changed":       {s, "lti.key", tampered(14), false},
		"tag changed":        {s, "lti.key", tampered(len(raw) - 1), false},
		"cut":                {s, "lti.key", sealed[:len(sealed)-4], false},
		"nonce alone":        {s, "lti.key", base64.RawStdEncoding.EncodeToString(raw[:12]), false},
		"shorter than that":  {s, "lti.key", "AAAA", false},
		"empty":              {s, "lti.key", "", false},
		"not base64":         {s, "lti.key", "%%%", false},
		"with padding added": {s, "lti.key", sealed + "=", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tc.by.Open(tc.what, tc.sealed)
			if tc.ok && (err != nil || string(got) != plain) {
				t.Errorf("got %q, %v", got, err)
			}
			if !tc.ok && (!errors.Is(err, auth.ErrSealed) || got != nil) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestSealingTwiceGivesTwoTexts(t *testing.T) {
	t.Parallel()
	s := sealer(t, "s")
	a, err := s.Seal("x", []byte("same"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Seal("x", []byte("same"))
	if err != nil || a == b {
		t.Errorf("the second is equal: %v", err)
	}
}

func TestAShortSecretIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := auth.NewSealer(make([]byte, 31)); err == nil {
		t.Error("31 bytes are taken")
	}
}

func TestDerivedKeysDifferByPurposeAndSecret(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, secret := range []string{"s", "o"} {
		for _, purpose := range []string{"a", "b", "seal"} {
			key, err := sealer(t, secret).Derive(purpose)
			if err != nil || len(key) != 32 {
				t.Fatalf("%d bytes, %v", len(key), err)
			}
			if twin, twice := seen[string(key)]; twice {
				t.Errorf("%s/%s has the key of %s", secret, purpose, twin)
			}
			seen[string(key)] = secret + "/" + purpose
		}
	}
}

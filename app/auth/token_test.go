package auth_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/auth"
)

var enc = base64.RawURLEncoding

// forge signs a header and claims by hand, with HMAC-SHA-256.
func forge(t *testing.T, header string, claims map[string]any, key []byte) string {
	t.Helper()
	b, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	head := enc.EncodeToString([]byte(header)) + "." + enc.EncodeToString(b)
	h := hmac.New(sha256.New, key)
	h.Write([]byte(head))
	return head + "." + enc.EncodeToString(h.Sum(nil))
}

func bearerKey(t *testing.T, secret []byte) []byte {
	t.Helper()
	s, err := auth.NewSealer(secret)
	if err != nil {
		t.Fatal(err)
	}
	key, err := s.Derive("bearer token")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestAuthenticate(t *testing.T) {
	t.Parallel()
	const hs256, none = `{"alg":"HS256"}`, `{"alg":"none"}`
	good := func() map[string]any {
		return map[string]any{"aud": "lectern", "sub": "u", "cls": "c", "role": "instructor", "lid": "l", "exp": start.Add(time.Hour).Unix()}
	}
	with := func(name string, value any) map[string]any {
		c := good()
		c[name] = value
		return c
	}
	key, other := bearerKey(t, secret), bearerKey(t, bytes.Repeat([]byte("o"), 32))
	valid := forge(t, hs256, good(), key)
	parts := strings.Split(valid, ".")
	promoted := enc.EncodeToString([]byte(`{"aud":"lectern","sub":"u","cls":"c","role":"instructor","lid":"l","exp":9999999999}`))
	tests := map[string]struct {
		token string
		ok    bool
	}{
		"made by hand":            {valid, true},
		"a second before its end": {forge(t, hs256, with("exp", start.Unix()+1), key), true},
		"at its end":              {forge(t, hs256, with("exp", start.Unix()), key), false},
		"without an end":          {forge(t, hs256, with("exp", 0), key), false},
		"an end that is no time":  {forge(t, hs256, with("exp", "tomorrow"), key), false},
		"other audience":          {forge(t, hs256, with("aud", "livekit"), key), false},
		"no audience":             {forge(t, hs256, with("aud", ""), key), false},
		"other key":               {forge(t, hs256, good(), other), false},
		"the secret as its key":   {forge(t, hs256, good(), secret), false},
		"empty key":               {forge(t, hs256, good(), nil), false},
		"alg none":                {enc.EncodeToString([]byte(none)) + "." + parts[1] + ".", false},
		"alg none, signed":        {forge(t, none, good(), key), false},
		"alg RS256":               {forge(t, `{"alg":"RS256"}`, good(), key), false},
		"alg HS384":               {forge(t, `{"alg":"HS384"}`, good(), key), false},
		"another header":          {forge(t, `{"alg":"HS256","kid":"../key"}`, good(), key), false},
		"not compact":             {`{"protected":"` + parts[0] + `","payload":"` + parts[1] + `","signature":"` + parts[2] + `"}`, false},
		"no alg":                  {forge(t, `{}`, good(), key), false},
		"claims exchanged":        {parts[0] + "." + promoted + "." + parts[2], false},
		"a line break within":     {valid[:len(valid)-4] + "\n" + valid[len(valid)-4:], false},
		"four parts":              {valid + "." + parts[2], false},
		"signature padded":        {valid + "=", false},
		"signature cut":           {valid[:len(valid)-2], false},
		"no signature":            {parts[0] + "." + parts[1] + ".", false},
		"two parts":               {parts[0] + "." + parts[1], false},
		"empty":                   {"", false},
		"dots":                    {"..", false},
		"garbage":                 {"\xff\x00{}", false},
		"oversized":               {forge(t, hs256, with("sub", strings.Repeat("x", 4000)), key), false},
		"claims that are a list":  {forge(t, hs256, nil, key), false},
	}
	w := newSQLite(t)
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := w.Authenticate(tc.token)
			if tc.ok {
				if err != nil || a.User != "u" || a.Role != app.RoleInstructor {
					t.Errorf("got %+v, %v", a, err)
				}
				return
			}
			wantCode(t, err, app.CodeUnauthorized)
			if a != (app.Actor{}) {
				t.Errorf("a refusal names %+v", a)
			}
		})
	}
}

func TestATokenEndsWithItsLife(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	token := w.exchange(t, w.begin(t, login("a"))).Token
	w.clock.Add(auth.TokenLife - time.Second)
	w.check(t, token)
	w.clock.Add(time.Second)
	_, err := w.Authenticate(token)
	wantCode(t, err, app.CodeUnauthorized)
}

func TestATokenOfAnotherInstallationIsRefused(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	token := w.exchange(t, w.begin(t, login("a"))).Token
	_, err := newService(t, w, bytes.Repeat([]byte("o"), 32)).Authenticate(token)
	wantCode(t, err, app.CodeUnauthorized)
}

func TestATokenHoldsNothingOfThePerson(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	payload, err := enc.DecodeString(strings.Split(w.exchange(t, w.begin(t, login("a"))).Token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"Ana", "lms.example", "de\""} {
		if bytes.Contains(payload, []byte(private)) {
			t.Errorf("the token holds %q", private)
		}
	}
}

// TestTokensAreWhatJWXMakesAndTakes keeps the short way to a token the same as the library's long one.
func TestTokensAreWhatJWXMakesAndTakes(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	token, key := w.exchange(t, w.begin(t, login("a"))).Token, bearerKey(t, secret)
	payload, err := jws.Verify([]byte(token), jws.WithKey(jwa.HS256, key))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := jws.Sign(payload, jws.WithKey(jwa.HS256, key))
	if err != nil || string(signed) != token {
		t.Errorf("jwx makes %s, %v of it; got %s", signed, err, token)
	}
}

func BenchmarkToken(b *testing.B) {
	w := newSQLite(b)
	token := w.exchange(b, w.begin(b, login("a"))).Token
	actor, err := w.Authenticate(token)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("authenticate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := w.Authenticate(token); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("renew", func(b *testing.B) { // with its read of the login
		b.ReportAllocs()
		for b.Loop() {
			if _, err := w.Renew(b.Context(), actor); err != nil {
				b.Fatal(err)
			}
		}
	})
}

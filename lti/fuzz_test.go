package lti

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// oneRegistration answers every question with itself.
type oneRegistration Registration

func (r oneRegistration) FindRegistration(context.Context, string, string) (Registration, error) {
	return Registration(r), nil
}

func (r oneRegistration) RegistrationByID(context.Context, string) (Registration, error) {
	return Registration(r), nil
}

// FuzzLaunch puts arbitrary bytes through Tool.Launch as a token, and through what follows a good signature as the
// payload. It signs nothing itself, so that each input always takes the same way.
func FuzzLaunch(f *testing.F) {
	keys, err := GenerateSigningKeys()
	if err != nil {
		f.Fatal(err)
	}
	set, err := keys.PublicSet()
	if err != nil {
		f.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(set) }))
	f.Cleanup(server.Close)
	at := time.Unix(1795355484, 0)
	reg := oneRegistration{ID: "r", Issuer: "https://lms.example", ClientID: "c", AuthURL: "https://lms.example/a", JWKSURL: server.URL, Deployments: []string{"1"}}
	tool, err := NewTool(ToolConfig{Registrations: reg, StateKey: make([]byte, 32), LaunchURL: "https://tool.example/l",
		Clock: func() time.Time { return at }, Rand: strings.NewReader(strings.Repeat("r", 64))})
	if err != nil {
		f.Fatal(err)
	}
	login, err := tool.Login(f.Context(), LoginRequest{Issuer: reg.Issuer, LoginHint: "1", TargetLinkURI: "https://tool.example/"})
	if err != nil {
		f.Fatal(err)
	}
	good := map[string]any{"iss": reg.Issuer, "aud": "c", "sub": "5", "nonce": login.Nonce, "iat": at.Unix(), "exp": at.Unix() + 60,
		claimMessageType: MessageResourceLink, claimVersion: "1.3.0", claimDeployment: "1", claimTarget: "https://tool.example/",
		claimResourceLink: map[string]any{"id": "7"}, claimRoles: []string{"Learner"}, claimCustom: map[string]any{"a": nil}}
	seed, err := json.Marshal(good)
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := tool.openState(login.State, at)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := tool.read(Registration(reg), sealed, seed, at); err != nil {
		f.Fatalf("the good seed: %v", err)
	}
	token, err := keys.Sign(seed)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(token)
	f.Add(seed)
	for _, s := range []string{"", "..", "e30.e30.e30", `{"iss":"https://lms.example","aud":["c"]}`, `{"\u0000":[{"":[]}]}`, `{"iat":1e309}`, `[]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		launch, err := tool.Launch(t.Context(), LaunchRequest{IDToken: string(b), State: login.State, BrowserSecrets: []string{login.BrowserSecret}})
		checkFuzzed(t, launch, err)
		launch, err = tool.read(Registration(reg), sealed, b, at)
		checkFuzzed(t, launch, err)
	})
}

// checkFuzzed holds what any launch must be: whole, or refused with an *Error of 4xx.
func checkFuzzed(t *testing.T, launch *Launch, err error) {
	t.Helper()
	var e *Error
	switch {
	case err == nil && (launch.Subject == "" || launch.ResourceLink.ID == "" || launch.DeploymentID != "1" || launch.Once.Key == ""):
		t.Fatalf("an incomplete launch was accepted: %+v", launch)
	case err != nil && !errors.As(err, &e):
		t.Fatalf("not an *Error: %v", err)
	case err != nil && e.HTTPStatus()/100 != 4:
		t.Fatalf("status %d", e.HTTPStatus())
	}
}

// FuzzParseState looks for panics, and for a state that opens though it wasn't sealed.
func FuzzParseState(f *testing.F) {
	key := []byte(strings.Repeat("k", 32))
	f.Add("", []byte{})
	f.Add(state{registration: "r", storageTarget: "_parent"}.seal(key), []byte{stateVersion})
	f.Fuzz(func(t *testing.T, wire string, body []byte) {
		if s, err := parseState(key, wire); err == nil && s.seal(key) != wire {
			t.Fatalf("a second spelling of a state: %q", wire)
		}
		if s, err := decodeState(body); err == nil {
			if again, err := parseState(key, s.seal(key)); err != nil || again.registration != s.registration {
				t.Fatalf("a state didn't survive its wire form: %v", err)
			}
		}
	})
}

// FuzzLink looks for panics, and for addresses that weren't in the header.
func FuzzLink(f *testing.F) {
	f.Add(`<https://a/1>; rel="first", <https://a/2?x=1&amp;y=2>; rel=next`)
	f.Add("<,\">;;rel=\u201cnext\u201d")
	f.Fuzz(func(t *testing.T, header string) {
		next := nextLink([]string{header})
		if next != "" && !strings.Contains(header, "<") {
			t.Fatalf("%q from %q", next, header)
		}
		if next != "" {
			if u, err := sameOrigin("https://lms.example/x", next); err == nil && !strings.HasPrefix(u, "https://lms.example") {
				t.Fatalf("%q is on the same origin", u)
			}
		}
	})
}

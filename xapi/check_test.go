package xapi_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

func TestNormaliseEndpoint(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		"https://lrs.example.org/xapi":               "https://lrs.example.org/xapi",
		"  https://lrs.example.org/xapi// ":          "https://lrs.example.org/xapi",
		"https://lrs.example.org/xapi/statements":    "https://lrs.example.org/xapi",
		"https://lrs.example.org/xapi/statements///": "https://lrs.example.org/xapi",
		"http://127.0.0.1:8080":                      "http://127.0.0.1:8080",
	}
	for in, want := range good {
		if got, err := xapi.NormaliseEndpoint(in); err != nil || got != want {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	for _, in := range []string{"", "lrs.example.org", "ftp://x.example", "https://", "https://u:p@x.example/", "https://x.example/?a=b", "https://x.example/#f", "https://x.exa mple"} {
		if _, err := xapi.NewClient(xapi.ClientConfig{Endpoint: in}); !errors.Is(err, xapi.ErrEndpoint) {
			t.Errorf("%q: %v", in, err)
		} else if strings.Contains(err.Error(), "u:p") {
			t.Errorf("%q: the error shows credentials", in)
		}
	}
}

func TestCheckAgainstTheStore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.client.Check(t.Context()); err != nil {
		t.Errorf("a good store: %v", err)
	}
	r.store.Faults().SetPolicy(lrs.Policy{WriteOnly: true})
	if err := r.client.Check(t.Context()); err != nil {
		t.Errorf("credentials that may only write: %v", err)
	}
	wrong := client(t, r.server.URL+"/xapi", func(c *xapi.ClientConfig) { c.Password = "x" })
	if d := trouble(t, wrong.Check(t.Context()), xapi.Paused); d.Status != 401 {
		t.Errorf("%+v", d)
	}
	elsewhere := client(t, r.server.URL+"/lrs")
	if d := trouble(t, elsewhere.Check(t.Context()), xapi.Paused); d.Status != 404 {
		t.Errorf("%+v", d)
	}
	old := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"version":["1.0.0","1.0.3"]}`)
	}))
	t.Cleanup(old.Close)
	newer := client(t, old.URL, func(c *xapi.ClientConfig) { c.Version = "2.0.0" })
	if d := trouble(t, newer.Check(t.Context()), xapi.Paused); !strings.Contains(d.Text, "speaks 1.0.0") {
		t.Errorf("%+v", d)
	}
	if all := r.stored(); len(all) != 0 {
		t.Errorf("a check wrote %d statements", len(all))
	}
}

func TestCheckTellsWhatIsNoLRS(t *testing.T) {
	t.Parallel()
	const page = "<!doctype html><title>Welcome</title>"
	about := func(w http.ResponseWriter) { _, _ = io.WriteString(w, `{"version":["1.0.3","2.0.0"]}`) }
	tests := map[string]struct {
		handler http.HandlerFunc
		kind    xapi.Kind
	}{
		"a web site": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, page) }, xapi.Paused},
		"a site that lists versions": {func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/about") {
				about(w)
				return
			}
			_, _ = io.WriteString(w, page)
		}, xapi.Paused},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://x.example/", http.StatusFound)
		}, xapi.Paused},
		"an ill one": {func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/about") {
				about(w)
				return
			}
			w.WriteHeader(http.StatusBadGateway)
		}, xapi.Unavailable},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(tc.handler)
			t.Cleanup(srv.Close)
			trouble(t, client(t, srv.URL).Check(t.Context()), tc.kind)
		})
	}
}

package lti

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStateRoundTrip(t *testing.T) {
	t.Parallel()
	key := []byte(strings.Repeat("k", 32))
	want := state{
		issuedAt: time.Unix(1795355484, 0), nonce: [nonceBytes]byte{1, 2}, browser: sha256.Sum256([]byte("b")), target: sha256.Sum256([]byte("t")),
		registration: "reg", deployment: "déploiement", storageTarget: "_parent", platformOrigin: "https://lms.example",
	}
	wire := want.seal(key)
	got, err := parseState(key, wire)
	if err != nil {
		t.Fatal(err)
	}
	if got.digest == want.digest {
		t.Error("no digest")
	}
	want.digest = got.digest
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(state{})); diff != "" {
		t.Error(diff)
	}
	for i := range len(wire) {
		changed := []byte(wire)
		changed[i] ^= 1
		if _, err := parseState(key, string(changed)); err == nil {
			t.Errorf("LTI-STATE-02: a change at %d was not seen", i)
		}
		if _, err := parseState(key, wire[:i]); err == nil {
			t.Errorf("LTI-STATE-02: cut at %d was not seen", i)
		}
	}
}

func TestNextLink(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		headers []string
		want    string
	}{
		{"none", nil, ""},
		{"LTI-NRPS-02 plain", []string{`<https://a/x?from=2>; rel="next"`}, "https://a/x?from=2"},
		{"LTI-NRPS-02 no quotes", []string{`<https://a>;rel=next`}, "https://a"},
		{"LTI-NRPS-02 among others", []string{`<https://a/1>; rel="first", <https://a/2>; rel="next", <https://a/9>; rel="last"`}, "https://a/2"},
		{"LTI-NRPS-02 several headers", []string{`<https://a/1>; rel=first`, `<https://a/2>; rel=next`}, "https://a/2"},
		{"LTI-NRPS-02 curly quotes and entities", []string{"<https://a?x=1&amp;from=2>; rel=\u201cnext\u201d"}, "https://a?x=1&from=2"},
		{"LTI-NRPS-02 a comma in the address", []string{`<https://a/1,2>; rel="next"`}, "https://a/1,2"},
		{"LTI-NRPS-02 a comma in a parameter", []string{`<https://a/1>; title="next, please"; rel="first", <https://a/2>; rel="next"`}, "https://a/2"},
		{"LTI-NRPS-02 several relations", []string{`<https://a/2>; rel="last next"`}, "https://a/2"},
		{"LTI-NRPS-02 upper case", []string{`<https://a/2>; REL="Next"`}, "https://a/2"},
		{"LTI-NRPS-02 another relation", []string{`<https://a/2>; rel="nextish"`}, ""},
		{"LTI-NRPS-02 another parameter", []string{`<https://a/2>; title="next"`}, ""},
		{"LTI-NRPS-02 garbage", []string{"<", ">", "<>", "rel=next", "<https://a", `<https://a>; rel`}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := nextLink(c.headers); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, base, link, want string }{
		{"LTI-NRPS-03 relative", "https://a.example/x?y=1", "?y=2", "https://a.example/x?y=2"},
		{"LTI-NRPS-03 default port", "https://a.example/x", "https://a.example:443/z", "https://a.example:443/z"},
		{"LTI-NRPS-03 http behind a proxy", "https://a.example/x", "http://a.example/z", "https://a.example/z"},
		{"LTI-NRPS-03 another port", "https://a.example/x", "https://a.example:8443/z", ""},
		{"LTI-NRPS-03 another host", "https://a.example/x", "//b.example/z", ""},
		{"LTI-NRPS-03 from http to https", "http://a.example/x", "https://a.example/z", ""},
		{"LTI-NRPS-03 credentials", "https://a.example/x", "https://u@a.example/z", ""},
		{"LTI-NRPS-03 a script", "https://a.example/x", "javascript:1", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := sameOrigin(c.base, c.link)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("%q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestParseObject(t *testing.T) {
	t.Parallel()
	got, err := parseObject([]byte(" {\"a\" : [1, {\"b\":\"]}\\\"\"}] ,\n\"c\":null,\"d\":-1.5e3 , \"e\":\"x\",\"\":{} } "))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a": `[1, {"b":"]}\""}]`, "c": "null", "d": "-1.5e3", "e": `"x"`, "": "{}"}
	have := map[string]string{}
	for k, v := range got {
		have[k] = string(v)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
}

package lti

import (
	"encoding/json"
	"errors"
	"net/netip"
	"net/url"
	"testing"
)

func TestReachableAddresses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		addr            string
		public, private bool // with and without a private network of one's own
	}{
		{"93.184.216.34", true, true}, {"2606:2800:220:1:248:1893:25c8:1946", true, true},
		{"127.0.0.1", false, true}, {"::1", false, true}, {"10.1.2.3", false, true}, {"172.20.0.1", false, true},
		{"192.168.1.4", false, true}, {"fd00::1", false, true}, {"::ffff:10.0.0.1", false, true},
		{"169.254.169.254", false, false}, {"fe80::1", false, false}, {"::ffff:169.254.169.254", false, false},
		{"0.0.0.0", false, false}, {"::", false, false}, {"224.0.0.1", false, false}, {"255.255.255.255", false, false},
		{"100.64.1.1", false, false}, {"198.18.0.1", false, false}, {"64:ff9b::7f00:1", false, false}, {"2002:7f00:1::", false, false},
	} {
		a := netip.MustParseAddr(tc.addr)
		if got := reachable(a, false); got != tc.public {
			t.Errorf("LTI-REG-02 %s for a public tool: %v", tc.addr, got)
		}
		if got := reachable(a, true); got != tc.private {
			t.Errorf("LTI-REG-02 %s for a private tool: %v", tc.addr, got)
		}
	}
}

func TestPrivateHost(t *testing.T) {
	t.Parallel()
	names := map[string][]netip.Addr{
		"inner": {netip.MustParseAddr("10.0.0.1")}, "outer": {netip.MustParseAddr("93.184.216.34")},
		"both": {netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("93.184.216.34")}, "link": {netip.MustParseAddr("169.254.1.1")},
	}
	lookup := func(host string) ([]netip.Addr, error) {
		if a, ok := names[host]; ok {
			return a, nil
		}
		return nil, errors.New("no such host")
	}
	for host, want := range map[string]bool{"127.0.0.1": true, "8.8.8.8": false, "169.254.1.1": false, "inner": true, "outer": false, "both": false, "link": false, "none": false} {
		if got := PrivateHost(host, lookup); got != want {
			t.Errorf("LTI-REG-02 %s: %v", host, got)
		}
	}
}

func TestConfigurationByHTTPS(t *testing.T) {
	t.Parallel()
	const from = "https://lms.example/config"
	good := func() map[string]any {
		return map[string]any{"issuer": "https://lms.example", "authorization_endpoint": "https://lms.example/auth", "token_endpoint": "https://auth.example/token",
			"jwks_uri": "https://lms.example/jwks", "registration_endpoint": "https://lms.example/register"}
	}
	with := func(name string, value any) map[string]any {
		m := good()
		m[name] = value
		return m
	}
	canvas := good()
	canvas["issuer"] = "https://canvas.instructure.com"
	for _, tc := range []struct {
		name, from, code string
		doc              map[string]any
	}{
		{"LTI-REG-05 all there", from, "", good()},
		{"LTI-REG-04 a port is another origin", "https://lms.example:8443/config", "platform_issuer_mismatch", good()},
		{"LTI-REG-04 another site", "https://evil.example/config", "platform_issuer_mismatch", good()},
		{"LTI-REG-04 a name that ends alike", "https://evil-lms.example/config", "platform_issuer_mismatch", good()},
		{"LTI-REG-04 below the issuer's name", "https://students.lms.example/config", "platform_issuer_mismatch", good()},
		{"LTI-REG-04 Canvas as it is hosted", "https://sso.canvaslms.com/api/lti/security/openid-configuration", "", canvas},
		{"LTI-REG-04 Canvas of a school", "https://school.instructure.com/api/lti/security/openid-configuration", "", canvas},
		{"LTI-REG-04 a domain that only ends like Canvas's", "https://notinstructure.com/config", "platform_issuer_mismatch", canvas},
		{"LTI-REG-05 http within https", from, "platform_configuration_incomplete", with("token_endpoint", "http://lms.example/token")},
		{"LTI-REG-05 credentials in an address", from, "platform_configuration_incomplete", with("jwks_uri", "https://a:b@lms.example/jwks")},
		{"LTI-REG-05 an issuer with a query", from, "platform_configuration_incomplete", with("issuer", "https://lms.example?x=1")},
		{"LTI-REG-05 a scheme of another kind", from, "platform_configuration_incomplete", with("registration_endpoint", "file:///etc/passwd")},
	} {
		u, err := url.Parse(tc.from)
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(tc.doc)
		if err != nil {
			t.Fatal(err)
		}
		_, err = NewRegistrar(RegistrarConfig{}).parseConfiguration(u, body)
		if Code(err) != tc.code || (tc.code == "" && err != nil) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.code)
		}
	}
}

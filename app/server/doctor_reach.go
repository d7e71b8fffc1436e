package server

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/xapi"
)

// certificateNotice is how long before its end a certificate should have been renewed.
const certificateNotice = 14 * 24 * time.Hour

// reach checks that the public address leads to a Lectern, by TLS that browsers accept, and what that one says of itself.
func (d *doctor) reach(ctx context.Context) []Check {
	if d.public == nil {
		return nil // told by the configuration
	}
	address := d.public.String()
	health, err := d.get(ctx, address+"/healthz")
	if err != nil {
		return d.unreached(address, err)
	}
	found := d.certificate(health)
	if health.status != http.StatusOK || string(health.body) != "ok\n" {
		return append(found, Check{"public address", Fail, fmt.Sprintf("%s answers %d to /healthz: it isn't a Lectern", address, health.status), "let the proxy at LECTERN_PUBLIC_URL pass everything to `lectern serve`, or mend LECTERN_PUBLIC_URL"})
	}
	ready, err := d.get(ctx, address+"/readyz")
	if err == nil {
		err = json.Unmarshal(ready.body, &d.parts)
	}
	if err != nil {
		return append(found, Check{"public address", Fail, address + " doesn't say whether it is ready: " + line(err), "let the proxy pass /readyz"})
	}
	found = append(found, d.ready(address), d.keys(ctx, address))
	if metrics, err := d.get(ctx, address+"/metrics"); err == nil && metrics.status == http.StatusOK && !loopback(d.public.Hostname()) {
		found = append(found, Check{"metrics", Warn, "everybody can read " + address + "/metrics", "let the proxy keep /metrics to itself"})
	}
	return found
}

func (d *doctor) unreached(address string, err error) []Check {
	var bad *tls.CertificateVerificationError
	if errors.As(err, &bad) {
		return []Check{{"tls", Fail, "the certificate of " + d.public.Host + " isn't accepted: " + line(bad.Err), "give the proxy a certificate of this name from a public authority; Caddy gets one where ports 80 and 443 are reached from the internet"}}
	}
	return []Check{{"public address", Fail, address + " isn't reached from here: " + line(err), "start `lectern serve`, and let LECTERN_PUBLIC_URL lead to it from everywhere: name in DNS, port in the firewall, proxy"}}
}

func (d *doctor) certificate(r reply) []Check {
	if r.expires.IsZero() {
		return nil // http: judged by the configuration
	}
	days := int(r.expires.Sub(d.clock()).Hours() / 24)
	if r.expires.Sub(d.clock()) < certificateNotice {
		return []Check{{"tls", Warn, fmt.Sprintf("the certificate ends in %d days", days), "see why the proxy doesn't renew it: its log says"}}
	}
	return []Check{{"tls", Good, fmt.Sprintf("the certificate is accepted and lasts %d days", days), ""}}
}

// ready passes on which parts the running server misses.
func (d *doctor) ready(address string) Check {
	var missing []string
	for _, part := range []string{"database", "redis", "livekit"} {
		if d.parts[part] != "ok" {
			missing = append(missing, part)
		}
	}
	if len(missing) > 0 {
		return Check{"public address", Fail, address + " is reached, and misses " + strings.Join(missing, ", "), "mend that part first; where its own check below is good, start `lectern serve` again with this configuration"}
	}
	return Check{"public address", Good, address + " leads to a Lectern that is ready", ""}
}

// keys checks what an LMS fetches to verify our messages.
func (d *doctor) keys(ctx context.Context, address string) Check {
	n, err := d.keySet(ctx, address+"/lti/jwks")
	if err != nil {
		return Check{"own keys", Fail, address + "/lti/jwks: " + line(err), "let the proxy pass /lti/jwks: LMSs fetch it"}
	}
	return Check{"own keys", Good, fmt.Sprintf("%s/lti/jwks has %d", address, n), ""}
}

// keySet counts the keys of a key set (RFC 7517 §5).
func (d *doctor) keySet(ctx context.Context, address string) (int, error) {
	r, err := d.get(ctx, address)
	if err != nil {
		return 0, err
	}
	return countKeys(r)
}

func countKeys(r reply) (int, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	switch {
	case r.status != http.StatusOK:
		return 0, fmt.Errorf("answers %d", r.status)
	case json.Unmarshal(r.body, &set) != nil || len(set.Keys) == 0:
		return 0, errors.New("is no key set")
	}
	return len(set.Keys), nil
}

// lrs checks that the learning record store takes statements from us, without sending one.
func (d *doctor) lrs(ctx context.Context) []Check {
	if d.cfg.LRSEndpoint == "" {
		return []Check{{"lrs", Good, "none set: statements are in the built-in store, at " + d.cfg.PublicURL + "/xapi/ for tools with credentials (docs/lrs.md)", ""}}
	}
	c, err := xapi.NewClient(xapi.ClientConfig{Endpoint: d.cfg.LRSEndpoint, Username: d.cfg.LRSUsername, Password: d.cfg.LRSPassword, HTTP: d.http})
	if err != nil {
		return []Check{{"lrs", Fail, line(err), "mend LECTERN_LRS_ENDPOINT, like https://lrs.example.org/xapi"}}
	}
	if err := c.Check(ctx); err != nil {
		return []Check{{"lrs", Fail, line(err), "mend LECTERN_LRS_ENDPOINT, LECTERN_LRS_USERNAME and LECTERN_LRS_PASSWORD; statements wait and are sent then"}}
	}
	if u, err := url.Parse(c.Endpoint()); err == nil && u.Scheme == "http" && !loopback(u.Hostname()) {
		return []Check{{"lrs", Warn, c.Endpoint() + " takes statements, over plain http: the password can be read on the way", "set LECTERN_LRS_ENDPOINT to an https:// address"}}
	}
	return []Check{{"lrs", Good, c.Endpoint() + " takes statements", ""}}
}

// lmsClockTolerance is what launches bear; beyond it tokens of one side look expired to the other.
const lmsClockTolerance = time.Minute

// lms checks each registered LMS: its key set, without which no launch is accepted, and its clock.
func (d *doctor) lms(ctx context.Context) []Check {
	if d.store == nil {
		return []Check{{"lms", Warn, "not tested: the database tells which are registered", ""}}
	}
	list, err := launch.NewRegistrations(d.store, func() int64 { return store.Millis(d.clock()) }).List(ctx)
	if err != nil {
		return []Check{{"lms", Fail, line(err), "mend the database"}}
	}
	if len(list) == 0 {
		return []Check{{"lms", Warn, "none registered: nobody can launch", "register one with `lectern platform add` (docs/connect-moodle.md, docs/connect-canvas.md)"}}
	}
	var found []Check
	moodle := false
	for _, reg := range list {
		name := "lms " + reg.Name
		moodle = moodle || strings.Contains(reg.AuthURL, "/mod/lti/")
		r, err := d.get(ctx, reg.JWKSURL)
		n := 0
		if err == nil {
			n, err = countKeys(r)
		}
		if err != nil {
			found = append(found, Check{name, Fail, "key set " + reg.JWKSURL + ": " + line(err), "start the LMS, let this machine reach it, or register it anew with the right --jwks-url"})
			continue
		}
		found = append(found, Check{name, Good, fmt.Sprintf("key set has %d", n), ""})
		if c := d.clockOf(name, r, lmsClockTolerance, "let both machines keep time by NTP: else launches are refused"); c.Verdict == Fail {
			found = append(found, c)
		}
	}
	if moodle {
		found = append(found, d.moodle(ctx)...)
	}
	return found
}

// moodle tells of Moodle's refusal to fetch from addresses that look inner: it then takes no score and no roster
// request from us, and its token endpoint answers 404 with a page.
func (d *doctor) moodle(ctx context.Context) []Check {
	if d.public == nil {
		return nil
	}
	var why []string
	if port := d.public.Port(); port != "" && port != "80" && port != "443" {
		why = append(why, "port "+port+" isn't in curlsecurityallowedport")
	}
	addrs, err := net.DefaultResolver.LookupIPAddr(ctx, d.public.Hostname())
	if err == nil {
		for _, a := range addrs {
			if a.IP.IsPrivate() || a.IP.IsLoopback() || a.IP.IsLinkLocalUnicast() {
				why = append(why, a.String()+" is in curlsecurityblockedhosts")
				break
			}
		}
	}
	if len(why) == 0 {
		return nil
	}
	return []Check{{"moodle", Warn, "as installed, Moodle won't fetch our keys: " + strings.Join(why, ", "),
		"in Moodle: Site administration > General > Security > HTTP security; allow this host and port there, or no score arrives"}}
}

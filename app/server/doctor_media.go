package server

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/livekit"
)

// The ports of docker-compose.yml and LiveKit's defaults.
const (
	mediaTCPPort = "7881"
	turnUDPPort  = "3478"
)

// clockTolerance is how far apart two clocks may be before attendance is wrong by it.
const clockTolerance = 3 * time.Second

const webhookMend = "in LiveKit's configuration set webhook.urls to [<LECTERN_PUBLIC_URL or an inner address>/livekit/webhook] and webhook.api_key to LECTERN_LIVEKIT_API_KEY"

// client returns LiveKit's client, as the server makes it.
func (d *doctor) client() (*livekit.Client, error) {
	return livekit.New(livekit.Config{URL: d.cfg.LiveKitURL, APIKey: d.cfg.LiveKitAPIKey, APISecret: d.cfg.LiveKitAPISecret})
}

// livekit checks that LiveKit's API answers to our key, and that its clock is ours.
func (d *doctor) livekit(ctx context.Context) []Check {
	if d.cfg.LiveKitURL == "" {
		return d.inProcess("livekit")
	}
	c, err := d.client()
	if err != nil {
		return []Check{{"livekit", Fail, line(err), "mend LECTERN_LIVEKIT_URL and LECTERN_LIVEKIT_API_SECRET"}}
	}
	start := d.clock()
	err = c.Ping(ctx)
	took := since(start, d.clock())
	switch {
	case errors.Is(err, livekit.ErrUnauthorized):
		return []Check{{"livekit", Fail, c.URL() + " refuses our key", "set LECTERN_LIVEKIT_API_KEY and LECTERN_LIVEKIT_API_SECRET to a pair from keys of LiveKit's configuration, and let both clocks be right"}}
	case err != nil:
		return []Check{{"livekit", Fail, c.URL() + " doesn't answer: " + line(err), "start LiveKit, or mend LECTERN_LIVEKIT_URL"}}
	}
	found := []Check{{"livekit", Good, fmt.Sprintf("%s knows our key, %s", c.URL(), took), ""}}
	res, err := d.get(ctx, c.URL()+"/")
	if err != nil {
		return append(found, Check{"livekit clock", Warn, "not told by LiveKit: " + line(err), ""})
	}
	return append(found, d.clockOf("livekit clock", res, clockTolerance, "let both machines keep time by NTP: attendance is computed from both clocks"))
}

// signalling checks that the address that browsers get leads to this LiveKit.
func (d *doctor) signalling(ctx context.Context) []Check {
	if d.cfg.LiveKitURL == "" {
		return nil // the server itself carries it
	}
	c, err := d.client()
	if err != nil {
		return nil // told above
	}
	public := d.cfg.LiveKitPublicURL
	if public == "" {
		public = d.cfg.LiveKitURL
	}
	const mend = "set LECTERN_LIVEKIT_PUBLIC_URL to where browsers reach LiveKit, and let the proxy there pass /rtc with WebSockets"
	token, err := c.Token(livekit.Grant{Room: "lectern-doctor", Identity: "lectern-doctor", CanSubscribe: true, Hidden: true, TTL: time.Minute})
	if err != nil {
		return []Check{{"signalling", Fail, line(err), mend}}
	}
	res, err := d.get(ctx, "http"+strings.TrimPrefix(strings.Replace(public, "ws", "http", 1), "http")+"/rtc/validate?access_token="+url.QueryEscape(token))
	var uerr *url.Error
	if errors.As(err, &uerr) {
		err = uerr.Err // without the address, which holds the token
	}
	switch {
	case err != nil:
		return []Check{{"signalling", Fail, public + " isn't reached from here: " + line(err), mend}}
	case res.status != http.StatusOK:
		return []Check{{"signalling", Fail, fmt.Sprintf("%s answers %d to a token of ours: it isn't this LiveKit", public, res.status), mend}}
	}
	return []Check{{"signalling", Good, public + " leads browsers to this LiveKit", ""}}
}

// media checks the ports that can be checked from outside: media over TCP, and TURN, which answers STUN.
func (d *doctor) media(ctx context.Context) []Check {
	if d.cfg.LiveKitURL == "" {
		return nil // on loopback
	}
	public := d.cfg.LiveKitPublicURL
	if public == "" {
		public = d.cfg.LiveKitURL
	}
	u, err := url.Parse(public)
	if err != nil {
		return nil // refused at the start
	}
	tcp := Check{"media tcp", Good, "port " + mediaTCPPort + " is open, for networks without UDP", ""}
	dial := net.Dialer{Timeout: 3 * time.Second}
	conn, err := dial.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), mediaTCPPort))
	if err == nil {
		err = conn.Close()
	}
	if err != nil {
		tcp = Check{"media tcp", Warn, "port " + mediaTCPPort + " isn't open: " + line(err), "open " + mediaTCPPort + "/tcp (rtc.tcp_port of LiveKit) to everybody, for networks without UDP"}
	}
	turn := Check{"turn", Good, "port " + turnUDPPort + "/udp answers; that media passes is shown by a class alone", ""}
	if err := stun(ctx, net.JoinHostPort(u.Hostname(), turnUDPPort)); err != nil {
		turn = Check{"turn", Warn, "port " + turnUDPPort + "/udp doesn't answer: " + line(err), "set turn.enabled and turn.udp_port of LiveKit and open " + turnUDPPort + "/udp, and LiveKit's other UDP ports, to everybody"}
	}
	return []Check{tcp, turn}
}

// stun asks for a binding (RFC 8489 §14) and waits for an answer to it.
func stun(ctx context.Context, addr string) error {
	request := make([]byte, 20)
	binary.BigEndian.PutUint16(request, 0x0001)         // binding request, no attributes (§5)
	binary.BigEndian.PutUint32(request[4:], 0x2112A442) // magic cookie
	if _, err := rand.Read(request[8:]); err != nil {
		return err
	}
	var dial net.Dialer
	conn, err := dial.DialContext(ctx, "udp", addr)
	if err != nil {
		return err
	}
	defer conn.Close() // datagrams; nothing to flush
	answer := make([]byte, 1500)
	for range 4 { // datagrams get lost
		if _, err = conn.Write(request); err != nil {
			return err
		}
		if err = conn.SetReadDeadline(time.Now().Add(500 * time.Millisecond)); err != nil {
			return err
		}
		var n int
		if n, err = conn.Read(answer); err == nil && n >= 20 && bytes.Equal(answer[4:20], request[4:]) {
			return nil
		}
	}
	if err == nil {
		err = errors.New("what answers isn't STUN")
	}
	return err
}

// webhooks tells from the newest session with people in LiveKit whether webhooks arrive: a roll call alone finds people
// 15 s late.
func (d *doctor) webhooks(ctx context.Context) []Check {
	if d.cfg.LiveKitURL == "" {
		return nil // the server in the process is told the right address
	}
	untested := Check{"webhooks", Warn, "not tested: nobody has been in a class yet", "hold a short class and ask again; " + webhookMend}
	if d.store == nil {
		untested.Detail = "not tested: the database tells"
		return []Check{untested}
	}
	var last struct {
		SessionID string
		SeenMs    int64
		Hooks     int
	}
	err := d.store.Read(ctx).Raw(`SELECT session_id, MAX(seen_ms) AS seen_ms, SUM(CASE WHEN source = ? THEN 1 ELSE 0 END) AS hooks FROM facts
		WHERE kind IN (?, ?) GROUP BY session_id ORDER BY seen_ms DESC LIMIT 1`, app.SourceWebhook, app.FactMediaJoined, app.FactMediaLeft).Scan(&last).Error
	switch {
	case err != nil:
		return []Check{{"webhooks", Warn, "not tested: " + line(err), ""}}
	case last.SessionID == "":
		return []Check{untested}
	case last.Hooks == 0:
		return []Check{{"webhooks", Fail, "in the newest class nobody's coming or going was told by LiveKit's webhook", webhookMend}}
	}
	return []Check{{"webhooks", Good, fmt.Sprintf("%d told who came and went in the newest class, %s", last.Hooks, store.Time(last.SeenMs).Format("2006-01-02 15:04 MST")), ""}}
}

// egress checks that LiveKit can be asked to record, which takes Redis in LiveKit's configuration.
func (d *doctor) egress(ctx context.Context) []Check {
	if d.cfg.LiveKitURL == "" {
		return nil
	}
	c, err := d.client()
	if err != nil {
		return nil // told above
	}
	const later = "nothing records yet, so nothing is missing; later versions need LiveKit with Redis, and livekit/egress beside it"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL()+"/twirp/livekit.Egress/ListEgress", strings.NewReader(`{"active":true}`))
	if err != nil {
		return []Check{{"egress", Warn, line(err), later}}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+recordToken(d.cfg.LiveKitAPIKey, d.cfg.LiveKitAPISecret, time.Now()))
	res, err := d.do(req)
	switch {
	case err != nil:
		return []Check{{"egress", Warn, "doesn't answer: " + line(err), later}}
	case res.status != http.StatusOK:
		var twirp struct {
			Msg string `json:"msg"`
		}
		if json.Unmarshal(res.body, &twirp) != nil || twirp.Msg == "" {
			twirp.Msg = http.StatusText(res.status)
		}
		return []Check{{"egress", Warn, "LiveKit can't record: " + twirp.Msg, later}}
	}
	return []Check{{"egress", Good, "LiveKit takes orders to record; nothing gives one yet", ""}}
}

// recordToken is the bearer of a call to LiveKit's recording API: a JWT (RFC 7519) signed with HS256.
func recordToken(key, secret string, now time.Time) string {
	part := base64.RawURLEncoding.EncodeToString
	signed := part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		part(fmt.Appendf(nil, `{"iss":%q,"exp":%d,"video":{"roomRecord":true}}`, key, now.Add(time.Minute).Unix()))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(signed))
	return signed + "." + part(mac.Sum(nil))
}

// reply is an answer, read whole.
type reply struct {
	status     int
	header     http.Header
	body       []byte
	sent, came time.Time
	expires    time.Time // of the certificate; zero without TLS
}

func (d *doctor) get(ctx context.Context, address string) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return reply{}, err
	}
	return d.do(req)
}

func (d *doctor) do(req *http.Request) (r reply, err error) {
	r.sent = d.clock()
	res, err := d.http.Do(req)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	r.came, r.status, r.header = d.clock(), res.StatusCode, res.Header
	if res.TLS != nil && len(res.TLS.PeerCertificates) > 0 {
		r.expires = res.TLS.PeerCertificates[0].NotAfter
	}
	r.body, err = io.ReadAll(io.LimitReader(res.Body, 1<<20))
	return r, err
}

// clockOf compares the clock of whoever answered, by the Date of the answer (RFC 9110 §6.6.1), with ours.
func (d *doctor) clockOf(name string, r reply, tolerance time.Duration, mend string) Check {
	date, err := http.ParseTime(r.header.Get("Date"))
	if err != nil {
		return Check{name, Warn, "not told by the answer", ""}
	}
	middle := r.sent.Add(r.came.Sub(r.sent) / 2)
	off := date.Add(500 * time.Millisecond).Sub(middle) // Date is cut to seconds
	if off.Abs() > tolerance+r.came.Sub(r.sent)/2+500*time.Millisecond {
		return Check{name, Fail, fmt.Sprintf("%s from ours", off.Round(time.Second)), mend}
	}
	return Check{name, Good, fmt.Sprintf("within %s of ours", tolerance), ""}
}

package xapi

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// maxAnswer is how much of an answer is read; it serves messages, never proof.
const maxAnswer = 64 << 10

// maxText is how many bytes of an answer are kept for people.
const maxText = 600

// maxRetryAfter bounds what a store may ask for.
const maxRetryAfter = 24 * time.Hour

// answer is what a store said.
type answer struct {
	status     int
	body       []byte
	location   string
	date       time.Time // the store's clock; zero where it doesn't say
	retryAfter time.Duration
	hasRetry   bool
}

func (a answer) text() string { return shorten(string(a.body)) }

// shorten makes one short line of valid UTF-8.
func shorten(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if len(s) <= maxText {
		return s
	}
	cut := maxText
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// post sends one batch as it is (xAPI 1.0.3 Communication 2.1.2).
func (c *Client) post(ctx context.Context, items []Frozen) (answer, *DestinationError) {
	return c.exchange(ctx, http.MethodPost, c.base+"/statements", batchBody(items), len(items))
}

func (c *Client) get(ctx context.Context, address string) (answer, *DestinationError) {
	return c.exchange(ctx, http.MethodGet, address, nil, 0)
}

// exchange is roundTrip, observed.
func (c *Client) exchange(ctx context.Context, method, address string, body []byte, statements int) (answer, *DestinationError) {
	if c.cfg.Observe == nil {
		return c.roundTrip(ctx, method, address, body)
	}
	begun := time.Now()
	a, derr := c.roundTrip(ctx, method, address, body)
	c.cfg.Observe(Exchange{Method: method, Statements: statements, Status: a.status, Took: time.Since(begun)})
	return a, derr
}

// batchBody joins frozen bodies into an array without touching their bytes.
func batchBody(items []Frozen) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, it := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(it.Body)
	}
	b.WriteByte(']')
	return b.Bytes()
}

func (c *Client) roundTrip(ctx context.Context, method, address string, body []byte) (answer, *DestinationError) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return answer{}, &DestinationError{Kind: Paused, Err: err}
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("X-Experience-API-Version", c.cfg.Version)
	switch {
	case c.cfg.Token != "":
		req.Header.Set("Authorization", "Bearer "+c.cfg.Token)
	case c.cfg.Username != "" || c.cfg.Password != "":
		req.SetBasicAuth(c.cfg.Username, c.cfg.Password)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, networkError(err)
	}
	defer resp.Body.Close()
	// A torn body changes nothing: the status line is the answer.
	text, readErr := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if readErr != nil && method == http.MethodGet && resp.StatusCode/100 == 2 {
		return answer{}, networkError(readErr)
	}
	a := answer{status: resp.StatusCode, body: text, location: resp.Header.Get("Location")}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		a.date = date
	}
	a.retryAfter, a.hasRetry = retryAfter(resp.Header.Get("Retry-After"), c.cfg.Now())
	return a, nil
}

// networkError judges a request without an answer. Only a connection that was
// never made is sure not to have delivered anything.
func networkError(err error) *DestinationError {
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err // the address is known to the caller
	}
	if isTLS(err) {
		return &DestinationError{Kind: Paused, Err: err}
	}
	var op *net.OpError
	dial := errors.As(err, &op) && op.Op == "dial"
	return &DestinationError{Kind: Unavailable, Ambiguous: !dial, Err: err}
}

// isTLS tells whether the connection failed for a certificate or the protocol
// itself, which no waiting mends.
func isTLS(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		record       tls.RecordHeaderError
		alert        tls.AlertError
		authority    x509.UnknownAuthorityError
		hostname     x509.HostnameError
		invalid      x509.CertificateInvalidError
	)
	return errors.As(err, &verification) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &authority) || errors.As(err, &hostname) || errors.As(err, &invalid) ||
		errors.Is(err, http.ErrSchemeMismatch)
}

// retryAfter reads both forms of the header (RFC 9110 10.2.3).
func retryAfter(value string, now time.Time) (time.Duration, bool) {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0, false
	}
	var d time.Duration
	if seconds, err := strconv.Atoi(value); err == nil {
		d = time.Duration(min(seconds, int(maxRetryAfter/time.Second))) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		d = at.Sub(now)
	} else {
		return 0, false
	}
	return min(max(d, 0), maxRetryAfter), true
}

// destination judges an answer that is no statement's fault.
func (c *Client) destination(a answer) *DestinationError {
	e := &DestinationError{Status: a.status, Text: a.text()}
	switch {
	case a.status == http.StatusTooManyRequests,
		a.status == http.StatusServiceUnavailable && a.hasRetry:
		e.Kind, e.RetryAfter = Throttled, a.retryAfter
	case a.status == http.StatusServiceUnavailable, a.status == http.StatusTooEarly:
		e.Kind = Unavailable
	case a.status >= 500, a.status == http.StatusRequestTimeout:
		e.Kind, e.Ambiguous = Unavailable, true
	case a.status/100 == 3:
		e.Kind, e.Text = Paused, "redirects elsewhere; enter the final address: "+shorten(a.location)
	default:
		e.Kind = Paused
	}
	return e
}

// presence of a statement in the store.
type presence int

const (
	absent presence = iota
	present
	unreadable // the credentials may only write
)

// find looks for a statement by id (xAPI 1.0.3 Communication 2.1.3).
func (c *Client) find(ctx context.Context, param string, id uuid.UUID) (presence, *DestinationError) {
	a, derr := c.get(ctx, c.base+"/statements?"+url.Values{param: {id.String()}}.Encode())
	switch {
	case derr != nil:
		return absent, derr
	case a.status/100 == 2:
		return present, nil
	case a.status == http.StatusNotFound:
		return absent, nil
	case a.status == http.StatusForbidden:
		return unreadable, nil
	}
	return absent, c.destination(a)
}

// pause waits or returns early with the context's error.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

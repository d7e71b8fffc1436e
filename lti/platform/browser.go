package platform

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

const browserTimeout = 30 * time.Second

// ErrBrowser is a step of a launch that did not go as a launch goes.
var ErrBrowser = errors.New("platform: browser")

var (
	formAction = regexp.MustCompile(`<form [^>]*action="([^"]*)"`)
	formField  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

// Browser walks launches over public HTTP with its own cookies, without a
// screen: what it does a real browser would do. It follows no redirect by
// itself. Like Chromium it treats loopback hosts as secure, so that Secure
// cookies work there. A Browser is used by one goroutine at a time.
type Browser struct {
	p       *Platform
	client  *http.Client
	storage map[string]string // the platform's, which its page keeps for tools (LTI Client Side postMessages 1.0)
	// NoCookies withholds cookies from the tool, as browsers do in frames of other sites.
	NoCookies bool
}

// NewBrowser opens a browser with an empty cookie jar.
func NewBrowser(p *Platform) *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil { // cookiejar.New has no error to return without options
		panic(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Browser{p: p, storage: map[string]string{}, client: &http.Client{Jar: loopbackJar{jar}, CheckRedirect: stay, Timeout: browserTimeout}}
}

// loopbackJar lets Secure cookies through to loopback hosts.
type loopbackJar struct{ jar *cookiejar.Jar }

func secured(u *url.URL) *url.URL {
	switch u.Hostname() {
	case "localhost", "127.0.0.1", "::1":
		s := *u
		s.Scheme = "https"
		return &s
	default:
		return u
	}
}

func (j loopbackJar) SetCookies(u *url.URL, c []*http.Cookie) { j.jar.SetCookies(secured(u), c) }
func (j loopbackJar) Cookies(u *url.URL) []*http.Cookie       { return j.jar.Cookies(secured(u)) }

// Form is a form that a page sends by itself.
type Form struct {
	Action string
	Fields url.Values
}

// Client is the browser's HTTP client, for what comes after the launch.
func (b *Browser) Client() *http.Client { return b.client }

// Launch signs in as a person, opens an activity in a new window and returns
// the answer of the tool's launch endpoint, redirects not followed. The caller
// closes its body.
func (b *Browser) Launch(ctx context.Context, user UserID, link LinkID) (*http.Response, error) {
	u, err := b.p.User(user)
	if err != nil {
		return nil, err
	}
	if err := b.SignIn(ctx, u.Username); err != nil {
		return nil, err
	}
	path := "/course/link/" + url.PathEscape(string(link)) + "/launch?target=window"
	begun, err := b.page(ctx, http.MethodGet, b.p.URL()+path, nil)
	if err != nil {
		return nil, err
	}
	return b.finish(ctx, begun)
}

// LaunchWith walks a launch that was begun with options; the platform bends
// and signs the id_token as they say.
func (b *Browser) LaunchWith(ctx context.Context, opts LaunchOptions) (*http.Response, error) {
	form, err := b.p.Initiate(opts)
	if err != nil {
		return nil, err
	}
	tool, _, ok := b.p.tool(ClientID(form.Get("client_id")))
	if !ok {
		return nil, fmt.Errorf("%w: client", ErrNotFound)
	}
	return b.finish(ctx, Form{Action: tool.LoginURL, Fields: form})
}

// Launch walks one launch in a fresh browser; see [Browser.LaunchWith].
func (p *Platform) Launch(ctx context.Context, opts LaunchOptions) (*http.Response, error) {
	return NewBrowser(p).LaunchWith(ctx, opts)
}

func (b *Browser) finish(ctx context.Context, begun Form) (*http.Response, error) {
	authURL, err := b.Login(ctx, begun)
	if err != nil {
		return nil, err
	}
	answer, err := b.Authorize(ctx, authURL)
	if err != nil {
		return nil, err
	}
	res, err := b.Submit(ctx, answer)
	if err != nil || res.StatusCode != http.StatusOK {
		return res, err
	}
	return b.prove(ctx, answer, res)
}

// prove posts a launch once more with what the platform's storage has, where the tool's page asks it for that.
func (b *Browser) prove(ctx context.Context, f Form, res *http.Response) (*http.Response, error) {
	text, err := body(res)
	if err != nil {
		return nil, err
	}
	if dataOf(text, "action") != "get" {
		return nil, fmt.Errorf("%w: launch: status %d: %.200s", ErrBrowser, res.StatusCode, text)
	}
	proof := proofField.FindStringSubmatch(text)
	if proof == nil {
		return nil, fmt.Errorf("%w: the tool asks for its data without a field for it", ErrBrowser)
	}
	f.Fields.Set(proof[1], b.storage[dataOf(text, "key")])
	return b.post(ctx, f, origin(f.Action))
}

var proofField = regexp.MustCompile(`name="([^"]+)" id="proof"`)

// dataOf reads what a tool's page says to its script.
func dataOf(text, name string) string {
	m := regexp.MustCompile(`data-` + name + `="([^"]*)"`).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// SignIn signs in to the LMS by its link.
func (b *Browser) SignIn(ctx context.Context, username string) error {
	res, err := b.do(ctx, http.MethodGet, b.p.URL()+"/as/"+url.PathEscape(username), nil)
	if err != nil {
		return err
	}
	if _, err := body(res); err != nil {
		return err
	}
	if res.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("%w: sign in: status %d", ErrBrowser, res.StatusCode)
	}
	return nil
}

// Login sends a login initiation to the tool and returns the address of the
// authentication request that the tool redirects to.
func (b *Browser) Login(ctx context.Context, begun Form) (*url.URL, error) {
	res, err := b.Submit(ctx, begun)
	if err != nil {
		return nil, err
	}
	text, err := body(res)
	if err != nil {
		return nil, err
	}
	if res.StatusCode == http.StatusOK && b.p.is.storage && dataOf(text, "action") == "put" {
		b.storage[dataOf(text, "key")] = dataOf(text, "value")
		return url.Parse(dataOf(text, "next"))
	}
	if res.StatusCode < 300 || res.StatusCode > 399 {
		return nil, fmt.Errorf("%w: login initiation: status %d: %.200s", ErrBrowser, res.StatusCode, text)
	}
	to, err := res.Location()
	if err != nil {
		return nil, fmt.Errorf("%w: login initiation: %w", ErrBrowser, err)
	}
	return to, nil
}

// Authorize makes the authentication request and returns the form that goes
// to the tool's launch endpoint.
func (b *Browser) Authorize(ctx context.Context, authURL *url.URL) (Form, error) {
	return b.page(ctx, http.MethodGet, authURL.String(), nil)
}

// Submit sends a form and returns the answer, redirects not followed.
func (b *Browser) Submit(ctx context.Context, f Form) (*http.Response, error) {
	return b.post(ctx, f, b.p.URL())
}

func (b *Browser) post(ctx context.Context, f Form, from string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.Action, strings.NewReader(f.Fields.Encode()))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBrowser, err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", from)
	return b.send(req)
}

// page loads a page that consists of a form that sends itself.
func (b *Browser) page(ctx context.Context, method, target string, form url.Values) (Form, error) {
	res, err := b.do(ctx, method, target, form)
	if err != nil {
		return Form{}, err
	}
	text, err := body(res)
	if err != nil {
		return Form{}, err
	}
	action := formAction.FindStringSubmatch(text)
	if res.StatusCode != http.StatusOK || action == nil {
		return Form{}, fmt.Errorf("%w: %s: status %d without a form", ErrBrowser, res.Request.URL.Path, res.StatusCode)
	}
	out := Form{Action: html.UnescapeString(action[1]), Fields: url.Values{}}
	for _, field := range formField.FindAllStringSubmatch(text, -1) {
		out.Fields.Add(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	return out, nil
}

func (b *Browser) do(ctx context.Context, method, target string, form url.Values) (*http.Response, error) {
	var reader io.Reader
	if form != nil {
		reader = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, target, reader)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBrowser, err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", b.p.URL())
	}
	return b.send(req)
}

func (b *Browser) send(req *http.Request) (*http.Response, error) {
	req.Header.Set("Accept", "text/html")
	client := *b.client
	if b.NoCookies && !strings.HasPrefix(req.URL.String(), b.p.URL()) {
		client.Jar = nil
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBrowser, err)
	}
	return res, nil
}

func body(res *http.Response) (string, error) {
	defer func() { _ = res.Body.Close() }() // read to its end or given up
	raw, err := io.ReadAll(io.LimitReader(res.Body, bodyLimit))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrBrowser, err)
	}
	return string(raw), nil
}

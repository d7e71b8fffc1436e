package platform

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	bodyLimit  = 1 << 20
	closeGrace = time.Second
)

// Platform is one LMS with one course.
type Platform struct {
	cfg Config
	is  traits
	// subjects are the people by the id that tools know.
	subjects map[string]UserID
	log      *slog.Logger
	faults   *Faults
	pages    *pages
	toolKey  *toolKeys
	handler  http.Handler
	offset   atomic.Int64   // time.Duration added to the clock
	tells    atomic.Bool    // answers are dated by it
	people   map[UserID]int // places in cfg.Users, by id and by username

	throttle throttle

	randMu sync.Mutex // guards cfg.Rand

	saveMu sync.Mutex // guards saved and the state file
	saved  uint64

	mu       sync.Mutex // guards what follows
	st       state
	version  uint64
	keys     []signingKey // the signing key first
	tools    []ToolConfig
	launches map[string]launch

	server *http.Server // nil unless made by Start
	cancel context.CancelFunc
	served chan error
}

// New makes a platform. With an empty BaseURL only [Start] can use it.
func New(cfg Config) (*Platform, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if cfg.BaseURL == "" {
		return nil, fmt.Errorf("%w: BaseURL is empty", ErrConfig)
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Reader
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	st, err := loadState(cfg.StateFile)
	if err != nil {
		return nil, err
	}
	pages, err := loadPages()
	if err != nil {
		return nil, err
	}
	p := &Platform{
		cfg: cfg, log: cfg.Logger, faults: newFaults(), pages: pages, toolKey: newToolKeys(cfg.HTTP),
		st: st, launches: map[string]launch{}, people: map[UserID]int{}, subjects: map[string]UserID{},
	}
	for i := len(cfg.Users) - 1; i >= 0; i-- { // ids win over usernames, the first over later ones
		p.people[UserID(cfg.Users[i].Username)] = i
	}
	p.is, _ = cfg.Personality.traits() // checked above
	for i, u := range cfg.Users {
		p.people[u.ID] = i
		p.subjects[p.is.subject(u.ID)] = u.ID
	}
	if err := p.initKeys(); err != nil {
		return nil, err
	}
	if cfg.Tool.ClientID != "" {
		if err := p.AddTool(cfg.Tool); err != nil {
			return nil, err
		}
	}
	if err := p.loadRegistered(); err != nil {
		return nil, err
	}
	p.handler = p.routes()
	return p, nil
}

// Start makes a platform and serves it on cfg.Listen until [Platform.Close].
// ctx bounds the start and, by its values, the requests; its end does not
// stop the platform.
func Start(ctx context.Context, cfg Config) (*Platform, error) {
	if cfg.Listen == "" {
		cfg.Listen = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("%w: Listen: %w", ErrConfig, err)
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if cfg.BaseURL == "" {
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "localhost"
		}
		port := ln.Addr().(*net.TCPAddr).Port // a tcp listener always has one
		cfg.BaseURL = "http://" + net.JoinHostPort(host, fmt.Sprint(port))
	}
	p, err := New(cfg)
	if err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p.cancel = cancel
	p.served = make(chan error, 1)
	p.server = &http.Server{
		Handler:           p.handler,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelWarn),
	}
	go func() { p.served <- p.server.Serve(ln) }()
	return p, nil
}

// URL is the issuer, which is also where the pages are.
func (p *Platform) URL() string { return p.cfg.BaseURL }

// Handler serves every endpoint and page.
func (p *Platform) Handler() http.Handler { return p.handler }

// Close ends the server of [Start], waits for it and frees hanging requests.
func (p *Platform) Close(ctx context.Context) error {
	if p.server == nil {
		return nil
	}
	p.cancel()
	ctx, cancel := context.WithTimeout(ctx, closeGrace)
	defer cancel()
	err := p.server.Shutdown(ctx)
	if err != nil {
		// A connection that a client opened in advance and never used holds
		// Shutdown up; it has nothing to lose.
		err = p.server.Close()
	}
	if served := <-p.served; served != nil && !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	p.served <- http.ErrServerClosed // so that a second Close returns as well
	return err
}

// AddTool registers another tool, or replaces the one of the same client id.
// The first tool gets the course's activities: "Live class", coupled to the
// line item "Live class — attendance", and the ungraded "Office hours".
func (p *Platform) AddTool(t ToolConfig) error {
	if err := t.check(); err != nil {
		return err
	}
	if t.TargetLinkURI == "" {
		t.TargetLinkURI = t.LaunchURL
	}
	if t.DeepLinkURI == "" {
		t.DeepLinkURI = t.TargetLinkURI
	}
	if t.Scopes == nil {
		t.Scopes = p.scopes()
	}
	return p.update(func(st *state) error {
		at := slices.IndexFunc(p.tools, func(have ToolConfig) bool { return have.ClientID == t.ClientID })
		if at >= 0 {
			p.tools[at] = t
			return nil
		}
		p.tools = append(p.tools, t)
		owned := func(l Link) bool { return l.ClientID == t.ClientID }
		if len(p.tools) == 1 && !slices.ContainsFunc(st.Links, owned) {
			p.addDefaultLinks(st, t)
		}
		return nil
	})
}

func (p *Platform) addDefaultLinks(st *state, t ToolConfig) {
	live := st.addLink(Link{
		ClientID: t.ClientID, DeploymentID: t.DeploymentIDs[0], Title: "Live class",
		Description: "Our weekly lesson, live with camera, board and chat.",
	})
	st.addLineItem(LineItem{
		ClientID: t.ClientID, Label: "Live class — attendance", ScoreMaximum: 100, ResourceLinkID: live.ID,
	})
	st.addLink(Link{
		ClientID: t.ClientID, DeploymentID: t.DeploymentIDs[0], Title: "Office hours",
		Description: "Drop in with a question. Not graded.",
	})
}

// tool finds a registration; the second result is its type id, from 1.
func (p *Platform) tool(id ClientID) (ToolConfig, int, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, t := range p.tools {
		if t.ClientID == id {
			return t, i + 1, true
		}
	}
	return ToolConfig{}, 0, false
}

// SetClockOffset moves the platform's clock away from Config.Clock.
func (p *Platform) SetClockOffset(d time.Duration) { p.offset.Store(int64(d)) }

func (p *Platform) now() time.Time { return p.cfg.Clock().Add(time.Duration(p.offset.Load())) }

// random is a fresh id of 128 bits in hexadecimal.
func (p *Platform) random() string {
	p.randMu.Lock()
	defer p.randMu.Unlock()
	b := make([]byte, 16)
	if _, err := io.ReadFull(p.cfg.Rand, b); err != nil {
		panic(fmt.Sprintf("platform: source of randomness failed: %v", err)) // as crypto/rand does
	}
	return hex.EncodeToString(b)
}

func (p *Platform) routes() http.Handler {
	mux := http.NewServeMux()
	svc := func(pattern string, e Endpoint, h http.HandlerFunc) {
		var guarded http.Handler = p.faults.guard(e, h)
		if e != EndpointAuth && e != EndpointDeepLink {
			guarded = p.limited(guarded)
		}
		mux.Handle(pattern, guarded)
	}
	svc("GET "+p.is.auth, EndpointAuth, p.serveAuth)
	svc("POST "+p.is.auth, EndpointAuth, p.serveAuth)
	svc("POST "+p.is.token, EndpointToken, p.serveToken)
	svc("GET "+p.is.jwks, EndpointJWKS, p.serveJWKS)
	svc("GET "+p.is.members, EndpointNRPS, p.serveMembers)
	if p.is.groups != "" {
		svc("GET "+p.is.groups, EndpointGroups, p.serveGroups)
	}
	if p.is.groupSets != "" {
		svc("GET "+p.is.groupSets, EndpointGroups, p.serveGroupSets)
	}
	svc("GET "+p.is.items, EndpointLineItems, p.listLineItems)
	svc("POST "+p.is.items, EndpointLineItems, p.createLineItem)
	svc("GET "+p.is.item, EndpointLineItems, p.getLineItem)
	svc("PUT "+p.is.item, EndpointLineItems, p.putLineItem)
	svc("DELETE "+p.is.item, EndpointLineItems, p.deleteLineItem)
	svc("POST "+p.is.item+"/scores", EndpointScores, p.postScore)
	svc("GET "+p.is.item+"/results", EndpointResults, p.listResults)
	svc("POST /lti/deeplink/{request}", EndpointDeepLink, p.serveDeepLinkReturn)
	svc("GET /lti/openid-configuration", EndpointConfiguration, p.serveConfiguration)
	svc("POST /lti/openid-registration", EndpointRegistration, p.serveRegistration)
	mux.HandleFunc("/lti/", serveNoHandler)

	mux.HandleFunc("GET /{$}", p.pagePeople)
	mux.HandleFunc("GET /as/{username}", p.pageSignIn)
	mux.HandleFunc("GET /course", p.signedIn(p.pageCourse))
	mux.HandleFunc("POST /course/copy", p.signedIn(p.postCopy))
	mux.HandleFunc("GET /course/people", p.signedIn(p.pageMembers))
	mux.HandleFunc("POST /course/people/{user}", p.signedIn(p.postMember))
	mux.HandleFunc("GET /course/return", p.pageReturn)
	mux.HandleFunc("GET /course/add", p.signedIn(p.pageAdd))
	mux.HandleFunc("GET /course/add/launch", p.signedIn(p.pageAddLaunch))
	mux.HandleFunc("GET /course/link/{link}", p.signedIn(p.pageLink))
	mux.HandleFunc("GET /course/link/{link}/launch", p.signedIn(p.pageLaunch))
	mux.HandleFunc("GET /gradebook", p.signedIn(p.pageGradebook))
	mux.HandleFunc("GET /gradebook.json", p.signedIn(p.serveGradebook))
	mux.HandleFunc("POST /gradebook/override", p.signedIn(p.postOverride))
	mux.HandleFunc("GET /admin/tools", p.administers(p.pageTools))
	mux.HandleFunc("GET /admin/tools/register", p.administers(p.pageRegister))
	mux.HandleFunc("POST /admin/tools/{client}/activate", p.administers(p.postActivate))
	mux.HandleFunc("POST /admin/tools/{client}/remove", p.administers(p.postRemove))
	mux.HandleFunc("/", p.pageNotFound)
	return p.faults.mortal(p.tellTime(limitBody(mux)))
}

func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		next.ServeHTTP(w, r)
	})
}

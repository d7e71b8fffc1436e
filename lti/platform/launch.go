package platform

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

const launchLife = 10 * time.Minute

// Link is a resource link: one activity of the course (LTI Core 1.3, 5.3.5).
type Link struct {
	ID           LinkID            `json:"id"`
	ClientID     ClientID          `json:"clientId"`
	DeploymentID DeploymentID      `json:"deploymentId"`
	Title        string            `json:"title"`
	Description  string            `json:"description,omitempty"`
	URL          string            `json:"url,omitempty"` // target_link_uri; empty means the tool's
	Custom       map[string]string `json:"custom,omitempty"`
	NewWindow    bool              `json:"newWindow,omitempty"`
	Context      string            `json:"context,omitempty"` // the copy of the course that it is in; empty for the course
	History      []LinkID          `json:"history,omitempty"` // the links that it is a copy of, the newest first
}

func (st *state) addLink(l Link) Link {
	l.ID = LinkID(fmt.Sprint(st.NextLink))
	st.NextLink++
	st.Links = append(st.Links, l)
	return l
}

// Mutation bends the header and the claims of an id_token before it is signed.
type Mutation func(header, claims map[string]any)

// LaunchOptions describe one launch. User and Link are needed, the rest has
// the values of an ordinary launch.
type LaunchOptions struct {
	User UserID
	Link LinkID
	// MessageType is LtiResourceLinkRequest where empty. A Deep Linking
	// request needs no Link; it takes the first tool unless ClientID says otherwise.
	MessageType  string
	ClientID     ClientID
	DeploymentID DeploymentID
	Placement    string // of a Deep Linking request; "": the most usual
	ForUser      UserID // of a submission review
	Target       string // document_target: "window" (default) or "iframe"
	Mutate       Mutation
	Sign         SignOptions
}

// launch is a begun launch, waiting for its authentication request.
type launch struct {
	user        UserID
	link        LinkID
	client      ClientID
	deployment  DeploymentID
	messageType string
	forUser     UserID
	target      string
	session     string // hash of the login cookie it is bound to; empty for launches of the Go API
	deepLink    string // the one-use id of a Deep Linking request
	place       place  // of one
	mutate      Mutation
	sign        SignOptions
	expires     time.Time
}

type messageHint struct {
	LinkID   LinkID `json:"cmid,omitempty"`
	LaunchID string `json:"launchid"`
}

// Links lists the resource links in the order of the course page.
func (p *Platform) Links() []Link {
	var out []Link
	p.view(func(st *state) { out = slices.Clone(st.Links) })
	return out
}

// Link finds a resource link.
func (p *Platform) Link(id LinkID) (Link, error) {
	var out Link
	p.view(func(st *state) {
		for _, l := range st.Links {
			if l.ID == id {
				out = l
			}
		}
	})
	if out.ID == "" {
		return Link{}, fmt.Errorf("%w: link %q", ErrNotFound, id)
	}
	out.Custom = maps.Clone(out.Custom)
	return out, nil
}

// AddLink adds an activity; its ID is given by the platform. An empty ClientID
// means the first tool, an empty DeploymentID its first deployment.
func (p *Platform) AddLink(l Link) (Link, error) {
	tool, deployment, err := p.owner(l.ClientID, l.DeploymentID)
	if err != nil {
		return Link{}, err
	}
	l.ClientID, l.DeploymentID = tool.ClientID, deployment
	err = p.update(func(st *state) error {
		l = st.addLink(l)
		return nil
	})
	return l, err
}

// owner resolves a registration and a deployment, with the first as default.
func (p *Platform) owner(client ClientID, deployment DeploymentID) (ToolConfig, DeploymentID, error) {
	if client == "" {
		p.view(func(*state) {
			if len(p.tools) > 0 {
				client = p.tools[0].ClientID
			}
		})
	}
	tool, _, ok := p.tool(client)
	if !ok {
		return ToolConfig{}, "", fmt.Errorf("%w: client %q", ErrNotFound, client)
	}
	if deployment == "" {
		deployment = tool.DeploymentIDs[0]
	}
	if !slices.Contains(tool.DeploymentIDs, deployment) {
		return ToolConfig{}, "", fmt.Errorf("%w: deployment %q", ErrNotFound, deployment)
	}
	return tool, deployment, nil
}

func (p *Platform) resolve(opts LaunchOptions) (launch, error) {
	user, err := p.User(opts.User)
	if err != nil {
		return launch{}, err
	}
	l := launch{
		user: user.ID, link: opts.Link, messageType: opts.MessageType, target: opts.Target,
		mutate: opts.Mutate, sign: opts.Sign, expires: p.now().Add(launchLife),
	}
	if l.messageType == "" {
		l.messageType = MessageResourceLink
	}
	if l.target == "" {
		l.target = "window"
	}
	if l.messageType == MessageSubmissionReview && !p.Reviews() {
		return launch{}, fmt.Errorf("%w: submission reviews", ErrNotFound)
	}
	if opts.ForUser != "" {
		about, err := p.User(opts.ForUser)
		if err != nil {
			return launch{}, err
		}
		l.forUser = about.ID
	}
	if l.messageType == MessageDeepLinking {
		tool, deployment, err := p.owner(opts.ClientID, opts.DeploymentID)
		if err != nil {
			return launch{}, err
		}
		l.client, l.deployment, l.deepLink = tool.ClientID, deployment, p.random()
		l.place, err = p.place(opts.Placement)
		return l, err
	}
	link, err := p.Link(opts.Link)
	if err != nil {
		return launch{}, err
	}
	l.client, l.deployment = link.ClientID, link.DeploymentID
	if opts.DeploymentID != "" {
		l.deployment = opts.DeploymentID
	}
	return l, nil
}

func (p *Platform) launchTarget(l launch, tool ToolConfig) string {
	if l.messageType == MessageDeepLinking {
		return tool.DeepLinkURI
	}
	if link, err := p.Link(l.link); err == nil && link.URL != "" {
		return link.URL
	}
	return tool.TargetLinkURI
}

// Initiation begins a launch of an activity and returns the form of the
// third-party login initiation (Security Framework 1.0, 5.1.1.1), to be sent
// to the tool's LoginURL. The launch id in it works once.
func (p *Platform) Initiation(user UserID, link LinkID) (url.Values, error) {
	return p.Initiate(LaunchOptions{User: user, Link: link})
}

// Initiate is Initiation for any launch; mutation and signing apply when the
// tool's authentication request arrives.
func (p *Platform) Initiate(opts LaunchOptions) (url.Values, error) {
	l, err := p.resolve(opts)
	if err != nil {
		return nil, err
	}
	_, form, err := p.begin(l)
	return form, err
}

// begin registers a launch and returns where its form goes and the form.
func (p *Platform) begin(l launch) (string, url.Values, error) {
	tool, _, ok := p.tool(l.client)
	if !ok {
		return "", nil, fmt.Errorf("%w: client %q", ErrNotFound, l.client)
	}
	id := "launch_" + p.random()
	hint, err := json.Marshal(messageHint{LinkID: l.link, LaunchID: id})
	if err != nil {
		return "", nil, fmt.Errorf("encode hint: %w", err)
	}
	now := p.now()
	p.mu.Lock()
	maps.DeleteFunc(p.launches, func(_ string, old launch) bool { return now.After(old.expires) })
	p.launches[id] = l
	p.mu.Unlock()
	form := url.Values{
		"iss": {p.issuer()}, "target_link_uri": {p.launchTarget(l, tool)}, "login_hint": {p.Subject(l.user)},
		"lti_message_hint": {string(hint)}, "client_id": {string(l.client)}, "lti_deployment_id": {string(l.deployment)},
	}
	if p.is.storage {
		form.Set("lti_storage_target", "_parent")
	}
	return tool.LoginURL, form, nil
}

// begun looks a launch up by its hint, and uses it up where take is true.
func (p *Platform) begun(hint string, take bool) (launch, bool) {
	var h messageHint
	if json.Unmarshal([]byte(hint), &h) != nil || !strings.HasPrefix(h.LaunchID, "launch_") {
		return launch{}, false
	}
	now := p.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	l, ok := p.launches[h.LaunchID]
	if ok && take {
		delete(p.launches, h.LaunchID)
	}
	return l, ok && !now.After(l.expires) && l.link == h.LinkID
}

// IDToken signs the id_token of a launch without any round trip, for tests
// that bring their own state and nonce.
func (p *Platform) IDToken(opts LaunchOptions, nonce string) (string, error) {
	l, err := p.resolve(opts)
	if err != nil {
		return "", err
	}
	return p.idToken(l, nonce)
}

func (p *Platform) idToken(l launch, nonce string) (string, error) {
	if l.deepLink != "" {
		p.openDeepLink(l)
	}
	claims, err := p.idClaims(l, nonce)
	if err != nil {
		return "", err
	}
	return p.sign(claims, l.sign, l.mutate)
}

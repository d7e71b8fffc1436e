package platform

import (
	"net/http"
	"net/url"
	"regexp"
)

// angles is what Moodle's parameter cleaning takes out of a state.
var angles = regexp.MustCompile(`<[^>]*>`)

// authError is an OAuth 2.0 error that the tool hears by form_post (OpenID
// Connect Core 1.0, 3.1.2.6); an empty code means none.
type authError struct{ code, description string }

// serveAuth is the OIDC authorization endpoint (Security Framework 1.0,
// 5.1.1.2 and 5.1.1.3). The tool hears of an error only where its
// redirect_uri is the registered one; otherwise the person sees a 404 page.
func (p *Platform) serveAuth(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		p.refuse(w, r, http.StatusBadRequest, "The tool's request cannot be read.")
		return
	}
	q := r.Form
	l, known := p.begun(q.Get("lti_message_hint"), false)
	client := ClientID(q.Get("client_id"))
	if known {
		client = l.client
	}
	tool, _, ok := p.tool(client)
	if !ok || q.Get("redirect_uri") != tool.LaunchURL {
		p.log.Warn("authentication request refused", "reason", "client or redirect_uri unknown")
		p.refuse(w, r, http.StatusNotFound, "The tool asked to be answered at an address that is not registered.")
		return
	}
	session := p.sessionOf(r)
	if known && l.session != "" && session == "" && q.Get("reposted") == "" {
		p.repost(w, r, q)
		return
	}
	if known {
		_, known = p.begun(q.Get("lti_message_hint"), true)
	}
	answer := url.Values{"state": {angles.ReplaceAllString(q.Get("state"), "")}}
	fault := p.checkAuth(q, l, known, session)
	if fault.code == "" {
		token, err := p.idToken(l, q.Get("nonce"))
		if err != nil {
			p.log.Error("id_token not signed", "err", err)
			fault = authError{"server_error", "the platform could not sign"}
		} else {
			answer.Set("id_token", token)
		}
	}
	if fault.code != "" {
		p.log.Warn("authentication request refused", "code", fault.code, "reason", fault.description)
		answer.Set("error", fault.code)
		answer.Set("error_description", fault.description)
	}
	p.autoPost(w, r, "Opening the activity", tool.LaunchURL, answer)
}

func (p *Platform) checkAuth(q url.Values, l launch, known bool, session string) authError {
	invalid := func(s string) authError { return authError{"invalid_request", s} }
	switch {
	case q.Get("scope") != "openid":
		return authError{"invalid_scope", "scope must be openid"}
	case q.Get("response_type") != "id_token":
		return authError{"unsupported_response_type", "response_type must be id_token"}
	case q.Get("response_mode") != "form_post":
		return invalid("response_mode must be form_post")
	case q.Get("prompt") != "none":
		return invalid("prompt must be none")
	case q.Get("nonce") == "":
		return invalid("nonce is missing")
	case q.Get("login_hint") == "":
		return invalid("login_hint is missing")
	case q.Get("lti_message_hint") == "":
		return invalid("lti_message_hint is missing")
	case !known:
		return invalid("lti_message_hint is unknown, used or too old")
	case ClientID(q.Get("client_id")) != l.client:
		return authError{"unauthorized_client", "the launch is of another client"}
	case p.personOf(q.Get("login_hint")) != l.user:
		return authError{"access_denied", "login_hint is not the person of the launch"}
	case l.session != "" && session == "":
		return authError{"login_required", "nobody is signed in"}
	case l.session != "" && session != l.session:
		return authError{"access_denied", "somebody else is signed in"}
	default:
		return authError{}
	}
}

// repost sends the same request again from the platform's own page: a browser
// withholds the login cookie from a navigation in a frame that another site
// began with a script.
func (p *Platform) repost(w http.ResponseWriter, r *http.Request, q url.Values) {
	again := url.Values{}
	for name, values := range q {
		again[name] = values
	}
	again.Set("reposted", "1")
	p.autoPost(w, r, "Opening the activity", p.cfg.BaseURL+p.is.auth, again)
}

package platform

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// loginSession is a signed-in browser.
type loginSession struct {
	User  UserID    `json:"user"`
	Token string    `json:"token"` // against cross-site request forgery
	Since time.Time `json:"since"`
}

type visitor struct {
	id    string // hash of the cookie
	user  User
	token string
}

type visitorKey struct{}

func visitorOf(r *http.Request) visitor {
	v, _ := r.Context().Value(visitorKey{}).(visitor) // the zero visitor is nobody
	return v
}

// cookieName carries the port, because cookies don't tell ports apart.
func (p *Platform) cookieName() string {
	name := "demolms"
	if u, err := url.Parse(p.cfg.BaseURL); err == nil && u.Port() != "" {
		name += "_" + u.Port()
	}
	return name
}

// sessionOf is the hash of the login cookie of somebody signed in, or empty.
func (p *Platform) sessionOf(r *http.Request) string {
	if c, err := r.Cookie(p.cookieName()); err == nil {
		id := hashed(c.Value)
		var known bool
		p.view(func(st *state) { _, known = st.Sessions[id] })
		if known {
			return id
		}
	}
	return ""
}

func (p *Platform) visitor(r *http.Request) (visitor, bool) {
	id := p.sessionOf(r)
	if id == "" {
		return visitor{}, false
	}
	var s loginSession
	p.view(func(st *state) { s = st.Sessions[id] })
	u, err := p.User(s.User)
	if err != nil || !p.active(u.ID) {
		return visitor{}, false
	}
	return visitor{id: id, user: u, token: s.Token}, true
}

// whoIs finds the person behind ?as= or /as/: a username, an id, or one of the
// words teacher, assistant, learner and observer for the first of the kind.
func (p *Platform) whoIs(name string) (User, error) {
	if u, err := p.User(UserID(name)); err == nil {
		return u, nil
	}
	words := map[string]string{
		"teacher": "Teacher", "assistant": "Teaching assistant", "learner": "Learner", "observer": "Observer",
	}
	for _, u := range p.Users() {
		if words[name] == u.roleWord() {
			return u, nil
		}
	}
	return User{}, ErrNotFound
}

// signIn makes a login and sets its cookie.
func (p *Platform) signIn(w http.ResponseWriter, u User) (visitor, error) {
	cookie, token := p.random()+p.random(), p.random()
	id := hashed(cookie)
	err := p.update(func(st *state) error {
		st.Sessions[id] = loginSession{User: u.ID, Token: token, Since: p.now().UTC()}
		return nil
	})
	if err != nil {
		return visitor{}, err
	}
	http.SetCookie(w, &http.Cookie{
		Name: p.cookieName(), Value: cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(p.cfg.BaseURL, "https:"),
	})
	return visitor{id: id, user: u, token: token}, nil
}

// signedIn lets people through who are signed in, signs them in where ?as= on
// a GET names somebody, and sends the others to the people page.
func (p *Platform) signedIn(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, ok := p.visitor(r)
		if as := r.URL.Query().Get("as"); as != "" && r.Method == http.MethodGet {
			u, err := p.whoIs(as)
			if err != nil || !p.active(u.ID) {
				p.refuse(w, r, http.StatusNotFound, "Nobody of that name is in this course.")
				return
			}
			if !ok || v.user.ID != u.ID {
				if v, err = p.signIn(w, u); err != nil {
					p.serverError(w, err)
					return
				}
			}
			if !strings.HasSuffix(r.URL.Path, ".json") {
				http.Redirect(w, r, withoutAs(r.URL), http.StatusSeeOther)
				return
			}
			ok = true
		}
		if !ok {
			if strings.HasSuffix(r.URL.Path, ".json") || r.Method != http.MethodGet {
				http.Error(w, "sign in first", http.StatusUnauthorized)
				return
			}
			http.Redirect(w, r, "/?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		next(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, v)))
	}
}

// withoutAs is the same page without ?as=, so that a reload signs nobody in.
func withoutAs(u *url.URL) string {
	q := u.Query()
	q.Del("as")
	clean := url.URL{Path: u.Path, RawQuery: q.Encode()}
	return clean.RequestURI()
}

var errCrossSite = errors.New("the request comes from another site")

// sameOrigin refuses a change that another site's page asked for: the browser
// says where it comes from, and the form carries the login's token.
func sameOrigin(r *http.Request, v visitor) error {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return errCrossSite
	}
	if subtle.ConstantTimeCompare([]byte(r.PostFormValue("token")), []byte(v.token)) != 1 {
		return errCrossSite
	}
	return nil
}

// localPath takes only a path on this platform, against open redirects.
func localPath(s string) string {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n\t") {
		return "/course"
	}
	return s
}

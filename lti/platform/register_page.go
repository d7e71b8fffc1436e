package platform

import (
	"net/http"
	"net/url"
)

// administers lets a teacher through: this school has nobody else.
func (p *Platform) administers(next http.HandlerFunc) http.HandlerFunc {
	return p.signedIn(func(w http.ResponseWriter, r *http.Request) {
		if !visitorOf(r).user.teaches() {
			p.refuse(w, r, http.StatusForbidden, "Only a teacher can manage the tools of this demo.")
			return
		}
		next(w, r)
	})
}

// pageTools lists the tools that registered by themselves and takes the address of another.
func (p *Platform) pageTools(w http.ResponseWriter, r *http.Request) {
	var list []registeredTool
	p.view(func(st *state) { list = append(list, st.Registered...) })
	p.render(w, r, http.StatusOK, "tools", pageData{Title: "Tools", Tab: "tools", Body: map[string]any{
		"Tools": list, "Token": visitorOf(r).token,
	}})
}

// pageRegister frames a tool's registration page; it is over when that page says so by postMessage.
func (p *Platform) pageRegister(w http.ResponseWriter, r *http.Request) {
	raw := r.URL.Query().Get("url")
	src, err := p.RegistrationURL(raw)
	if err != nil {
		p.refuse(w, r, http.StatusBadRequest, "That is not the address of a tool's registration page.")
		return
	}
	host := raw
	if u, err := url.Parse(raw); err == nil {
		host = u.Host
	}
	p.render(w, r, http.StatusOK, "register", pageData{Title: "Add a tool", Tab: "tools", Body: map[string]any{"Src": src, "Host": host}})
}

func (p *Platform) postActivate(w http.ResponseWriter, r *http.Request) {
	p.changeTool(w, r, p.Activate)
}

func (p *Platform) postRemove(w http.ResponseWriter, r *http.Request) {
	p.changeTool(w, r, p.Deactivate)
}

func (p *Platform) changeTool(w http.ResponseWriter, r *http.Request, change func(ClientID) error) {
	if err := sameOrigin(r, visitorOf(r)); err != nil {
		p.refuse(w, r, http.StatusForbidden, "This change was asked for by another site.")
		return
	}
	if err := change(ClientID(r.PathValue("client"))); err != nil {
		p.serverError(w, err)
		return
	}
	http.Redirect(w, r, "/admin/tools", http.StatusSeeOther)
}

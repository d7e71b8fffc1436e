package platform

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const siteName = "Demo LMS"

//go:embed page
var pageFiles embed.FS

type pages struct {
	byName map[string]*template.Template
	css    template.CSS
	js     template.JS
}

func loadPages() (*pages, error) {
	css, err := pageFiles.ReadFile("page/style.css")
	if err != nil {
		return nil, fmt.Errorf("load pages: %w", err)
	}
	js, err := pageFiles.ReadFile("page/gradebook.js")
	if err != nil {
		return nil, fmt.Errorf("load pages: %w", err)
	}
	out := &pages{byName: map[string]*template.Template{}, css: template.CSS(css), js: template.JS(js)}
	for _, name := range []string{"people", "course", "link", "gradebook", "message", "post", "tools", "register", "members"} {
		t, err := template.ParseFS(pageFiles, "page/layout.html", "page/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("load pages: %w", err)
		}
		out.byName[name] = t
	}
	return out, nil
}

// pageData is what the layout needs; Body is the page's own.
type pageData struct {
	Site, Title, Nonce string
	CSS                template.CSS
	JS                 template.JS
	Course             Course
	User               *User
	Role, Tab          string
	Framed             bool
	Body               any
}

func (p *Platform) render(w http.ResponseWriter, r *http.Request, status int, name string, d pageData) {
	d.Site, d.Nonce, d.CSS, d.JS, d.Course = siteName, p.random(), p.pages.css, p.pages.js, p.cfg.Course
	if v := visitorOf(r); v.id != "" {
		d.User, d.Role = &v.user, v.user.roleWord()
	}
	var out bytes.Buffer
	if err := p.pages.byName[name].ExecuteTemplate(&out, "layout", d); err != nil {
		p.log.Error("page not rendered", "page", name, "err", err)
		http.Error(w, "page not available", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'nonce-"+d.Nonce+"'; script-src 'nonce-"+d.Nonce+
		"'; connect-src 'self'; img-src data:; frame-src http: https:; base-uri 'none'; frame-ancestors 'self'")
	w.WriteHeader(status)
	write(w, out.Bytes())
}

// refuse is a page that says what went wrong.
func (p *Platform) refuse(w http.ResponseWriter, r *http.Request, status int, text string) {
	p.render(w, r, status, "message", pageData{Title: "That did not work", Body: map[string]any{"Text": text}})
}

func (p *Platform) pageNotFound(w http.ResponseWriter, r *http.Request) {
	p.refuse(w, r, http.StatusNotFound, "This page cannot be found.")
}

// autoPost is a page that sends a form by itself, with a button for browsers
// that don't run the script.
func (p *Platform) autoPost(w http.ResponseWriter, r *http.Request, title, action string, form url.Values) {
	type field struct{ Name, Value string }
	var fields []field
	for name, values := range form {
		for _, v := range values {
			fields = append(fields, field{name, v})
		}
	}
	slices.SortFunc(fields, func(a, b field) int { return strings.Compare(a.Name, b.Name) })
	p.render(w, r, http.StatusOK, "post", pageData{
		Title: title, Framed: true, Body: map[string]any{"Action": action, "Fields": fields},
	})
}

func (p *Platform) pagePeople(w http.ResponseWriter, r *http.Request) {
	next := r.URL.Query().Get("next")
	if as := r.URL.Query().Get("as"); as != "" {
		p.goAs(w, r, as, next)
		return
	}
	type entry struct {
		Name, Role, Initial, Href string
	}
	var people []entry
	for _, u := range p.Users() {
		if !p.active(u.ID) {
			continue
		}
		href := "/as/" + url.PathEscape(u.Username)
		if next != "" {
			href += "?next=" + url.QueryEscape(localPath(next))
		}
		people = append(people, entry{u.Name(), u.roleWord(), initial(u.GivenName), href})
	}
	p.render(w, r, http.StatusOK, "people", pageData{Title: "Who are you?", Body: people})
}

func initial(name string) string {
	for _, c := range name {
		return string(c)
	}
	return "?"
}

func (p *Platform) pageSignIn(w http.ResponseWriter, r *http.Request) {
	p.goAs(w, r, r.PathValue("username"), r.URL.Query().Get("next"))
}

func (p *Platform) goAs(w http.ResponseWriter, r *http.Request, name, next string) {
	u, err := p.whoIs(name)
	if err != nil || !p.active(u.ID) {
		p.refuse(w, r, http.StatusNotFound, "Nobody of that name is in this course.")
		return
	}
	if _, err := p.signIn(w, u); err != nil {
		p.serverError(w, err)
		return
	}
	http.Redirect(w, r, localPath(next), http.StatusSeeOther)
}

type activity struct {
	Link   Link
	Graded string
	Course string // the copy of the course that it is in
}

func (p *Platform) pageCourse(w http.ResponseWriter, r *http.Request) {
	var list []activity
	for _, l := range p.Links() {
		a := activity{Link: l, Course: p.copyOf(l.ID).Title}
		for _, li := range p.LineItems() {
			if li.ResourceLinkID == l.ID {
				a.Graded = fmt.Sprintf("Graded, %s points", number(li.ScoreMaximum))
				break
			}
		}
		list = append(list, a)
	}
	p.render(w, r, http.StatusOK, "course", pageData{
		Title: p.cfg.Course.Title, Tab: "course",
		Body: map[string]any{"Activities": list, "CanAdd": visitorOf(r).user.teaches() && p.hasTool(), "Adders": p.adders(), "Token": visitorOf(r).token},
	})
}

func (p *Platform) hasTool() bool { return len(p.adders()) > 0 }

// adder is a tool that may add to the course. The first has no Name, since it is often the only one.
type adder struct {
	Client ClientID
	Name   string
}

func (p *Platform) adders() []adder {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []adder
	for i, t := range p.tools {
		a := adder{Client: t.ClientID}
		if i > 0 {
			a.Name = fmt.Sprintf(" with tool %d: %s", i+1, t.title())
		}
		all = append(all, a)
	}
	return all
}

// frameAllow is the iframe's allow attribute as Moodle 4.5 writes it: what is
// not in it (display-capture, clipboard-write, screen-wake-lock,
// speaker-selection) the framed tool may not use.
func frameAllow(target string) string {
	o := origin(target)
	features := []string{"microphone", "camera", "geolocation", "midi", "encrypted-media", "autoplay"}
	for i, f := range features {
		features[i] = f + " " + o
	}
	return strings.Join(features, "; ")
}

func (p *Platform) pageLink(w http.ResponseWriter, r *http.Request) {
	link, tool, ok := p.pathLink(w, r)
	if !ok {
		return
	}
	base := "/course/link/" + string(link.ID) + "/launch?target="
	p.render(w, r, http.StatusOK, "link", pageData{Title: link.Title, Tab: "course", Body: map[string]any{
		"Heading": link.Title, "Description": link.Description, "Src": base + "iframe", "Window": base + "window",
		"Allow": frameAllow(p.launchTarget(launch{link: link.ID}, tool)),
	}})
}

func (p *Platform) pathLink(w http.ResponseWriter, r *http.Request) (Link, ToolConfig, bool) {
	link, err := p.Link(LinkID(r.PathValue("link")))
	if err != nil {
		p.pageNotFound(w, r)
		return Link{}, ToolConfig{}, false
	}
	tool, _, ok := p.tool(link.ClientID)
	if !ok {
		p.refuse(w, r, http.StatusNotFound, "The tool behind this activity is no longer registered.")
		return Link{}, ToolConfig{}, false
	}
	return link, tool, true
}

// pageLaunch begins a launch for the person who is signed in.
func (p *Platform) pageLaunch(w http.ResponseWriter, r *http.Request) {
	link, _, ok := p.pathLink(w, r)
	if !ok {
		return
	}
	target := r.URL.Query().Get("target")
	if target != "iframe" {
		target = "window"
	}
	p.launchAs(w, r, LaunchOptions{Link: link.ID, Target: target})
}

func (p *Platform) launchAs(w http.ResponseWriter, r *http.Request, opts LaunchOptions) {
	v := visitorOf(r)
	opts.User = v.user.ID
	l, err := p.resolve(opts)
	if err != nil {
		p.refuse(w, r, http.StatusNotFound, "This activity cannot be opened.")
		return
	}
	l.session = v.id
	action, form, err := p.begin(l)
	if err != nil {
		p.refuse(w, r, http.StatusNotFound, "This activity cannot be opened.")
		return
	}
	p.autoPost(w, r, "Opening the activity", action, form)
}

// pageReturn is where a tool sends people back (LTI Core 1.3, 5.4.4).
func (p *Platform) pageReturn(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	text := "You left the activity."
	for _, name := range []string{"lti_msg", "lti_errormsg"} {
		if s := q.Get(name); s != "" {
			text = s
		}
	}
	p.render(w, r, http.StatusOK, "message", pageData{
		Title: "Back in the course", Framed: true, Body: map[string]any{"Text": text, "Course": true},
	})
}

// pageAdd frames a Deep Linking request (Deep Linking 2.0, 3.3).
func (p *Platform) pageAdd(w http.ResponseWriter, r *http.Request) {
	client := ClientID(r.URL.Query().Get("tool"))
	tool, _, err := p.owner(client, "")
	if err != nil || !visitorOf(r).user.teaches() {
		p.refuse(w, r, http.StatusForbidden, "Only a teacher can add activities.")
		return
	}
	p.render(w, r, http.StatusOK, "link", pageData{Title: "Add an activity", Tab: "course", Body: map[string]any{
		"Heading": "Add an activity", "Description": "Choose in " + tool.title() + " what to add to the course.",
		"Src": "/course/add/launch?target=iframe&tool=" + url.QueryEscape(string(client)), "Window": "/course/add/launch?target=window&tool=" + url.QueryEscape(string(client)),
		"Allow": frameAllow(tool.DeepLinkURI),
	}})
}

func (p *Platform) pageAddLaunch(w http.ResponseWriter, r *http.Request) {
	if !visitorOf(r).user.teaches() {
		p.refuse(w, r, http.StatusForbidden, "Only a teacher can add activities.")
		return
	}
	target := r.URL.Query().Get("target")
	if target != "iframe" {
		target = "window"
	}
	p.launchAs(w, r, LaunchOptions{MessageType: MessageDeepLinking, Target: target, ClientID: ClientID(r.URL.Query().Get("tool"))})
}

func (p *Platform) pageAdded(w http.ResponseWriter, r *http.Request, links []Link, message string) {
	title := fmt.Sprintf("%d activities added", len(links))
	switch len(links) {
	case 0:
		title = "Nothing was added"
	case 1:
		title = "One activity added"
	}
	p.render(w, r, http.StatusOK, "message", pageData{
		Title: title, Framed: true, Body: map[string]any{"Text": message, "Links": links, "Course": true},
	})
}

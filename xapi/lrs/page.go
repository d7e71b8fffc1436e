package lrs

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/xapi"
)

// pageSize is how many statements a person sees.
const pageSize = 100

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Parse(pageSource))

// line is one statement as a person reads it.
type line struct {
	Time, Machine      string
	Actor, Role, Where string
	Verb               string
	Object, ObjectID   string
	Result, Raw        string
	By                 string // whose credentials brought it
	Files              int
	Signed, Two        bool // Two: a statement of version 2.0
}

// figure is a number with its noun.
type figure struct {
	Count int
	Noun  string
}

// figures are what the store holds beside the statements that stand.
func (l *LRS) figures(ctx context.Context) ([]figure, error) {
	var n [5]int
	err := l.read(ctx).row(ctx, `SELECT (SELECT COUNT(*) FROM lrs_statements), (SELECT COUNT(*) FROM lrs_statements WHERE voided = 1),
		(SELECT COUNT(*) FROM lrs_activities), (SELECT COUNT(*) FROM lrs_documents), (SELECT COUNT(*) FROM lrs_attachments)`).
		Scan(&n[0], &n[1], &n[2], &n[3], &n[4])
	if err != nil {
		return nil, fmt.Errorf("count what is stored: %w", err)
	}
	n[0] -= n[1]
	words := [][2]string{{"statement", "statements"}, {"taken back", "taken back"}, {"activity", "activities"}, {"document", "documents"}, {"attachment", "attachments"}}
	var list []figure
	for i, c := range n {
		if c == 1 {
			list = append(list, figure{c, words[i][0]})
		} else if c > 0 {
			list = append(list, figure{c, words[i][1]})
		}
	}
	return list, nil
}

// guardedPage asks for credentials that may read, unless the page is public.
func (l *LRS) guardedPage(w http.ResponseWriter, r *http.Request) {
	if !l.cfg.PublicPage {
		c, err := l.authenticate(w, r)
		if err == nil && !c.may(ScopeRead, ScopeAllRead) {
			err = forbidden()
		}
		if err != nil {
			l.refuse(w, err)
			return
		}
	}
	l.showPage(w, r)
}

// showPage lists the latest statements, readable for a person, with nothing
// loaded from elsewhere.
func (l *LRS) showPage(w http.ResponseWriter, r *http.Request) {
	older := r.URL.Query().Get("older")
	asked := url.Values{}
	if older != "" {
		asked.Set("cursor", older)
	}
	q, err := parseQuery(asked)
	if err != nil {
		l.refuse(w, err)
		return
	}
	q.limit = pageSize
	p, err := l.list(r.Context(), q)
	if err != nil {
		l.refuse(w, err)
		return
	}
	held, err := l.figures(r.Context())
	if err != nil {
		l.refuse(w, err)
		return
	}
	lines := make([]line, len(p.statements))
	for i, s := range p.statements {
		lines[i] = legible(s.body)
	}
	nonce := rand.Text()
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, map[string]any{"Lines": lines, "Held": held, "Older": p.next, "Newest": older == "", "Nonce": nonce}); err != nil {
		l.refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", fmt.Sprintf(
		"default-src 'none'; style-src 'nonce-%[1]s'; script-src 'nonce-%[1]s'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'", nonce))
	_, _ = w.Write(out.Bytes()) // a client that has gone needs no answer
}

// legible picks what a person wants to see. Members may be of any valid
// form, so nothing is taken for granted.
func legible(raw json.RawMessage) line {
	var m map[string]any
	if err := decode(raw, &m); err != nil {
		return line{Object: "unreadable statement"}
	}
	verb, _ := m["verb"].(map[string]any)
	object, _ := m["object"].(map[string]any)
	context, _ := m["context"].(map[string]any)
	ext, _ := context["extensions"].(map[string]any)
	role, _ := ext[xapi.ExtRole].(string)
	ln := line{
		Role:   role,
		Verb:   firstOf(anyText(verb["display"]), tail(verb["id"])),
		Result: result(m["result"]),
	}
	ln.Actor, ln.Where = who(m["actor"])
	ln.By, _ = who(m["authority"])
	files, _ := m["attachments"].([]any)
	ln.Files = len(files)
	for _, v := range files {
		f, _ := v.(map[string]any)
		ln.Signed = ln.Signed || f["usageType"] == usageSignature
	}
	version, _ := m["version"].(string)
	ln.Two = strings.HasPrefix(version, "2.")
	ln.Object, ln.ObjectID = what(object)
	if s, _ := m["timestamp"].(string); s != "" {
		ln.Machine, ln.Time = s, s
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			ln.Time = t.UTC().Format("2 Jan 2006, 15:04:05")
		}
	}
	var pretty bytes.Buffer
	if json.Indent(&pretty, raw, "", "  ") == nil {
		ln.Raw = pretty.String()
	}
	return ln
}

// who gives an actor's name and where it is known.
func who(v any) (name, where string) {
	a, _ := v.(map[string]any)
	acc, _ := a["account"].(map[string]any)
	home, _ := acc["homePage"].(string)
	_, host, found := strings.Cut(home, "://")
	if !found {
		host = home
	}
	for _, c := range []any{a["name"], acc["name"], a["mbox"], a["openid"], a["mbox_sha1sum"]} {
		if s, _ := c.(string); s != "" {
			return strings.TrimPrefix(s, "mailto:"), host
		}
	}
	return "a group", ""
}

// what gives an object's name and id.
func what(o map[string]any) (name, id string) {
	id, _ = o["id"].(string)
	switch o["objectType"] {
	case "Agent", "Group":
		name, _ = who(o)
		return name, ""
	case "StatementRef":
		return "statement " + id, ""
	case "SubStatement":
		return "a statement", ""
	}
	def, _ := o["definition"].(map[string]any)
	return firstOf(anyText(def["name"]), tail(id), id), id
}

// result writes the outcome in words.
func result(v any) string {
	r, _ := v.(map[string]any)
	var parts []string
	if s, ok := r["duration"].(string); ok {
		parts = append(parts, length(s))
	}
	score, _ := r["score"].(map[string]any)
	if n, ok := score["scaled"].(json.Number); ok {
		if f, err := n.Float64(); err == nil {
			parts = append(parts, fmt.Sprintf("%g %%", math.Round(f*1000)/10))
		}
	}
	if n, ok := score["raw"].(json.Number); ok {
		parts = append(parts, n.String()+" points")
	}
	if done, ok := r["completion"].(bool); ok && done {
		parts = append(parts, "completed")
	} else if ok {
		parts = append(parts, "not completed")
	}
	if right, ok := r["success"].(bool); ok && right {
		parts = append(parts, "successful")
	} else if ok {
		parts = append(parts, "not successful")
	}
	if s, ok := r["response"].(string); ok {
		parts = append(parts, "answer “"+s+"”")
	}
	return strings.Join(parts, " · ")
}

// length writes an ISO 8601 duration in words.
func length(s string) string {
	d, err := xapi.ParseDuration(s)
	if err != nil {
		return s
	}
	t := time.Duration(d).Round(time.Second)
	h, m, sec := int(t/time.Hour), int(t/time.Minute)%60, int(t/time.Second)%60
	switch {
	case h > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case m > 0 && sec > 0:
		return fmt.Sprintf("%d min %d s", m, sec)
	case m > 0:
		return fmt.Sprintf("%d min", m)
	}
	return fmt.Sprintf("%d s", sec)
}

// anyText prefers English, then takes the first language in order.
func anyText(v any) string {
	lm, _ := v.(map[string]any)
	best, bestTag := "", ""
	for tag, t := range lm {
		s, _ := t.(string)
		if strings.HasPrefix(strings.ToLower(tag), "en") {
			tag = " " + tag
		}
		if s != "" && (bestTag == "" || tag < bestTag) {
			best, bestTag = s, tag
		}
	}
	return best
}

func tail(v any) string {
	s, _ := v.(string)
	return s[strings.LastIndexAny(s, "/#:")+1:]
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

package platform

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

type gradebook struct {
	Viewer   UserID        `json:"viewer"`
	Course   bookCourse    `json:"course"`
	Columns  []bookColumn  `json:"lineItems"`
	Learners []bookLearner `json:"learners"`
}

type bookCourse struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type bookColumn struct {
	ID             LineItemID `json:"id"`
	Label          string     `json:"label"`
	Maximum        float64    `json:"scoreMaximum"`
	Tag            string     `json:"tag,omitempty"`
	ResourceID     string     `json:"resourceId,omitempty"`
	ResourceLinkID LinkID     `json:"resourceLinkId,omitempty"`
}

type bookLearner struct {
	UserID UserID     `json:"userId"`
	Name   string     `json:"name"`
	Cells  []bookCell `json:"scores"`
}

// bookCell is one score; Score is null where there is none.
type bookCell struct {
	LineItemID LineItemID `json:"lineItemId"`
	Label      string     `json:"label"`
	Score      *float64   `json:"score"`
	Maximum    float64    `json:"scoreMaximum"`
	Comment    string     `json:"comment"`
	Timestamp  string     `json:"timestamp"`
	SetBy      string     `json:"setBy"`
	Overridden bool       `json:"overridden"`
}

// Text is the score as the page shows it.
func (c bookCell) Text() string {
	if c.Score == nil {
		return "–"
	}
	return number(*c.Score)
}

// Value is the score as the form holds it.
func (c bookCell) Value() string {
	if c.Score == nil {
		return ""
	}
	return number(*c.Score)
}

// MaximumText is the maximum as the page shows it.
func (c bookCell) MaximumText() string { return number(c.Maximum) }

func number(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// gradebookFor is the gradebook as one person may see it: teachers and
// assistants all of it, learners their row, observers their learners' rows.
func (p *Platform) gradebookFor(viewer User) gradebook {
	book := gradebook{
		Viewer:  viewer.ID,
		Course:  bookCourse{p.cfg.Course.ID, p.cfg.Course.Title},
		Columns: []bookColumn{}, Learners: []bookLearner{},
	}
	items := p.LineItems()
	for _, li := range items {
		book.Columns = append(book.Columns, bookColumn{
			li.ID, li.Label, li.ScoreMaximum, li.Tag, li.ResourceID, li.ResourceLinkID,
		})
	}
	for _, u := range p.Users() {
		visible := viewer.has(RoleInstructor) || viewer.ID == u.ID || slices.Contains(viewer.MentorOf, u.ID)
		if !u.gradable() || !visible || !p.active(u.ID) {
			continue
		}
		row := bookLearner{UserID: u.ID, Name: u.Name(), Cells: []bookCell{}}
		for _, li := range items {
			row.Cells = append(row.Cells, p.cell(li, u.ID))
		}
		book.Learners = append(book.Learners, row)
	}
	return book
}

func (p *Platform) cell(li LineItem, user UserID) bookCell {
	c := bookCell{LineItemID: li.ID, Label: li.Label, Maximum: li.ScoreMaximum}
	if res, err := p.Result(li.ID, user); err == nil {
		c.Score, c.Comment, c.SetBy, c.Overridden = res.Score, res.Comment, res.SetBy, res.Overridden
		if !res.Timestamp.IsZero() {
			c.Timestamp = res.Timestamp.UTC().Format(time.RFC3339)
		}
	}
	return c
}

func (p *Platform) pageGradebook(w http.ResponseWriter, r *http.Request) {
	v := visitorOf(r)
	p.render(w, r, http.StatusOK, "gradebook", pageData{Title: "Gradebook", Tab: "gradebook", Body: map[string]any{
		"Book": p.gradebookFor(v.user), "Edit": v.user.teaches(), "Token": v.token,
		"Saved": r.URL.Query().Has("saved"),
	}})
}

func (p *Platform) serveGradebook(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, "application/json; charset=utf-8", p.gradebookFor(visitorOf(r).user))
}

// postOverride takes a teacher's own score, or releases it.
func (p *Platform) postOverride(w http.ResponseWriter, r *http.Request) {
	v := visitorOf(r)
	if err := sameOrigin(r, v); err != nil {
		p.refuse(w, r, http.StatusForbidden, "Scores are changed on the gradebook page only.")
		return
	}
	if !v.user.teaches() {
		p.refuse(w, r, http.StatusForbidden, "Only a teacher can change scores.")
		return
	}
	var score *float64
	if r.PostFormValue("action") != "release" {
		typed := strings.Replace(strings.TrimSpace(r.PostFormValue("score")), ",", ".", 1)
		value, err := strconv.ParseFloat(typed, 64)
		if err != nil || value < 0 || value > 1e9 {
			p.refuse(w, r, http.StatusBadRequest, "A score is a number from 0 to the maximum.")
			return
		}
		score = &value
	}
	item, user := LineItemID(r.PostFormValue("item")), UserID(r.PostFormValue("user"))
	if err := p.override(item, user, score, r.PostFormValue("comment"), v.user.Name()); err != nil {
		p.refuse(w, r, http.StatusNotFound, "That score cannot be changed.")
		return
	}
	http.Redirect(w, r, "/gradebook?saved=1", http.StatusSeeOther)
}

package board

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

// Template is what is printed on a page below the ink.
type Template string

// The templates.
const (
	TemplateBlank Template = "blank"
	TemplateGrid  Template = "grid"
	TemplateRuled Template = "ruled"
	TemplateAxes  Template = "axes"
	TemplateMusic Template = "music"
	// TemplateGroups shows the boards of groups. Only a breakout makes such pages.
	TemplateGroups Template = "groups"
)

var templates = []Template{TemplateBlank, TemplateGrid, TemplateRuled, TemplateAxes, TemplateMusic}

// PageAccess says which learners may write a page that isn't locked.
type PageAccess string

// The kinds of access.
const (
	AccessNone   PageAccess = "none"
	AccessAll    PageAccess = "all"
	AccessChosen PageAccess = "chosen"
)

var accesses = []PageAccess{AccessNone, AccessAll, AccessChosen}

const (
	// maxPages bounds the pages of the main board, and groupPages those of a group's. With those that were removed, it is
	// madeOfEach times as many.
	maxPages   = 100
	groupPages = 20
	madeOfEach = 4
	// longestTitle bounds a title, in characters.
	longestTitle = 80
	// maxWriters bounds the learners that are chosen for a page.
	maxWriters = 1000
	// longestID bounds the ids that a command names.
	longestID = 64
)

// page is a page of a session, as the module's state has it.
type page struct {
	ID         app.BoardID
	Group      app.GroupID    // "" of the main board
	Shared     bool           // a group's, and everybody may look at it
	Breakout   app.BreakoutID // whose groups are the frames
	Frames     []Frame
	Title      string
	Template   Template
	Locked     bool
	Access     PageAccess
	Writers    []app.UserID // sorted
	EditOthers bool
	Background *Background
	CreatedBy  app.UserID
	CreatedAt  time.Time
}

func (p page) wire() Page {
	w := Page{BoardID: p.ID, GroupID: p.Group, Shared: p.Shared, Frames: p.Frames, BreakoutID: p.Breakout, Title: p.Title, Template: p.Template, Locked: p.Locked, Access: p.Access, Writers: p.Writers, EditOthers: p.EditOthers,
		Background: p.Background, CreatedBy: p.CreatedBy, CreatedAt: p.CreatedAt}
	if w.Writers == nil {
		w.Writers = []app.UserID{}
	}
	return w
}

// pageOf reads wire back.
func pageOf(w Page) page {
	return page{ID: w.BoardID, Group: w.GroupID, Shared: w.Shared, Breakout: w.BreakoutID, Frames: w.Frames, Title: w.Title, Template: w.Template, Locked: w.Locked, Access: w.Access, Writers: w.Writers, EditOthers: w.EditOthers,
		Background: w.Background, CreatedBy: w.CreatedBy, CreatedAt: w.CreatedAt.UTC()}
}

// same says whether nothing is to be told of the difference.
func (p page) same(q page) bool {
	return p.ID == q.ID && p.Title == q.Title && p.Template == q.Template && p.Locked == q.Locked && p.Access == q.Access &&
		p.EditOthers == q.EditOthers && slices.Equal(p.Writers, q.Writers)
}

// accessFor is who may write a new blank page: everybody where a class is small enough to draw together.
func accessFor(tier app.Tier) PageAccess {
	switch tier {
	case app.TierTutoring, app.TierSeminar:
		return AccessAll
	case app.TierLecture, app.TierBroadcast:
	}
	return AccessNone
}

// title cleans what a person typed.
func title(text string) (string, error) {
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)), " ")
	if utf8.RuneCountInString(text) > longestTitle {
		return "", app.Errorf(app.CodeInvalid, "A title can have %d characters.", longestTitle)
	}
	return text, nil
}

func template(t Template) (Template, error) {
	switch {
	case t == "":
		return TemplateBlank, nil
	case !slices.Contains(templates, t):
		return "", app.Errorf(app.CodeInvalid, "template must be blank, grid, ruled, axes or music.")
	}
	return t, nil
}

// chosen sorts the writers that a command names.
func chosen(writers []app.UserID) ([]app.UserID, error) {
	if len(writers) > maxWriters {
		return nil, app.Errorf(app.CodeInvalid, "At most %d people can be chosen for a page.", maxWriters)
	}
	for _, w := range writers {
		if w == "" || len(w) > longestID {
			return nil, app.Errorf(app.CodeInvalid, "writers must name people of the class.")
		}
	}
	sorted := slices.Clone(writers)
	slices.Sort(sorted)
	return slices.Compact(sorted), nil
}

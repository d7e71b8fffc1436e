package platform

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// courseCopy is a course that was made as a copy of another: a context of its own, with the same people.
type courseCopy struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	History []string `json:"history"` // the contexts that it is a copy of, the newest first
}

// CopyCourse copies a course and its activities; from is the id of its context, "" for the platform's own course. It returns
// the id of the new context and the new activities, which have no columns yet.
func (p *Platform) CopyCourse(from, title string) (string, []Link, error) {
	if from == "" {
		from = p.cfg.Course.ID
	}
	var made []Link
	var copied courseCopy
	err := p.update(func(st *state) error {
		at := slices.IndexFunc(st.Copies, func(c courseCopy) bool { return c.ID == from })
		if at < 0 && from != p.cfg.Course.ID {
			return fmt.Errorf("%w: context %q", ErrNotFound, from)
		}
		copied = courseCopy{ID: fmt.Sprintf("%s-%d", p.cfg.Course.ID, len(st.Copies)+1), Title: title, History: []string{from}}
		if at >= 0 {
			copied.History = append(copied.History, st.Copies[at].History...)
		}
		st.Copies = append(st.Copies, copied)
		for _, l := range slices.Clone(st.Links) {
			if l.Context == from || (l.Context == "" && from == p.cfg.Course.ID) {
				l.History, l.Context = append([]LinkID{l.ID}, l.History...), copied.ID
				made = append(made, st.addLink(l))
			}
		}
		return nil
	})
	return copied.ID, made, err
}

// copyOf is the copy of the course that a link is in; the zero value for the course itself.
func (p *Platform) copyOf(id LinkID) courseCopy {
	link, err := p.Link(id)
	if err != nil || link.Context == "" {
		return courseCopy{}
	}
	var found courseCopy
	p.view(func(st *state) {
		for _, c := range st.Copies {
			if c.ID == link.Context {
				found = c
			}
		}
	})
	return found
}

// contextOf is the context claim of a launch.
func (p *Platform) contextOf(id LinkID) map[string]any {
	c := p.contextClaim()
	if in := p.copyOf(id); in.ID != "" {
		c["id"], c["title"] = in.ID, in.Title
	}
	return c
}

// historyVariables are the custom variables that tell what was copied (LTI Core 1.3, appendix of variables).
func (p *Platform) historyVariables(id LinkID) map[string]string {
	vars := map[string]string{"$Context.id.history": encodedList(p.copyOf(id).History)}
	if p.cfg.Personality == Moodle { // it knows that of courses alone
		return vars
	}
	vars["$ResourceLink.id.history"] = ""
	if link, err := p.Link(id); err == nil {
		vars["$ResourceLink.id.history"] = encodedList(link.History)
	}
	if p.cfg.Locale != "" {
		vars["$Message.locale"] = p.cfg.Locale
	}
	return vars
}

func encodedList[T ~string](ids []T) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = url.PathEscape(string(id))
	}
	return strings.Join(out, ",")
}

// variables are the names of the custom variables, for tools that register.
func (p *Platform) variables() []string {
	names := []string{"User.id", "User.username", "Context.id", "CourseSection.sourcedId", "ResourceLink.id", "ToolPlatformInstance.guid", "Person.name.full"}
	for _, more := range []map[string]string{p.groupVariables(User{}), p.historyVariables("")} {
		for name := range more {
			names = append(names, strings.TrimPrefix(name, "$"))
		}
	}
	slices.Sort(names)
	return names
}

// postCopy copies the course for the teacher.
func (p *Platform) postCopy(w http.ResponseWriter, r *http.Request) {
	v := visitorOf(r)
	if err := sameOrigin(r, v); err != nil || !v.user.teaches() {
		p.refuse(w, r, http.StatusForbidden, "Only a teacher can copy the course, from its own page.")
		return
	}
	if _, _, err := p.CopyCourse("", p.cfg.Course.Title+", next term"); err != nil {
		p.serverError(w, err)
		return
	}
	http.Redirect(w, r, "/course", http.StatusSeeOther)
}

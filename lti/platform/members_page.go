package platform

import (
	"net/http"
)

// pageMembers lists who is and was in the course, for a teacher to change.
func (p *Platform) pageMembers(w http.ResponseWriter, r *http.Request) {
	v := visitorOf(r)
	if !v.user.teaches() {
		p.refuse(w, r, http.StatusForbidden, "Only a teacher can change who is in the course.")
		return
	}
	type entry struct {
		User   User
		Role   string
		Active bool
	}
	var people []entry
	for _, u := range p.Users() {
		people = append(people, entry{u, u.roleWord(), p.active(u.ID)})
	}
	p.render(w, r, http.StatusOK, "members", pageData{Title: "People", Tab: "course", Body: map[string]any{"People": people, "Token": v.token}})
}

// postMember takes somebody out of the course, or in again.
func (p *Platform) postMember(w http.ResponseWriter, r *http.Request) {
	v := visitorOf(r)
	if err := sameOrigin(r, v); err != nil || !v.user.teaches() {
		p.refuse(w, r, http.StatusForbidden, "Only a teacher can change who is in the course, from its own page.")
		return
	}
	status := MemberRemoved
	if r.PostFormValue("action") == "enrol" {
		status = MemberActive
	}
	id := UserID(r.PathValue("user"))
	if id == v.user.ID {
		p.refuse(w, r, http.StatusBadRequest, "You cannot take yourself out of the course.")
		return
	}
	if err := p.SetMember(id, status); err != nil {
		p.refuse(w, r, http.StatusNotFound, "That person cannot be changed.")
		return
	}
	http.Redirect(w, r, "/course/people", http.StatusSeeOther)
}

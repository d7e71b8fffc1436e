package launch

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/lti"
)

// Names of the custom parameters that Lectern asks LMSs for when it is registered. They are in lower case, as LMSs make of
// them.
const (
	ParamGroups         = "groups"
	ParamLocale         = "locale"
	ParamLinkHistory    = "resource_link_id_history"
	ParamContextHistory = "context_id_history"
)

const (
	// historyMost bounds the copies that are looked back at.
	historyMost = 10
	localeMost  = 35
)

var localeForm = regexp.MustCompile(`^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$`)

// linkTitle is how the link is called. Canvas calls one that came with a column as the column is labelled: that is the name of
// the class with what is graded.
func linkTitle(l *lti.Launch) string {
	title := l.ResourceLink.Title
	if l.Custom[app.PreparedParam] != "" {
		title = strings.TrimSuffix(title, app.ColumnLabel("", app.ActivityAttendance))
	}
	return title
}

// localeOf is the language of who launches, or "": the person's own where the LMS tells it, else the one in which the LMS
// shows itself to them.
func localeOf(l *lti.Launch) string {
	personal := l.Locale
	if personal == l.Presentation.Locale { // it may be no more than that of the page
		personal = ""
	}
	for _, locale := range []string{personal, l.Custom[ParamLocale], l.Locale} {
		if len(locale) <= localeMost && localeForm.MatchString(locale) {
			return locale
		}
	}
	return ""
}

// arrivalOf is what the launch says of the person beside who they are. Where the course has the groups service, that knows
// better than the launch.
func arrivalOf(l *lti.Launch) app.Arrival {
	a := app.Arrival{Role: app.Role(l.Principal)}
	value, given := l.Custom[ParamGroups]
	if l.Groups != nil || !given {
		return a
	}
	ids, told := lti.IDs(value)
	if !told {
		return a
	}
	a.Groups = make([]app.CourseGroupID, len(ids))
	for i, id := range ids {
		a.Groups[i] = app.CourseGroupID(id)
	}
	slices.Sort(a.Groups)
	return a
}

// learnCustom keeps what the custom parameters say of the classroom; own says that the launch is of the classroom's own link.
func learnCustom(row *classroomRow, l *lti.Launch, own bool) {
	if l.Groups != nil {
		row.GroupsURL, row.GroupSetsURL = cut(l.Groups.GroupsURL, 2000), cut(l.Groups.GroupSetsURL, 2000)
	}
	if arrivalOf(l).Groups != nil {
		row.GroupsTold = true
	}
	if !own {
		return
	}
	for _, h := range []struct {
		param, self string
		into        *string
	}{{ParamLinkHistory, l.ResourceLink.ID, &row.LinkHistory}, {ParamContextHistory, l.Context.ID, &row.ContextHistory}} {
		value, given := l.Custom[h.param]
		ids, told := lti.IDs(value)
		if ids = slices.DeleteFunc(ids, func(id string) bool { return id == h.self }); given && told && len(ids) > 0 {
			*h.into = packIDs(ids[:min(len(ids), historyMost)])
		}
	}
}

func packIDs(ids []string) string { return string(app.MustJSON(ids)) }

// unpackIDs reads what packIDs wrote; "" is none.
func unpackIDs(text string) []string {
	var ids []string
	if text == "" || json.Unmarshal([]byte(text), &ids) != nil {
		return nil
	}
	return ids
}

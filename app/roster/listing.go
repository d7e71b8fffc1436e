package roster

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/lti"
)

// listing is what an LMS answered: everybody of the course, and the groups where it tells them.
type listing struct {
	issuer  string
	members []lti.Member
	// grouped says where the groups of members come from; "" where nothing is told of them.
	grouped GroupSource
	groups  []lti.Group
	sets    []lti.GroupSet
	// groupsFailure is why the groups couldn't be read, "" where nothing is wrong.
	groupsFailure string
}

// GroupSource says how the LMS tells the groups of people.
type GroupSource string

// The sources.
const (
	GroupsOfService GroupSource = "service" // Course Groups Service 1.0
	GroupsOfMembers GroupSource = "members" // a variable of each member, with the list
	GroupsOfLaunch  GroupSource = "launch"  // a variable of each launch: of those who launched
)

// change is one line of the history of who is of a course.
type change struct {
	user          app.UserID
	kind          ChangeKind
	before, after app.Role
}

// ChangeKind says what changed.
type ChangeKind string

// The kinds.
const (
	ChangeJoined   ChangeKind = "joined"
	ChangeLeft     ChangeKind = "left"
	ChangeReturned ChangeKind = "returned"
	ChangeRole     ChangeKind = "role"
)

// known is one person of a classroom as they are kept.
type known struct {
	User       userRow `gorm:"embedded"`
	Role       string
	Status     string
	LaunchedMs int64
	ListedMs   int64
	SinceMs    int64
	ListedRole string
	GroupIDs   string `gorm:"column:group_ids"`
}

// diff is what a listing changes.
type diff struct {
	members []membershipRow
	left    []app.UserID
	changes []change
	roles   map[app.UserID]app.Role // those of people whose role is another one now
}

// compare says what the listing changes in the classroom. ids has everybody who is listed, by subject. first says that the
// classroom was never listed before: then nobody joins, they are found.
func compare(room app.ClassroomID, l listing, ids map[string]app.UserID, had []known, now int64, first bool) diff {
	d := diff{roles: map[app.UserID]app.Role{}}
	before := make(map[app.UserID]known, len(had))
	for _, k := range had {
		before[app.UserID(k.User.ID)] = k
	}
	listed := make(map[app.UserID]bool, len(l.members))
	for _, m := range l.members {
		id := ids[m.UserID]
		if id == "" || listed[id] {
			continue
		}
		listed[id] = true
		d.add(room, id, m, before, now, first)
	}
	for _, k := range had {
		if id := app.UserID(k.User.ID); k.ListedMs > 0 && k.Status != string(app.MemberDeleted) && !listed[id] {
			d.left = append(d.left, id)
			if k.Status == string(app.MemberActive) {
				d.changes = append(d.changes, change{id, ChangeLeft, app.Role(k.Role), app.Role(k.Role)})
			}
		}
	}
	return d
}

// add says what one line of the listing changes.
func (d *diff) add(room app.ClassroomID, id app.UserID, m lti.Member, before map[app.UserID]known, now int64, first bool) {
	k, was := before[id]
	row := membershipRow{ClassroomID: string(room), UserID: string(id), Role: string(m.Principal()), Status: string(statusOf(m.Status)),
		ListedMs: now, SinceMs: now, ListedRole: string(m.Principal()), GroupIDs: packGroups(m.Groups)}
	if first {
		row.SinceMs = 0
	}
	active := row.Status == string(app.MemberActive)
	if !active {
		row.UntilMs = now
	}
	role := row.Role
	if was && keepsRole(k, row.ListedRole) {
		role = k.Role
	}
	switch {
	case !was:
		if active && !first {
			d.changes = append(d.changes, change{id, ChangeJoined, "", app.Role(role)})
		}
	case active && k.Status != row.Status:
		d.changes = append(d.changes, change{id, ChangeReturned, app.Role(k.Role), app.Role(role)})
	case !active && k.Status == string(app.MemberActive):
		d.changes = append(d.changes, change{id, ChangeLeft, app.Role(k.Role), app.Role(role)})
	}
	if was && role != k.Role {
		d.roles[id] = app.Role(role)
		d.changes = append(d.changes, change{id, ChangeRole, app.Role(k.Role), app.Role(role)})
	}
	same := was && k.ListedMs > 0 && role == k.Role && k.Status == row.Status && k.ListedRole == row.ListedRole &&
		(row.GroupIDs == "" || row.GroupIDs == k.GroupIDs) && (row.SinceMs > 0 || k.SinceMs == 0)
	if !same {
		d.members = append(d.members, row)
	}
}

// keepsRole says whether somebody keeps the role of their launch, which says more than the list, as long as the list says the
// same as it did before. Where the list says another role than it did, somebody changed it in the LMS, and that is the newer
// word.
func keepsRole(k known, listed string) bool {
	return k.LaunchedMs > 0 && (k.ListedRole == "" || k.ListedRole == listed)
}

const (
	// shrinkLeast is of how many missing people at once, if they are more than half, a list isn't believed before it is
	// repeated.
	shrinkLeast = 10
	// groupsMost bounds the groups of one person that are kept.
	groupsMost = 100
)

// shrunk says whether the listing lacks so many of those who were active that it may be half of itself.
func shrunk(l listing, had []known) bool {
	listed := make(map[string]bool, len(l.members))
	for _, m := range l.members {
		listed[m.UserID] = true
	}
	active, missing := 0, 0
	for _, k := range had {
		if k.ListedMs == 0 || k.Status != string(app.MemberActive) {
			continue
		}
		active++
		if !listed[k.User.Subject] {
			missing++
		}
	}
	return missing >= shrinkLeast && 2*missing > active
}

// packGroups writes ids of groups for a row: "" where nothing is told.
func packGroups[T ~string](ids []T) string {
	if ids == nil {
		return ""
	}
	sorted := slices.Clone(ids)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	return string(app.MustJSON(sorted[:min(len(sorted), groupsMost)]))
}

func unpackGroups(text string) []app.CourseGroupID {
	var ids []app.CourseGroupID
	if text == "" || json.Unmarshal([]byte(text), &ids) != nil {
		return nil
	}
	return ids
}

func nameOf(m lti.Member) string {
	if name := strings.TrimSpace(m.Name); name != "" {
		return clip(name, nameMost)
	}
	return clip(strings.TrimSpace(m.GivenName+" "+m.FamilyName), nameMost)
}

const (
	nameMost = 200
	mailMost = 320
)

// clip bounds a text from outside to n characters in one line.
func clip(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if len(s) <= n {
		return s
	}
	runes := []rune(s)
	return string(runes[:min(len(runes), n)])
}

// statusOf reads NRPS 2.0 §2.3: absent means Active.
func statusOf(status string) app.MemberStatus {
	switch strings.ToLower(status) {
	case "inactive":
		return app.MemberInactive
	case "deleted":
		return app.MemberDeleted
	}
	return app.MemberActive
}

package live

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// Event is one thing that happened in a session, as the stream keeps it and as those who may see it get it.
type Event struct {
	// Type is "<module>.<verb>".
	Type     string
	Audience Audience
	// Payload is what happened, as whoever decided it says it. It is nil in an event that was read back.
	Payload Payload
	// Offset is the event's place in the session's stream; the loop gives it.
	Offset int64
	// At is when it was decided: UTC with milliseconds.
	At time.Time
	// Body is the payload as the frame that clients get.
	Body json.RawMessage
}

// Payload is a pointer to a struct that embeds Head.
type Payload interface{ stamp(Head) }

// Head begins the frame of each event.
type Head struct {
	Type   string    `json:"type"`
	Offset int64     `json:"offset"`
	At     time.Time `json:"at"`
}

func (h *Head) stamp(with Head) { *h = with }

// redacted says whether what happened has been forgotten.
func (e Event) redacted() bool { return len(e.Body) == 0 }

// encode stamps the payload and makes the body of it.
func (e *Event) encode(offset int64, at time.Time) error {
	e.Offset, e.At = offset, at
	e.Payload.stamp(Head{e.Type, offset, at})
	var err error
	if e.Body, err = json.Marshal(e.Payload); err != nil {
		return fmt.Errorf("encode %s: %w", e.Type, err)
	}
	return nil
}

// Read decodes the body of an event.
func Read[T any](e Event) (T, error) {
	var v T
	if err := json.Unmarshal(e.Body, &v); err != nil {
		return v, fmt.Errorf("read %s at %d: %w", e.Type, e.Offset, err)
	}
	return v, nil
}

// Audience says who may see an event. The zero value is nobody.
type Audience struct {
	kind  audienceKind
	users []app.UserID
	// groups are who hears it beside the staff.
	groups []app.GroupID
}

type audienceKind string

const (
	toNobody   audienceKind = "none"
	toEveryone audienceKind = "all"
	toStaff    audienceKind = "staff"
	toOnly     audienceKind = "users"
	toStaffAnd audienceKind = "staff+"
	toGroup    audienceKind = "group"
)

// Nobody is for what changes the state and is told to no client. Such an event still has an offset.
func Nobody() Audience { return Audience{kind: toNobody} }

// Everyone is whoever is in the session.
func Everyone() Audience { return Audience{kind: toEveryone} }

// Staff are instructors and assistants.
func Staff() Audience { return Audience{kind: toStaff} }

// Only are the users.
func Only(users ...app.UserID) Audience { return Audience{kind: toOnly, users: users} }

// StaffAnd are the staff and the users.
func StaffAnd(users ...app.UserID) Audience { return Audience{kind: toStaffAnd, users: users} }

// Group are the people of one group, and the staff.
func Group(id app.GroupID) Audience { return Groups(id) }

// Groups are the people of any of the groups, and the staff.
func Groups(ids ...app.GroupID) Audience { return Audience{kind: toGroup, groups: ids} }

// String returns the audience as the stream keeps it. Ids hold neither colons nor commas.
func (a Audience) String() string {
	switch a.kind {
	case toOnly, toStaffAnd:
		return string(a.kind) + ":" + join(a.users)
	case toGroup:
		return string(a.kind) + ":" + join(a.groups)
	case toEveryone, toStaff:
		return string(a.kind)
	case toNobody:
	}
	return string(toNobody)
}

func join[ID ~string](ids []ID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return strings.Join(names, ",")
}

// parseAudience reads String back. What it doesn't know is nobody: it fails closed.
func parseAudience(text string) Audience {
	kind, rest, _ := strings.Cut(text, ":")
	switch k := audienceKind(kind); k {
	case toEveryone, toStaff:
		return Audience{kind: k}
	case toGroup:
		a := Audience{kind: k}
		for name := range strings.SplitSeq(rest, ",") {
			a.groups = append(a.groups, app.GroupID(name))
		}
		return a
	case toOnly, toStaffAnd:
		a := Audience{kind: k}
		for name := range strings.SplitSeq(rest, ",") {
			if name != "" {
				a.users = append(a.users, app.UserID(name))
			}
		}
		return a
	case toNobody:
	}
	return Nobody()
}

// Viewer is who sees: a person, with the role and the group of now.
type Viewer struct {
	User  app.UserID
	Role  app.Role
	Group app.GroupID // "" in the main room
	// Also are the ids of other groups whose messages they see, sorted, with commas between.
	Also string
}

// hears says whether what is told a group is told to the viewer.
func (v Viewer) hears(group app.GroupID) bool {
	if group == "" {
		return false
	}
	return v.Group == group || (v.Also != "" && slices.Contains(strings.Split(v.Also, ","), string(group)))
}

// Sees says whether the viewer belongs to the audience.
func (v Viewer) Sees(a Audience) bool {
	switch a.kind {
	case toEveryone:
		return true
	case toStaff:
		return v.Role.IsStaff()
	case toOnly:
		return slices.Contains(a.users, v.User)
	case toStaffAnd:
		return v.Role.IsStaff() || slices.Contains(a.users, v.User)
	case toGroup:
		return v.Role.IsStaff() || slices.ContainsFunc(a.groups, v.hears)
	case toNobody:
	}
	return false
}

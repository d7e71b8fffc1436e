package platform

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// UserID is the platform's id of a person, the sub of an id_token. Where a
// function takes a UserID it also takes a username.
type UserID string

// LinkID is the id of a resource link (LTI Core 1.3, 5.3.5).
type LinkID string

// LineItemID is the number of a line item. Where a function takes a
// LineItemID it also takes the line item's URL (AGS 2.0, 3.2).
type LineItemID string

// ClientID names one registration of a tool (LTI Core 1.3, 3.1.3).
type ClientID string

// DeploymentID names one deployment within a registration (LTI Core 1.3, 3.1.3).
type DeploymentID string

// Context roles as whole URIs (LTI Core 1.3, A.2.3 and A.2.3.1).
const (
	RoleInstructor        = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
	RoleLearner           = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
	RoleMentor            = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"
	RoleTeachingAssistant = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
)

// Errors of the Go API of this package. Wire errors are answers, not these.
var (
	ErrConfig   = errors.New("platform: bad configuration")
	ErrNotFound = errors.New("platform: not found")
)

// Config configures a platform. Its zero value, with a Course and Users, is a
// platform in memory without a tool; see [Platform.AddTool].
type Config struct {
	// Personality is whose habits the platform has.
	Personality Personality
	// BaseURL is the issuer, without a trailing slash. Start sets it from
	// the listener where it is empty.
	BaseURL string
	// Listen is the address that Start listens on; empty means
	// "127.0.0.1:0". Its host is the host of the issuer, so "localhost:0"
	// gives a platform that is cross-site to a tool on 127.0.0.1.
	Listen string
	// Tool is the first tool; it may be left empty and added later.
	Tool   ToolConfig
	Course Course
	Users  []User
	// GroupSets and Groups are the course's groups at first; see [Platform.SetGroups].
	GroupSets []CourseGroupSet
	Groups    []CourseGroup
	// StateFile keeps line items, scores, keys, tokens and links over a
	// restart; it is replaced atomically. Empty means memory only.
	StateFile string
	// Locale goes into launch_presentation where it is set.
	Locale string
	// Key is the first signing key; one is made where it is nil and the
	// state file holds none.
	Key *rsa.PrivateKey
	// Clock tells the time; nil means time.Now.
	Clock func() time.Time
	// Rand makes ids and tokens; nil means crypto/rand.
	Rand io.Reader
	// HTTP fetches tools' key sets; nil means a client of its own.
	HTTP *http.Client
	// Logger receives one line per refused message; nil discards.
	Logger *slog.Logger
}

// ToolConfig is what the platform knows about one registered tool (LTI Core
// 1.3, 3.1.3; Security Framework 1.0, 5.1.1).
type ToolConfig struct {
	ClientID      ClientID
	DeploymentIDs []DeploymentID
	LoginURL      string // third-party login initiation
	LaunchURL     string // the only redirect_uri, compared exactly
	JWKSURL       string
	TargetLinkURI string // empty means LaunchURL
	DeepLinkURI   string // target of a Deep Linking request; empty means TargetLinkURI
	Title         string
	// Scopes are the service scopes the tool may ask for; nil means all.
	Scopes []string
	// Custom holds custom parameters; values may name variables ($User.id).
	Custom map[string]string
	// DeepLinkData, where set, goes out as data and must come back (Deep Linking 2.0, 3.4.1).
	DeepLinkData string
	// HideNames and HideEmails are the privacy settings of the registration.
	HideNames, HideEmails bool
}

// Course is the LTI context (LTI Core 1.3, 5.4.1).
type Course struct {
	ID    string
	Label string
	Title string
	// SourcedID is the section's id in the school's information system.
	SourcedID string
}

// User is a person enrolled in the course.
type User struct {
	ID         UserID
	Username   string
	GivenName  string
	FamilyName string
	Email      string
	SourcedID  string
	// Roles are whole URIs as they stand in launches.
	Roles []string
	// NRPSRoles are the roles in memberships where they differ from Roles,
	// as Moodle's do for a non-editing teacher. Nil means derived: bare
	// words for core context roles.
	NRPSRoles []string
	// MentorOf lists the learners a Mentor follows (role_scope_mentor).
	MentorOf []UserID
}

// Name is the display name.
func (u User) Name() string { return strings.TrimSpace(u.GivenName + " " + u.FamilyName) }

func (u User) has(role string) bool { return slices.Contains(u.Roles, role) }

// teaches reports whether the person may change the course and its scores.
func (u User) teaches() bool { return u.has(RoleInstructor) && !u.has(RoleTeachingAssistant) }

// gradable reports whether the gradebook has a row for the person.
func (u User) gradable() bool { return u.has(RoleLearner) }

// roleWord is the role as the pages name it.
func (u User) roleWord() string {
	switch {
	case u.has(RoleTeachingAssistant):
		return "Teaching assistant"
	case u.has(RoleInstructor):
		return "Teacher"
	case u.has(RoleMentor):
		return "Observer"
	case u.has(RoleLearner):
		return "Learner"
	default:
		return "Guest"
	}
}

func (c Config) check() error {
	var faults []error
	if _, ok := c.Personality.traits(); !ok {
		faults = append(faults, fmt.Errorf("Personality %q is unknown", c.Personality))
	}
	if c.Course.ID == "" {
		faults = append(faults, errors.New("Course.ID is empty"))
	}
	seen := map[string]bool{}
	for _, u := range c.Users {
		if u.ID == "" || u.Username == "" {
			faults = append(faults, errors.New("a user without ID or Username"))
		}
		if seen["i"+string(u.ID)] || seen["u"+u.Username] {
			faults = append(faults, fmt.Errorf("user %q stands twice", u.ID))
		}
		seen["i"+string(u.ID)], seen["u"+u.Username] = true, true
	}
	if c.BaseURL != "" && !webURL(c.BaseURL) {
		faults = append(faults, fmt.Errorf("BaseURL %q is not an http(s) URL", c.BaseURL))
	}
	if strings.HasSuffix(c.BaseURL, "/") {
		faults = append(faults, errors.New("BaseURL ends with a slash"))
	}
	if len(faults) > 0 {
		return fmt.Errorf("%w: %w", ErrConfig, errors.Join(faults...))
	}
	return nil
}

func (t ToolConfig) check() error {
	var faults []error
	if t.ClientID == "" {
		faults = append(faults, errors.New("ClientID is empty"))
	}
	if len(t.DeploymentIDs) == 0 {
		faults = append(faults, errors.New("DeploymentIDs is empty"))
	}
	urls := []struct{ name, value string }{
		{"LoginURL", t.LoginURL}, {"LaunchURL", t.LaunchURL}, {"JWKSURL", t.JWKSURL},
	}
	for _, u := range urls {
		if !webURL(u.value) {
			faults = append(faults, fmt.Errorf("%s %q is not an http(s) URL", u.name, u.value))
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("%w: tool: %w", ErrConfig, errors.Join(faults...))
	}
	return nil
}

func webURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// origin is scheme and authority of a URL, or empty.
func origin(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// DemoCourse is the course of the demo LMS: Algebra 1 with a teacher, a
// teaching assistant, five learners and an observer of one of them.
func DemoCourse() (Course, []User) {
	course := Course{ID: "2", Label: "ALG1", Title: "Algebra 1", SourcedID: "SIS-ALG-1"}
	person := func(id UserID, username, given, family string, roles ...string) User {
		return User{
			ID: id, Username: username, GivenName: given, FamilyName: family, Roles: roles,
			Email: username + "@school.example", SourcedID: "P-000" + string(id),
		}
	}
	observer := person("10", "observer", "Rosa", "García", RoleMentor)
	observer.MentorOf = []UserID{"5"}
	return course, []User{
		person("3", "teacher", "Ingrid", "Solberg", RoleInstructor),
		person("4", "assistant", "Kwame", "Mensah", RoleInstructor, RoleTeachingAssistant),
		person("5", "learner1", "Ana", "García", RoleLearner),
		person("6", "learner2", "Zoë", "Müller", RoleLearner),
		person("7", "learner3", "Conor", "O'Brien", RoleLearner),
		person("8", "learner4", "Wei", "Chen", RoleLearner),
		person("9", "learner5", "ليلى", "حداد", RoleLearner),
		observer,
	}
}

package xapi_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/xapi"
)

var start = time.Date(2026, 11, 22, 10, 0, 0, 123_456_789, time.UTC)

func id(s string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceURL, []byte(s)) }

func classroom() xapi.Classroom {
	return xapi.Classroom{
		Namespace: uuid.MustParse("9f0c1c06-9b0e-4a39-9d5a-0f7f7a9be001"),
		BaseURL:   "https://vc.example.org/",
		Platform:  "Lectern",
	}
}

func session() xapi.Session {
	teacher := xapi.AccountAgent("https://lms.example.org", "teacher")
	return xapi.Session{
		ID:             uuid.MustParse("c7b6f0a9-482c-4c03-acc1-548289126963"),
		Registration:   uuid.MustParse("4eb0e063-669b-479a-86b3-f9be9ac88a1d"),
		ClassroomID:    uuid.MustParse("e59490e1-ddf2-4c43-bfdc-14e274abc106"),
		ClassroomTitle: "Algebra, week 3",
		Issuer:         "https://lms.example.org",
		Deployment:     "1",
		ContextID:      "algebra",
		CourseTitle:    "Algebra",
		Language:       "en_US",
		Started:        start,
		Ended:          start.Add(49*time.Minute + 12500*time.Millisecond),
		Planned:        50 * time.Minute,
		Instructor:     &teacher,
	}
}

// choice is a question with two options.
func choice(kind xapi.InteractionType) xapi.Poll {
	return xapi.Poll{ID: id("poll"), Question: "Which is prime?", Type: kind, Options: []xapi.Option{{ID: "a", Text: "4"}, {ID: "b", Text: "7"}}}
}

// built is one statement of each kind that the package can make.
func built() map[string]xapi.Statement {
	c, s := classroom(), session()
	teacher := *s.Instructor
	v := xapi.Visit{Key: id("visit").String(), Actor: c.Person("https://lms.example.org", "u1"),
		Role: xapi.RoleLearner, Camera: new(true), Microphone: new(false)}
	return map[string]xapi.Statement{
		"initialized":           c.Started(s, teacher, xapi.RoleInstructor),
		"initialized by system": c.Started(s, xapi.Agent{}, ""),
		"terminated":            c.Ended(s, teacher, xapi.RoleInstructor),
		"joined":                c.Joined(s, v, start.Add(time.Second)),
		"left":                  c.Left(s, v, start.Add(31*time.Minute+5*time.Second), 31*time.Minute+4*time.Second),
		"attended": c.Attended(s, xapi.Attendance{Actor: v.Actor, Role: "assistant", Revision: 1,
			Present: 44 * time.Minute, Ratio: 0.88, Completion: true}, s.Ended),
		"voided":     c.Voided(id("old"), s.Ended),
		"raised":     c.Raised(s, v.Actor, xapi.RoleLearner, id("hand").String(), start),
		"lowered":    c.Lowered(s, v.Actor, xapi.RoleLearner, id("hand").String(), start.Add(time.Second)),
		"camera on":  c.CameraStarted(s, v.Actor, xapi.RoleLearner, id("camera"), id("show").String(), start),
		"camera off": c.CameraStopped(s, v.Actor, xapi.RoleLearner, id("camera"), id("show").String(), start.Add(time.Minute), time.Minute),
		"screen on":  c.ScreenShared(s, v.Actor, xapi.RoleLearner, id("screen"), id("show").String(), start),
		"screen off": c.ScreenUnshared(s, v.Actor, xapi.RoleLearner, id("screen"), id("show").String(), start.Add(time.Minute), time.Minute),
		"posted":     c.Posted(s, v.Actor, xapi.RoleLearner, id("message"), start),
		"asked":      c.Asked(s, teacher, xapi.RoleInstructor, choice(xapi.InteractionChoice), start),
		"answered":   c.Answered(s, choice(xapi.InteractionChoice), xapi.Answer{Actor: v.Actor, Role: xapi.RoleLearner, Parts: []string{"b"}, Success: new(true), Scaled: new(1.0)}, start),
		"ordered":    c.Answered(s, choice(xapi.InteractionSequencing), xapi.Answer{Actor: v.Actor, Role: xapi.RoleLearner, Parts: []string{"b", "a"}}, start),
		"rated":      c.Answered(s, choice(xapi.InteractionLikert), xapi.Answer{Actor: v.Actor, Role: xapi.RoleLearner, Parts: []string{"a"}}, start),
		"written":    c.Answered(s, xapi.Poll{ID: id("poll"), Question: "Name a prime", Type: xapi.InteractionFillIn}, xapi.Answer{Actor: v.Actor, Role: xapi.RoleLearner, Parts: []string{"seven"}}, start),
		"spoke":      c.Spoke(s, v.Actor, xapi.RoleLearner, 1, 4*time.Minute, 9),
		"annotated":  c.Annotated(s, v.Actor, xapi.RoleLearner, 1, 2*time.Minute),

		"breakout joined":    c.BreakoutJoined(s, v.Actor, xapi.RoleLearner, xapi.Breakout{ID: id("group"), Name: "Group 1"}, id("stay").String(), start),
		"breakout left":      c.BreakoutLeft(s, v.Actor, xapi.RoleLearner, xapi.Breakout{ID: id("group"), Name: "Group 1"}, id("stay").String(), start.Add(10*time.Minute), 10*time.Minute),
		"breakout completed": c.BreakoutCompleted(s, v.Actor, xapi.RoleLearner, xapi.Breakout{ID: id("group"), Name: "Group 1"}, start.Add(9*time.Minute), 8*time.Minute),
	}
}

func TestBuiltStatementsKeepTheirShape(t *testing.T) {
	t.Parallel()
	for name, st := range built() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := xapi.Validate(st); err != nil {
				t.Fatalf("Validate: %v", err)
			}
			frozen, err := xapi.Freeze(st)
			if err != nil {
				t.Fatalf("Freeze: %v", err)
			}
			path := filepath.Join("testdata", strings.ReplaceAll(name, " ", "_")+".json")
			golden, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("golden shape: %v; the statement is\n%s", err, frozen.Body)
			}
			if diff := cmp.Diff(decode(t, golden), decode(t, frozen.Body)); diff != "" {
				t.Errorf("shape of %s changed (-golden +built):\n%s", name, diff)
			}
			if strings.Contains(string(frozen.Body), "null") {
				t.Errorf("null in %s", frozen.Body)
			}
			var back xapi.Statement
			if err := json.Unmarshal(frozen.Body, &back); err != nil {
				t.Fatalf("read back: %v", err)
			}
			if again, err := xapi.Freeze(back); err != nil || string(again.Body) != string(frozen.Body) {
				t.Errorf("read back and rendered again (%v):\n%s\nwas\n%s", err, again.Body, frozen.Body)
			}
		})
	}
}

func decode(t *testing.T, b []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("decode: %v", err)
	}
	return v
}

func TestIDsDependOnWhatHappenedAlone(t *testing.T) {
	t.Parallel()
	c, s := classroom(), session()
	actor := c.Person("https://lms.example.org", "u1")
	base := c.Joined(s, xapi.Visit{Key: "k", Actor: actor, Role: xapi.RoleLearner}, start).ID

	renamed := s
	renamed.ClassroomTitle, renamed.CourseTitle, renamed.Language = "Other", "Other", "de"
	moved := c
	moved.BaseURL = "https://elsewhere.example.org"
	if got := moved.Joined(renamed, xapi.Visit{Key: "k", Actor: actor, Role: xapi.RoleLearner}, start.Add(time.Hour)).ID; got != base {
		t.Errorf("id changed with title, address or time: %s, was %s", got, base)
	}
	if got := c.Joined(s, xapi.Visit{Key: "k2", Actor: actor, Role: xapi.RoleLearner}, start).ID; got == base {
		t.Error("two visits share an id")
	}
	one := c.Attended(s, xapi.Attendance{Actor: actor, Revision: 1}, start).ID
	if two := c.Attended(s, xapi.Attendance{Actor: actor, Revision: 2}, start).ID; one == two {
		t.Error("two revisions share an id")
	}
	long := strings.Repeat("s", 200)
	a := c.Attended(s, xapi.Attendance{Actor: c.Person("https://lms.example.org", long)}, start).ID
	if b := moved.Attended(s, xapi.Attendance{Actor: moved.Person("https://lms.example.org", long)}, start).ID; a != b {
		t.Error("id of a pseudonym's attendance changed with the installation's address")
	}
	want := uuid.NewSHA1(c.Namespace, []byte("v1|presence|k|join"))
	if base != want {
		t.Errorf("id %s, want %s of v1|kind|key", base, want)
	}
}

func TestPersonIsAccountOrPseudonym(t *testing.T) {
	t.Parallel()
	const lms = "https://lms.example.org"
	plain := classroom()
	keyed := classroom()
	keyed.Secret = []byte("a secret of the destination")
	tests := map[string]struct {
		issuer, subject string
		account         bool
	}{
		"short":               {lms, "u1", true},
		"exactly fifty":       {lms, strings.Repeat("é", 50), true},
		"fifty-one":           {lms, strings.Repeat("a", 51), false},
		"empty":               {lms, "", false},
		"control character":   {lms, "a\nb", false},
		"broken UTF-8":        {lms, "a\xff", false},
		"space at the end":    {lms, "a ", false},
		"issuer without host": {"https:", "u1", false},
		"issuer no IRL":       {"my lms", "u1", false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, k := plain.Person(tc.issuer, tc.subject), keyed.Person(tc.issuer, tc.subject)
			if tc.account {
				want := xapi.AccountAgent(tc.issuer, tc.subject)
				if diff := cmp.Diff(want, a); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
				return
			}
			for _, got := range []xapi.Agent{a, k} {
				u, err := uuid.Parse(got.Account.Name)
				if err != nil || u.Version() != 5 || got.Account.HomePage != "https://vc.example.org" {
					t.Errorf("pseudonym %+v, want a UUID at the installation", got.Account)
				}
			}
			if a.Account.Name == k.Account.Name {
				t.Error("the secret changes nothing")
			}
		})
	}
}

func TestHostileInputStillMakesValidStatements(t *testing.T) {
	t.Parallel()
	c, s := classroom(), session()
	s.Language, s.ClassroomTitle, s.CourseTitle = "not a language", "bad \xff title", "   "
	s.CourseIRI, s.Instructor, s.Registration = "no iri", nil, uuid.Nil
	s.Ended = s.Started.Add(-time.Hour)
	sts := []xapi.Statement{c.Ended(s, xapi.Agent{}, "")}
	for _, r := range []float64{math.NaN(), math.Inf(1), -3, 7} {
		sts = append(sts, c.Attended(s, xapi.Attendance{Actor: c.Guest(id("g")), Role: "dean", Ratio: r, Present: -1}, start))
	}
	for _, st := range sts {
		if err := xapi.Validate(st); err != nil {
			t.Errorf("%v", err)
		}
		if st.Context.Registration != s.ID {
			t.Errorf("registration %s, want the session's id", st.Context.Registration)
		}
	}
	if got := xapi.Duration(*sts[0].Result.Duration).String(); got != "PT0S" {
		t.Errorf("duration of a clock set back: %s", got)
	}
}

func TestFreezeRefuses(t *testing.T) {
	t.Parallel()
	noID := built()["joined"]
	noID.ID = uuid.Nil
	noObject := built()["joined"]
	noObject.Object = xapi.Object{}
	noTime := classroom().Voided(id("old"), time.Time{})
	invalid := built()["joined"]
	invalid.Actor = xapi.AccountAgent("not an address", "u1")
	for name, st := range map[string]xapi.Statement{"without id": noID, "without object": noObject,
		"without timestamp": noTime, "with a bad home page": invalid} {
		if f, err := xapi.Freeze(st); err == nil {
			t.Errorf("statement %s was frozen: %s", name, f.Body)
		}
	}
}

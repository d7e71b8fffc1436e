package live

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

func TestAudiencesAreReadBackAsTheyWereKept(t *testing.T) {
	t.Parallel()
	for text, a := range map[string]Audience{
		"none": Nobody(), "all": Everyone(), "staff": Staff(), "users:ana": Only("ana"), "users:ana,ben": Only("ana", "ben"), "staff+:ana": StaffAnd("ana"),
		"group:g": Group("g"), "group:g,h": Groups("g", "h"), "users:": Only(), "staff+:": StaffAnd(), "group:": Group(""),
	} {
		if got := a.String(); got != text {
			t.Errorf("%+v is kept as %q, want %q", a, got, text)
		}
		if diff := cmp.Diff(a.String(), parseAudience(text).String()); diff != "" {
			t.Error(diff)
		}
	}
	if got := (Audience{}).String(); got != "none" {
		t.Errorf("the zero value is kept as %q", got)
	}
}

// TestUnknownAudiencesAreNobody reads what no version wrote: it is told to nobody, not even to the staff.
func TestUnknownAudiencesAreNobody(t *testing.T) {
	t.Parallel()
	viewers := []Viewer{{User: "ana", Role: app.RoleLearner}, {User: "ana", Role: app.RoleLearner, Group: "g"}, {User: "teacher", Role: app.RoleInstructor}, {}}
	for _, text := range []string{"", "ALL", "All", " all", "all ", "everyone", "none", "nobody:all", "staff2", "Staff", "staff +:ana", "group", "groups:g", "user:ana", "users", ":", ":all", "users:,", ","} {
		a := parseAudience(text)
		for _, v := range viewers {
			if staffOfGroup := text == "group" && v.Role.IsStaff(); v.Sees(a) && !staffOfGroup {
				t.Errorf("%+v sees %q", v, text)
			}
		}
	}
}

func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	viewers := map[string]Viewer{
		"instructor": {User: "i", Role: app.RoleInstructor}, "assistant": {User: "a", Role: app.RoleAssistant}, "learner": {User: "l", Role: app.RoleLearner},
		"observer": {User: "o", Role: app.RoleObserver}, "in g": {User: "lg", Role: app.RoleLearner, Group: "g"}, "in h": {User: "lh", Role: app.RoleLearner, Group: "h"},
		"assistant in h": {User: "ah", Role: app.RoleAssistant, Group: "h"}, "nobody": {},
	}
	for name, tc := range map[string]struct {
		a    Audience
		seen []string
	}{
		"nobody":             {Nobody(), nil},
		"zero":               {Audience{}, nil},
		"everyone":           {Everyone(), []string{"instructor", "assistant", "learner", "observer", "in g", "in h", "assistant in h", "nobody"}},
		"staff":              {Staff(), []string{"instructor", "assistant", "assistant in h"}},
		"only l":             {Only("l"), []string{"learner"}},
		"only l and o":       {Only("l", "o"), []string{"learner", "observer"}},
		"only nobody":        {Only(), nil},
		"staff and l":        {StaffAnd("l"), []string{"instructor", "assistant", "assistant in h", "learner"}},
		"staff and nobody":   {StaffAnd(), []string{"instructor", "assistant", "assistant in h"}},
		"group g":            {Group("g"), []string{"instructor", "assistant", "assistant in h", "in g"}},
		"group h":            {Group("h"), []string{"instructor", "assistant", "assistant in h", "in h"}},
		"groups g and h":     {Groups("g", "h"), []string{"instructor", "assistant", "assistant in h", "in g", "in h"}},
		"group of no name":   {Group(""), []string{"instructor", "assistant", "assistant in h"}},
		"a kind of tomorrow": {Audience{kind: "tomorrow"}, nil},
	} {
		want := map[string]bool{}
		for _, v := range tc.seen {
			want[v] = true
		}
		for who, v := range viewers {
			if got := v.Sees(tc.a); got != want[who] {
				t.Errorf("%s: %s sees it: %t", name, who, got)
			}
			if kept := v.Sees(parseAudience(tc.a.String())); kept != want[who] && name != "a kind of tomorrow" {
				t.Errorf("%s, kept and read back: %s sees it: %t", name, who, kept)
			}
		}
	}
}

func TestStorable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"text":"grüße 👋"}`: true, `{"text":"a\u0001b"}`: true, `{"text":"a\\u0000b"}`: true, `{"text":"a\\\\u0000b"}`: true,
		`{"text":"a\u0000b"}`: false, `{"text":"a\\\u0000b"}`: false, `{"text":"\\u0000 \u0000"}`: false, "{\"text\":\"a\x00b\"}": false, "{\"text\":\"\xff\"}": false,
		"{\"text\":\"\xed\xa0\x80\"}": false, `{"\u0000":1}`: false,
	} {
		if got := storable([]byte(text)); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestCommandIDs(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"12345678": true, "abcdefgh": true, "A-_b0000": true, "0123456789012345678901234567890123456789012345678901234567890123": true,
		"1234567": false, "": false, "01234567890123456789012345678901234567890123456789012345678901234": false, "12345678\n": false, "1234 5678": false, "12345678ü": false, "'; DROP--": false, "a/b/c/d/e": false,
	} {
		if got := commandID.MatchString(id); got != want {
			t.Errorf("%q: %t", id, got)
		}
	}
}

package launch_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// told is a launch of the learner that says more than it has to.
func told(claims map[string]any, custom map[string]any) platform.LaunchOptions {
	return platform.LaunchOptions{User: "learner1", Link: "1", Mutate: func(_, c map[string]any) {
		c[claim+"custom"] = custom
		for name, value := range claims {
			c[name] = value
		}
	}}
}

func TestTheLanguageOfWhoLaunches(t *testing.T) {
	t.Parallel()
	d := newDoor(t, storetest.Open(t, storetest.SQLite(t)))
	page := func(locale string) map[string]any {
		return map[string]any{claim + "launch_presentation": map[string]any{"locale": locale}}
	}
	both := page("en")
	both["locale"] = "fr-CA"
	for name, tc := range map[string]struct {
		claims map[string]any
		custom any
		want   string
	}{
		"nothing":                       {nil, nil, ""},
		"the page's":                    {page("de"), nil, "de"},
		"the person's":                  {both, "ar", "fr-CA"},
		"the parameter's":               {page("en"), "ar", "ar"},
		"a parameter that isn't filled": {page("de_AT"), "$Message.locale", "de_AT"},
		"a parameter that is no tag":    {page("de"), "<script>", "de"},
		"a claim that is no tag":        {page("../en"), nil, ""},
		"a parameter that is too long":  {page("de"), "en" + strings.Repeat("-abcdefgh", 9), "de"},
		"a parameter that isn't text":   {page("de"), 7, "de"},
		"a parameter of Moodle's form":  {nil, "de_kids", "de_kids"},
		"a parameter with a script":     {nil, "zh-Hant-TW", "zh-Hant-TW"},
		"an empty parameter":            {page("ar"), "", "ar"},
	} {
		if got := d.exchange(t, d.launchWith(t, told(tc.claims, map[string]any{"locale": tc.custom}))); got.Locale != tc.want {
			t.Errorf("%s: %q, want %q", name, got.Locale, tc.want)
		}
	}
}

func TestWhatALaunchTellsOfTheClassroom(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDoor(t, s)
		groups := func(u string) map[string]any {
			return map[string]any{"https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice": map[string]any{"context_groups_url": u, "context_group_sets_url": u + "/sets", "scope": []string{"x"}}}
		}
		room := func(o platform.LaunchOptions) app.Classroom {
			t.Helper()
			r, err := d.service.Classroom(t.Context(), d.exchange(t, d.launchWith(t, o)).ClassroomID)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		of := func(r app.Classroom) app.Classroom {
			return app.Classroom{GroupsURL: r.GroupsURL, GroupSetsURL: r.GroupSetsURL, GroupsTold: r.GroupsTold, LinkHistory: r.LinkHistory, ContextHistory: r.ContextHistory}
		}
		none := map[string]any{"https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice": nil}
		first := room(told(none, map[string]any{"groups": "$Moodle.Person.userGroupIds", "context_id_history": "$Context.id.history", "resource_link_id_history": ""}))
		if diff := cmp.Diff(app.Classroom{}, of(first)); diff != "" {
			t.Errorf("LTI-MSG-14 nothing is told: %s", diff)
		}
		second := room(told(none, map[string]any{"groups": "12,3", "context_id_history": "c%2C1,2,c0", "resource_link_id_history": "1,7,é"}))
		want := app.Classroom{GroupsTold: true, LinkHistory: []string{"7"}, ContextHistory: []string{"c,1", "c0"}} // without itself
		if diff := cmp.Diff(want, of(second)); diff != "" {
			t.Errorf("LTI-MSG-14: %s", diff)
		}
		third := room(told(groups("https://lms.example/groups"), map[string]any{"context_id_history": strings.Repeat("x", 5000)}))
		want.GroupsURL, want.GroupSetsURL = "https://lms.example/groups", "https://lms.example/groups/sets"
		if diff := cmp.Diff(want, of(third)); diff != "" {
			t.Errorf("LTI-GS-01 what was known stays: %s", diff)
		}
		var kept string
		if err := s.Read(t.Context()).Raw("SELECT group_ids FROM memberships").Scan(&kept).Error; err != nil || kept != `["12","3"]` {
			t.Errorf("groups of the person: %q, %v", kept, err)
		}
	})
}

func TestWhichClassroomsOneIsACopyOf(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDoor(t, s)
		ctx := t.Context()
		for i, r := range []struct{ id, registration, deployment, link, context string }{
			{"link", "r", "d", "7", "c9"}, {"course", "r", "d", "8", "c1"}, {"shared", "r", "d", "9", "c8"}, {"other course", "r", "d", "10", "c7"}, {"no course", "r", "d", "11", ""},
			{"deployment", "r", "d2", "7", "c1"}, {"registration", "r2", "d", "7", "c1"}, {"self", "r", "d", "1", "c1"},
		} {
			err := s.Write(ctx).Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier, settings, memberships_url,
				line_items_url, line_item_url, ags_scopes, created_ms, updated_ms) VALUES (?, ?, ?, ?, '', ?, '', 'seminar', '{}', '', '', '', '', ?, 1)`,
				r.id, r.registration, r.deployment, r.link, r.context, i).Error
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Write(ctx).Exec("INSERT INTO classroom_links (registration_id, deployment_id, resource_link_id, classroom_id, created_ms) VALUES ('r', 'd', '6', 'shared', 1)").Error; err != nil {
			t.Fatal(err)
		}
		of := func(links, contexts []string) (ids []app.ClassroomID) {
			t.Helper()
			rooms, err := d.service.Copied(ctx, app.Classroom{ID: "self", Registration: "r", Deployment: "d", LinkHistory: links, ContextHistory: contexts}, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rooms {
				ids = append(ids, r.ID)
			}
			return ids
		}
		for name, tc := range map[string]struct{ got, want []app.ClassroomID }{
			"both, the newest first": {of([]string{"7", "6"}, []string{"c1", ""}), []app.ClassroomID{"shared", "course", "link"}},
			"none":                   {of(nil, nil), nil},
			"empty ids":              {of([]string{""}, []string{""}), nil},
			"of nobody":              {of([]string{"' OR 1=1 --"}, []string{"%"}), nil},
		} {
			if diff := cmp.Diff(tc.want, tc.got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

package platform_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti/platform"
)

const mediaGroups = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"

func withGroups(c *platform.Config) {
	c.GroupSets, c.Groups = platform.DemoGroups()
	c.Locale = "de"
	c.Tool.Custom = map[string]string{"groups": "$Moodle.Person.userGroupIds", "canvas": "$Canvas.group.contextIds", "links": "$ResourceLink.id.history",
		"contexts": "$Context.id.history", "context": "$Context.id", "locale": "$Message.locale"}
}

func TestGroupsAndTheirSets(t *testing.T) {
	t.Parallel()
	p, tl := world(t, withGroups)
	token := tl.token(platform.ScopeGroups)
	get := func(address string) (out struct {
		Groups []map[string]string `json:"groups"`
		Sets   []map[string]string `json:"sets"`
	}) {
		t.Helper()
		_, text := tl.call("GET", address, token, mediaGroups, nil)
		if err := json.Unmarshal([]byte(text), &out); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		return out
	}
	at := p.URL() + "/lti/groups/2"
	want := []map[string]string{{"id": "g1", "name": "Project A", "set_id": "s1"}, {"id": "g2", "name": "Project B", "set_id": "s1"}, {"id": "g3", "name": "Extra practice"}}
	if diff := cmp.Diff(want, get(at).Groups); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want[1:2], get(at+"?limit=1&from=1").Groups); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]map[string]string{want[0], want[2]}, get(at+"?user_id="+url.QueryEscape(p.Subject("learner2"))).Groups); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]map[string]string{{"id": "s1", "name": "Project"}}, get(at+"/sets").Sets); diff != "" {
		t.Error(diff)
	}
	for name, status := range map[string]int{tl.token(): 403, token: 400} {
		media := mediaGroups
		if name == token {
			media = "*/*"
		}
		if res, _ := tl.call("GET", at, name, media, nil); res.StatusCode != status {
			t.Errorf("%d, want %d", res.StatusCode, status)
		}
	}
	if err := p.SetGroups(nil, platform.CourseGroup{ID: "g9", Name: "New", Members: []platform.UserID{"5"}}); err != nil {
		t.Fatal(err)
	}
	_, text := tl.call("GET", p.MembersURL()+"?groups=true", tl.token(), mediaMembers, nil)
	var list struct {
		Members []struct {
			UserID string              `json:"user_id"`
			Groups []map[string]string `json:"group_enrollments"`
		} `json:"members"`
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	for _, m := range list.Members {
		if in := len(m.Groups) == 1 && m.Groups[0]["group_id"] == "g9"; in != (m.UserID == "5") || len(m.Groups) > 1 {
			t.Errorf("%s is in %v", m.UserID, m.Groups)
		}
	}
}

// customOf are the custom parameters of a launch.
func customOf(t *testing.T, p *platform.Platform, opts platform.LaunchOptions) (custom map[string]any, context map[string]any) {
	t.Helper()
	token, err := p.IDToken(opts, "n")
	if err != nil {
		t.Fatal(err)
	}
	c := decode(t, token, 1)
	custom, _ = c["https://purl.imsglobal.org/spec/lti/claim/custom"].(map[string]any)
	context, _ = c["https://purl.imsglobal.org/spec/lti/claim/context"].(map[string]any)
	return custom, context
}

func TestACopyOfACopyTellsItsHistory(t *testing.T) {
	t.Parallel()
	for _, who := range []platform.Personality{platform.Demo, platform.Moodle, platform.Canvas} {
		t.Run("PER-15 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, _ := world(t, func(c *platform.Config) {
				withGroups(c)
				c.Personality = who
			})
			custom, _ := customOf(t, p, platform.LaunchOptions{User: "learner2", Link: "1"})
			variable := map[bool]string{true: "canvas", false: "groups"}[who == platform.Canvas]
			if custom[variable] != "g1,g3" || custom["contexts"] != "" || custom["context"] != "2" {
				t.Errorf("%v", custom)
			}
			first, links, err := p.CopyCourse("", "Next term")
			if err != nil || len(links) != 2 {
				t.Fatalf("%v, %v", links, err)
			}
			second, links, err := p.CopyCourse(first, "The term after")
			if err != nil || len(links) != 2 {
				t.Fatalf("%v, %v", links, err)
			}
			custom, context := customOf(t, p, platform.LaunchOptions{User: "learner2", Link: links[0].ID})
			want := map[string]string{"links": "3,1", "locale": "de"}
			if who == platform.Moodle {
				want = map[string]string{"links": "$ResourceLink.id.history", "locale": "$Message.locale"}
			}
			want["contexts"], want["context"] = first+",2", second
			for name, value := range want {
				if custom[name] != value {
					t.Errorf("%s is %v, want %s", name, custom[name], value)
				}
			}
			if context["id"] != second || context["title"] != "The term after" {
				t.Errorf("the context is %v", context)
			}
			if _, _, err := p.CopyCourse("nowhere", "x"); err == nil {
				t.Error("a course that isn't there is copied")
			}
			if all := p.Links(); len(all) != 6 || !slices.Equal(links[1].History, []platform.LinkID{"4", "2"}) {
				t.Errorf("%v", all)
			}
		})
	}
}

func TestThePageOfPeopleAndTheCopyOfTheCourse(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	client, res, text := visit(t, p, "/course/people?as=teacher")
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(text)
	if res.StatusCode != 200 || token == nil || !strings.Contains(text, "Zoë Müller") {
		t.Fatalf("%d %s", res.StatusCode, text)
	}
	post := func(path string, form url.Values) int {
		t.Helper()
		res, err := client.PostForm(p.URL()+path, form)
		if err != nil {
			t.Fatal(err)
		}
		readAll(t, res)
		return res.StatusCode
	}
	for _, step := range []struct {
		path, action, token string
		status, members     int
	}{
		{"/course/people/6", "remove", "", 403, 8}, {"/course/people/6", "remove", token[1], 200, 7}, {"/course/people/6", "enrol", token[1], 200, 8},
		{"/course/people/3", "remove", token[1], 400, 8}, {"/course/people/nobody", "remove", token[1], 404, 8},
	} {
		if got := post(step.path, url.Values{"token": {step.token}, "action": {step.action}}); got != step.status {
			t.Errorf("%+v: %d", step, got)
		}
		if list, _ := tl.members(tl.token(), ""); len(list.Members) != step.members {
			t.Errorf("%+v: %d members", step, len(list.Members))
		}
	}
	if got := post("/course/copy", url.Values{"token": {"x"}}); got != 403 || len(p.Links()) != 2 {
		t.Errorf("a copy without the page: %d", got)
	}
	if got := post("/course/copy", url.Values{"token": {token[1]}}); got != 200 || len(p.Links()) != 4 {
		t.Errorf("a copy: %d, %d links", got, len(p.Links()))
	}
	for path, want := range map[string]int{"/course/people?as=learner": 403, "/course?as=learner": 200} {
		if _, res, text := visit(t, p, path); res.StatusCode != want || strings.Contains(text, "Copy the course") {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

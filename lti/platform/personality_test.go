package platform_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/lti/platform"
)

// launchClaims are the claims of a person's launch.
func launchClaims(t *testing.T, p *platform.Platform, user platform.UserID) map[string]any {
	t.Helper()
	token, err := p.IDToken(platform.LaunchOptions{User: user, Link: "1"}, "n")
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, token, 1)
}

// as makes a world with a personality.
func as(t *testing.T, who platform.Personality) (*platform.Platform, *tool) {
	t.Helper()
	return world(t, func(c *platform.Config) { c.Personality = who })
}

func TestPersonalities(t *testing.T) {
	t.Parallel()
	all := append(platform.Personalities(), platform.Demo)
	for _, who := range all {
		t.Run("PER-01 PER-02 PER-03 PER-04 PER-05 PER-11 PER-12 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, _ := as(t, who)
			c := launchClaims(t, p, "assistant")
			central := map[platform.Personality]string{platform.Canvas: "https://canvas.instructure.com", platform.Blackboard: "https://blackboard.com"}[who]
			if central == "" {
				central = p.URL()
			}
			at := p.Endpoints()
			if c["iss"] != central || at.Issuer != central || !strings.HasPrefix(at.TokenURL, p.URL()) {
				t.Errorf("issuer %v, endpoints %+v", c["iss"], at)
			}
			ags, _ := json.Marshal(c["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"])
			if typed := who == platform.Moodle || who == platform.Demo; bytes.Contains(ags, []byte("type_id=")) != typed {
				t.Errorf("ags %s", ags)
			}
			if number := who == platform.Moodle || who == platform.Demo; (c["sub"] == "4") != number || c["sub"] != p.Subject("assistant") {
				t.Errorf("sub %v", c["sub"])
			}
			if life := c["exp"].(float64) - c["iat"].(float64); (life == 3600) != (who == platform.Canvas) {
				t.Errorf("life %v", life)
			}
			roles, _ := json.Marshal(c["https://purl.imsglobal.org/spec/lti/claim/roles"])
			if assistant := bytes.Contains(roles, []byte("Instructor#TeachingAssistant")); assistant == (who == platform.Moodle) {
				t.Errorf("roles %s", roles)
			}
			if system := bytes.Contains(roles, []byte("system/person#User")); system != (who == platform.Canvas) {
				t.Errorf("roles %s", roles)
			}
			form, err := p.Initiation("learner1", "1")
			if err != nil || form.Has("lti_storage_target") != (who == platform.Canvas) || form.Get("iss") != central {
				t.Errorf("login %v, %v", form, err)
			}
			if _, groups := c["https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"]; groups != (who == platform.Demo || who == platform.Canvas || who == platform.Sakai) {
				t.Errorf("groups %v", groups)
			}
		})
	}
}

func TestPersonalitiesTakeScores(t *testing.T) {
	t.Parallel()
	for _, who := range platform.Personalities() {
		t.Run("PER-08 PER-09 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, tl := as(t, who)
			token := tl.token()
			url, err := p.LineItemURL("1")
			if err != nil {
				t.Fatal(err)
			}
			path, query, _ := strings.Cut(url, "?")
			put := func(user platform.UserID, at string) (int, string) {
				res, text := tl.call("POST", path+"/scores?"+query, token, mediaScore, score(p.Subject(user), at, 8))
				return res.StatusCode, text
			}
			same, old, person := 409, 409, 400
			if who == platform.Canvas {
				same, old, person = 200, 400, 422
			}
			status, text := put("learner1", "2026-01-01T10:00:00Z")
			if status != 200 || strings.Contains(text, "resultUrl") != (who == platform.Canvas) {
				t.Errorf("first: %d %s", status, text)
			}
			if status, _ := put("learner1", "2026-01-01T10:00:00Z"); status != same {
				t.Errorf("the same time: %d, want %d", status, same)
			}
			if status, _ := put("learner1", "2026-01-01T09:00:00Z"); status != old {
				t.Errorf("an older one: %d, want %d", status, old)
			}
			if status, _ := put("teacher", "2026-01-01T10:00:00Z"); status != person {
				t.Errorf("a teacher: %d, want %d", status, person)
			}
			if res, err := p.Result("1", "learner1"); err != nil || *res.Score != 80 {
				t.Errorf("%+v, %v", res, err)
			}
		})
	}
}

func TestPersonalitiesListMembers(t *testing.T) {
	t.Parallel()
	for who, want := range map[platform.Personality]struct{ media, role string }{
		platform.Moodle: {mediaMembers, `"Learner"`}, platform.Canvas: {mediaMembers, `membership#Learner"`}, platform.Sakai: {"application/json", `membership#Learner"`},
	} {
		t.Run("PER-07 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, tl := world(t, func(c *platform.Config) {
				c.Personality = who
				for i := range 60 {
					id := string(rune('A'+i/26)) + string(rune('a'+i%26))
					c.Users = append(c.Users, platform.User{ID: platform.UserID(id), Username: id, Roles: []string{platform.RoleLearner}})
				}
			})
			nrps := launchClaims(t, p, "teacher")["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"].(map[string]any)
			res, text := tl.call("GET", nrps["context_memberships_url"].(string), tl.token(), mediaMembers, nil)
			if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), want.media) || !strings.Contains(text, want.role) {
				t.Errorf("%d, %s: %.200s", res.StatusCode, res.Header.Get("Content-Type"), text)
			}
			if paged := strings.Contains(res.Header.Get("Link"), "page=50"); paged != (who == platform.Canvas) {
				t.Errorf("link %q", res.Header.Get("Link"))
			}
		})
	}
}

func TestPersonalitiesThrottle(t *testing.T) {
	t.Parallel()
	for who, want := range map[platform.Personality]int{platform.Canvas: 403, platform.Brightspace: 429} {
		t.Run("PER-10 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, tl := as(t, who)
			p.SetThrottle(platform.Throttle{PerSecond: 0.001, Burst: 1})
			token := tl.token() // takes the one place
			res, text := tl.call("GET", p.URL()+"/d2l/.well-known/jwks", token, "*/*", nil)
			if who == platform.Canvas {
				res, text = tl.call("GET", p.URL()+"/api/lti/security/jwks", token, "*/*", nil)
			}
			if res.StatusCode != want || (res.Header.Get("Retry-After") == "") != (who == platform.Canvas) || strings.Contains(text, "Rate Limit Exceeded") != (who == platform.Canvas) {
				t.Errorf("%d %s, Retry-After %q", res.StatusCode, text, res.Header.Get("Retry-After"))
			}
		})
	}
}

func TestPersonalitiesLabelAndSpell(t *testing.T) {
	t.Parallel()
	for _, who := range platform.Personalities() {
		t.Run("PER-06 PER-13 PER-14 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, tl := as(t, who)
			res, err := http.PostForm(p.Endpoints().TokenURL, nil)
			if err != nil {
				t.Fatal(err)
			}
			readAll(t, res)
			if html := strings.HasPrefix(res.Header.Get("Content-Type"), "text/html"); html != (who == platform.Moodle) {
				t.Errorf("the token endpoint says %q", res.Header.Get("Content-Type"))
			}
			link, err := p.AddLink(platform.Link{Title: "x", Custom: map[string]string{"MixedCase": "v"}})
			if err != nil {
				t.Fatal(err)
			}
			token, err := p.IDToken(platform.LaunchOptions{User: "teacher", Link: link.ID}, "n")
			if err != nil {
				t.Fatal(err)
			}
			c := decode(t, token, 1)
			custom := c["https://purl.imsglobal.org/spec/lti/claim/custom"].(map[string]any)
			if _, twice := custom["mixedcase"]; custom["MixedCase"] != "v" || twice != (who == platform.Moodle) {
				t.Errorf("custom %v", custom)
			}
			nrps := c["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"].(map[string]any)
			req := httptest.NewRequest("GET", nrps["context_memberships_url"].(string)+"?limit=2", nil)
			req.Header.Set("Authorization", "Bearer "+tl.token())
			req.Header.Set("Accept", mediaMembers)
			rec := httptest.NewRecorder()
			p.Handler().ServeHTTP(rec, req)
			lower := who == platform.Canvas || who == platform.Brightspace
			names := slices.Collect(maps.Keys(map[string][]string(rec.Header()))) // as they were set
			if slices.Contains(names, "link") != lower || slices.Contains(names, "Link") == lower {
				t.Errorf("headers %v", rec.Header())
			}
		})
	}
}

func TestAnUnknownPersonalityIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := platform.New(platform.Config{BaseURL: "http://lms.test", Personality: "schoology", Course: platform.Course{ID: "2"}}); err == nil {
		t.Error("it starts")
	}
}

func TestEveryHabitHasATest(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("PERSONALITIES.md")
	if err != nil {
		t.Fatal(err)
	}
	var tests []byte
	for _, file := range []string{"personality_test.go", "groups_test.go", "placement_test.go"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tests = append(tests, b...)
	}
	for _, id := range regexp.MustCompile(`PER-\d\d`).FindAllString(string(doc), -1) {
		if !bytes.Contains(tests, []byte(id)) {
			t.Errorf("no test names %s", id)
		}
	}
}

package platform_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// asked is a Deep Linking request from a placement.
func asked(t *testing.T, p *platform.Platform, placement string) map[string]any {
	t.Helper()
	token, err := p.IDToken(platform.LaunchOptions{User: "teacher", MessageType: platform.MessageDeepLinking, Placement: placement}, "n")
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, token, 1)[dl+"deep_linking_settings"].(map[string]any)
}

// chosen answers a request.
func chosen(tl *tool, settings map[string]any, items ...map[string]any) (int, string) {
	tl.t.Helper()
	c := tl.deepLinkAnswer(items...)
	c["aud"] = tl.p.Endpoints().Issuer
	if data, ok := settings["data"]; ok {
		c[dl+"data"] = data
	}
	return tl.sendDeepLink(settings["deep_link_return_url"].(string), c)
}

func TestPersonalitiesAskForLinks(t *testing.T) {
	t.Parallel()
	type says struct {
		many, columns, media, lineItem, data, address bool
		types                                         int
	}
	want := map[platform.Personality]map[string]says{
		platform.Moodle: {"activity_chooser": {many: true, columns: true, types: 1}},
		platform.Canvas: {"module_index_menu_modal": {many: true, columns: true, media: true, address: true, types: 1},
			"assignment_selection": {columns: true, media: true, address: true, types: 1}, "editor_button": {many: true, media: true, address: true, types: 5}},
		platform.Blackboard:  {"content_market": {many: true, columns: true, data: true, types: 5}},
		platform.Brightspace: {"quicklink": {many: true, columns: true, types: 5}, "insert_stuff": {types: 5}},
		platform.Sakai:       {"lessons": {many: true, columns: true, lineItem: true, data: true, types: 1}, "editor": {many: true, lineItem: true, data: true, types: 3}},
	}
	for who, places := range want {
		t.Run("PER-16 PER-17 PER-18 PER-19 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, tl := as(t, who)
			if got := p.Placements(); len(got) != len(places) {
				t.Errorf("placements %+v", got)
			}
			for _, place := range p.Placements() {
				w, s := places[place.Name], asked(t, p, place.Name)
				_, media := s["accept_media_types"]
				lineItem, told := s["accept_lineitem"]
				_, data := s["data"]
				got := says{s["accept_multiple"].(bool), place.LineItems, media, told, data, strings.Contains(s["deep_link_return_url"].(string), "data="), len(s["accept_types"].([]any))}
				if got != w || told && lineItem != w.columns {
					t.Errorf("%s says %+v, want %+v", place.Name, got, w)
				}
				item := map[string]any{"type": "ltiResourceLink", "title": "A", "custom": map[string]any{"Room": "a"},
					"lineItem": map[string]any{"label": "A — attendance", "scoreMaximum": 5, "resourceId": "a", "tag": "t"}}
				if status, _ := chosen(tl, s, item, map[string]any{"type": "ltiResourceLink", "title": "B"}); (status == 200) != w.many {
					t.Errorf("%s: two items: %d", place.Name, status)
				}
				before := len(p.Links())
				if status, text := chosen(tl, asked(t, p, place.Name), item); status != 200 {
					t.Fatalf("%s: %d %s", place.Name, status, text)
				}
				link := p.Links()[before]
				at := slices.IndexFunc(p.LineItems(), func(li platform.LineItem) bool { return li.ResourceLinkID == link.ID })
				if (at >= 0) != w.columns || at >= 0 && (p.LineItems()[at].ResourceID != "a" || p.LineItems()[at].Tag != "t" || p.LineItems()[at].ScoreMaximum != 5) {
					t.Errorf("%s: columns %+v", place.Name, p.LineItems())
				}
				if title := map[bool]string{true: "A — attendance", false: "A"}[who == platform.Canvas && w.columns]; link.Title != title {
					t.Errorf("%s: the link is called %q", place.Name, link.Title)
				}
			}
			if _, err := p.Initiate(platform.LaunchOptions{User: "teacher", MessageType: platform.MessageDeepLinking, Placement: "elsewhere"}); err == nil {
				t.Error("an unknown placement asks")
			}
		})
	}
}

func TestPersonalitiesWantTheirDataBack(t *testing.T) {
	t.Parallel()
	for who, own := range map[platform.Personality]bool{platform.Blackboard: true, platform.Sakai: true, platform.Moodle: false, platform.Canvas: false} {
		t.Run("PER-17 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, tl := as(t, who)
			s := asked(t, p, "")
			delete(s, "data")
			if status, _ := chosen(tl, s, map[string]any{"type": "ltiResourceLink", "title": "A"}); (status == http.StatusBadRequest) != own {
				t.Errorf("without data: %d", status)
			}
			s = asked(t, p, "")
			s["deep_link_return_url"], _, _ = strings.Cut(s["deep_link_return_url"].(string), "?")
			if status, _ := chosen(tl, s); (status == http.StatusBadRequest) != (who == platform.Canvas) {
				t.Errorf("at the address without its query: %d", status)
			}
		})
	}
}

func TestMoodleGradesEachLink(t *testing.T) {
	t.Parallel()
	for who, graded := range map[platform.Personality]bool{platform.Moodle: true, platform.Canvas: false, platform.Blackboard: false} {
		t.Run("PER-20 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, tl := as(t, who)
			before := len(p.LineItems())
			if status, _ := chosen(tl, asked(t, p, ""), map[string]any{"type": "ltiResourceLink", "title": "Only a link"}); status != 200 {
				t.Fatal(status)
			}
			columns := p.LineItems()[before:]
			if (len(columns) == 1) != graded || graded && (columns[0].ScoreMaximum != 100 || columns[0].Tag != "" || columns[0].Label != "Only a link") {
				t.Errorf("%+v", columns)
			}
		})
	}
}

// signer signs as the tool does, for the client that people have.
type signer struct{ tl *tool }

func (s signer) Sign(payload []byte) ([]byte, error) {
	var claims map[string]any
	err := json.Unmarshal(payload, &claims)
	return []byte(s.tl.sign(claims, "tool-1")), err
}

func TestPersonalitiesPageLineItems(t *testing.T) {
	t.Parallel()
	for _, who := range platform.Personalities() {
		t.Run("PER-24 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, tl := as(t, who)
			address := launchClaims(t, p, "teacher")["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"].(map[string]any)["lineitems"].(string)
			for i := range 24 {
				if res, text := tl.call("POST", address, tl.token(), "application/vnd.ims.lis.v2.lineitem+json", map[string]any{"label": fmt.Sprint(i), "scoreMaximum": 10, "tag": "t"}); res.StatusCode != http.StatusCreated {
					t.Fatalf("%s %s", res.Status, text)
				}
			}
			services, err := lti.NewServices(lti.ServicesConfig{Keys: signer{tl}})
			if err != nil {
				t.Fatal(err)
			}
			reg := lti.Registration{ID: "r", Issuer: p.Endpoints().Issuer, ClientID: string(tl.client), TokenURL: p.Endpoints().TokenURL}
			for _, limit := range []string{"", "limit=7"} {
				at, before := address, p.Faults().Count(platform.EndpointLineItems)
				if joint := map[bool]string{true: "&", false: "?"}[strings.Contains(at, "?")]; limit != "" {
					at += joint + limit
				}
				items, err := services.LineItems(t.Context(), reg, at, lti.LineItemFilter{Tag: "t"})
				pages := p.Faults().Count(platform.EndpointLineItems) - before
				if want := map[bool]int{true: 4, false: map[bool]int{true: 3, false: 1}[who == platform.Canvas]}[limit != ""]; err != nil || len(items) != 24 || pages != want {
					t.Errorf("%q: %d line items in %d pages, want %d, %v", limit, len(items), pages, want, err)
				}
			}
			res, _ := tl.call("GET", address+map[bool]string{true: "&", false: "?"}[strings.Contains(address, "?")]+"limit=2", tl.token(), "application/vnd.ims.lis.v2.lineitemcontainer+json", nil)
			if link := res.Header.Get("Link"); strings.Contains(link, "rel=“next”") != (who == platform.Moodle) || strings.Contains(link, `rel="next"`) == (who == platform.Moodle) {
				t.Errorf("Link %s", link)
			}
		})
	}
}

func TestPersonalitiesReview(t *testing.T) {
	t.Parallel()
	for _, who := range platform.Personalities() {
		t.Run("PER-23 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, _ := as(t, who)
			_, err := p.Initiate(platform.LaunchOptions{User: "teacher", Link: "1", MessageType: platform.MessageSubmissionReview, ForUser: "learner1"})
			if (err == nil) != (who != platform.Canvas) || p.Reviews() != (err == nil) {
				t.Errorf("a review: %v", err)
			}
		})
	}
}

func TestPersonalitiesDateTheirTokens(t *testing.T) {
	t.Parallel()
	for _, who := range platform.Personalities() {
		t.Run("PER-21 PER-22 "+string(who), func(t *testing.T) {
			t.Parallel()
			p, _ := as(t, who)
			for _, off := range []time.Duration{-2 * time.Minute, 2 * time.Minute} {
				p.SetClockOffset(off)
				c := launchClaims(t, p, "teacher")
				if d := time.Unix(int64(c["iat"].(float64)), 0).Sub(time.Now().Add(off)); d < -time.Minute || d > time.Minute {
					t.Errorf("iat is %v away from the LMS's clock", d)
				}
				if nbf, ok := c["nbf"]; ok != (who == platform.Brightspace) || ok && nbf != c["iat"] {
					t.Errorf("nbf %v", nbf)
				}
				for _, own := range []bool{false, true} {
					p.TellTime(own)
					res, err := http.Get(p.Endpoints().JWKSURL)
					if err != nil {
						t.Fatal(err)
					}
					readAll(t, res)
					date, err := http.ParseTime(res.Header.Get("Date"))
					if d := time.Since(date).Abs(); err != nil || (d > time.Minute) != own {
						t.Errorf("the answer is dated %v away: %v", d, err)
					}
				}
			}
		})
	}
}

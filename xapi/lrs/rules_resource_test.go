package lrs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

func TestResourceRules(t *testing.T) {
	t.Parallel()
	run(t, slices.Concat(resourceRules(), protocolRules()), editions...)
}

func TestAlternateSyntaxRules(t *testing.T) {
	t.Parallel()
	run(t, alternateRules(), "1.0.3")
}

func TestEditionRules(t *testing.T) {
	t.Parallel()
	run(t, editionRules(), "2.0.0")
}

// person asks for the person behind an agent.
func (s *shop) person(agent string) tree {
	s.Helper()
	return parsed(s.T, s.want(200, "GET", "/agents?agent="+url.QueryEscape(agent), "").body)
}

// resourceRules are about agents, activities and about.
func resourceRules() []rule {
	one := func(agent, member, want string) func(s *shop) {
		return func(s *shop) {
			m := s.person(agent)
			s.is(m, member, want)
			s.is(m, "objectType", `"Person"`)
		}
	}
	ann := `{"mbox":"mailto:ann@example.org"}`
	return []rule{
		{"XAPI-00236", "GET of an agent answers with a person", one(ann, "mbox", `["mailto:ann@example.org"]`)},
		{"XAPI-00237", "a person says that it is one", one(ann, "objectType", `"Person"`)},
		{"XAPI-00238", "names of a person are a list", func(s *shop) {
			s.post(edit(said(1), `actor={"name":"Ann","mbox":"mailto:ann@example.org"}`), edit(said(2), `actor={"name":"Annie","mbox":"mailto:ann@example.org"}`))
			s.is(s.person(ann), "name", `["Ann","Annie"]`)
		}},
		{"XAPI-00239", "mbox of a person is a list", one(ann, "mbox", `["mailto:ann@example.org"]`)},
		{"XAPI-00240", "mbox_sha1sum of a person is a list", one(`{"mbox_sha1sum":"ebd31e95054c018b10727ccffd2ef2ec3a016ee9"}`, "mbox_sha1sum", `["ebd31e95054c018b10727ccffd2ef2ec3a016ee9"]`)},
		{"XAPI-00241", "openid of a person is a list", one(`{"openid":"https://id.example.org/1"}`, "openid", `["https://id.example.org/1"]`)},
		{"XAPI-00242", "account of a person is a list", one(`{"account":{"homePage":"https://lms.example.org","name":"u1"}}`, "account", `[{"homePage":"https://lms.example.org","name":"u1"}]`)},
		{"XAPI-00243", "agent is needed", func(s *shop) { s.want(400, "GET", "/agents", "") }},
		{"XAPI-00244", "mbox of a person is mailto: and an address", one(ann, "mbox.0", `"mailto:ann@example.org"`)},
		{"XAPI-00245", "there is a resource of agents", func(s *shop) { s.person(ann) }},
		{"XAPI-00248", "a person is what is known of the agent", func(s *shop) {
			s.is(s.person(`{"name":"A","mbox":"mailto:ann@example.org"}`), "name", `["A"]`)
			s.post(edit(said(1), `actor={"name":"Ann","mbox":"mailto:ann@example.org"}`))
			s.is(s.person(ann), "name", `["Ann"]`)
			s.is(s.person(`{"mbox":"mailto:bob@example.org"}`), "name", `null`)
		}},
		{"XAPI-00249", "agent is an agent", func(s *shop) {
			for _, a := range []string{"ann", "{}", `{"mbox":"ann"}`, `{"objectType":"Activity","id":"http://o.example/o"}`} {
				s.want(400, "GET", "/agents?agent="+url.QueryEscape(a), "")
			}
		}},
		{"XAPI-00250", "activityId is needed", func(s *shop) {
			s.want(400, "GET", "/activities", "")
			s.want(400, "GET", "/activities?activityId=room", "")
		}},
		{"XAPI-00251", "GET of an activity answers with the whole of it", func(s *shop) {
			s.post(whole)
			m := parsed(s.T, s.want(200, "GET", "/activities?activityId="+url.QueryEscape("https://vc.example.org/poll"), "").body)
			s.is(m, "id", `"https://vc.example.org/poll"`)
			s.is(m, "objectType", `"Activity"`)
			s.is(m, "definition", s.asJSON(parsed(s.T, whole).at("object.definition")))
		}},
		{"XAPI-00252", "there is a resource of activities", func(s *shop) {
			s.is(parsed(s.T, s.want(200, "GET", "/activities?activityId="+url.QueryEscape(room), "").body), "id", `"`+room+`"`)
		}},
		{"XAPI-00253", "GET reads activities", func(s *shop) { s.want(200, "GET", "/activities?activityId="+url.QueryEscape(room), "") }},
		{"XAPI-00254", "an activity has what all statements say of it", func(s *shop) {
			s.post(said(1), edit(said(2), `object.definition={"name":{"de":"Rechnen"},"extensions":{"https://x.example/a":1}}`),
				statement(3, "u1", course, `,"context":{"contextActivities":{"parent":{"id":"`+room+`","definition":{"type":"http://t.example/room","extensions":{"https://x.example/b":2}}}}}`))
			m := parsed(s.T, s.want(200, "GET", "/activities?activityId="+url.QueryEscape(room), "").body)
			s.is(m, "definition", `{"extensions":{"https://x.example/a":1,"https://x.example/b":2},"name":{"de":"Rechnen","en":"Algebra"},"type":"http://t.example/room"}`)
		}},
		{"XAPI-00315", "there is a resource about", func(s *shop) { s.want(200, "GET", "/about", "") }},
		{"XAPI-00316", "about lists versions of the standard alone", func(s *shop) {
			s.is(parsed(s.T, s.want(200, "GET", "/about", "").body), "version", `["1.0.0","1.0.1","1.0.2","1.0.3","2.0.0"]`)
		}},
		{"XAPI-00317", "about lists the version of the request", func(s *shop) {
			if a := s.want(200, "GET", "/about", ""); !strings.Contains(a.body, `"`+s.version+`"`) {
				s.Error(a.body)
			}
		}},
		{"XAPI-00318", "versions are a list of strings", func(s *shop) {
			var about struct{ Version []string }
			if err := json.Unmarshal([]byte(s.want(200, "GET", "/about", "").body), &about); err != nil || len(about.Version) == 0 {
				s.Error(about, err)
			}
		}},
		{"XAPI-00319", "GET reads about", func(s *shop) {
			s.want(200, "GET", "/about", "")
			s.want(405, "PUT", "/about", "{}")
		}},
		{"XAPI-00321", "about needs neither version nor credentials", func(s *shop) {
			s.want(200, "GET", "/about", "", "X-Experience-API-Version", "", "Authorization", "")
			s.want(400, "GET", "/about", "", "X-Experience-API-Version", "4.0")
		}},
	}
}

func (s *shop) asJSON(v any) string { return mustJSON(v) }

// protocolRules are about requests as such.
func protocolRules() []rule {
	everywhere := []string{"/statements", "/agents?agent=" + url.QueryEscape(`{"mbox":"mailto:ann@example.org"}`), "/activities?activityId=" + url.QueryEscape(room),
		states.at(""), about3.at(""), profiles.at("")}
	return []rule{
		{"XAPI-00125", "HEAD answers like GET, without a body", func(s *shop) {
			s.post(said(1))
			s.put(states.at("d"), "{}")
			for _, path := range append(everywhere, "/statements?statementId="+sid(1), states.at("d"), "/about") {
				get, head := s.ask("GET", path, ""), s.ask("HEAD", path, "")
				for _, h := range []string{"Content-Type", "ETag", "Last-Modified", "X-Experience-API-Version", "X-Experience-API-Consistent-Through"} {
					if get.status != head.status || get.header.Get(h) != head.header.Get(h) {
						s.Errorf("%s: %d %d, %s %q %q", path, get.status, head.status, h, get.header.Get(h), head.header.Get(h))
					}
				}
			}
		}},
		{"XAPI-00126", "HEAD is accepted", func(s *shop) { s.want(200, "HEAD", "/statements", "") }},
		{"XAPI-00322", "tags guard documents against lost changes", func(s *shop) {
			for _, h := range []shelf{states, about3, profiles} {
				s.put(h.at("d"), `{"a":1}`)
				tag := s.want(200, "GET", h.at("d"), "").header.Get("ETag")
				if len(tag) != 42 || tag[0] != '"' {
					s.Errorf("tag %q", tag)
				}
				for _, method := range []string{"PUT", "POST", "DELETE"} {
					s.want(412, method, h.at("d"), `{"b":1}`, "If-Match", `"0000"`)
				}
				s.want(412, "PUT", h.at("d"), `{"b":1}`, "If-None-Match", "*")
				s.want(412, "PUT", h.at("new"), `{"b":1}`, "If-Match", tag)
				s.want(304, "GET", h.at("d"), "", "If-None-Match", tag)
				s.want(304, "GET", h.at("d"), "", "If-None-Match", "W/"+strings.TrimSuffix(tag, `"`)+`-gzip"`)
				s.want(204, "PUT", h.at("d"), `{"a":2}`, "If-Match", `"0000", `+tag)
				s.want(412, "PUT", h.at("d"), `{"a":3}`, "If-Match", tag)
				if a := s.want(200, "GET", h.at("d"), ""); a.body != `{"a":2}` {
					s.Error(a.body)
				}
			}
		}},
		{"XAPI-00324", "unknown parameters are refused", func(s *shop) {
			for _, path := range append(everywhere, "/statements?limit=1", states.at("d")) {
				sep := "?"
				if strings.Contains(path, "?") {
					sep = "&"
				}
				s.want(400, "GET", path+sep+"foo=bar", "")
			}
			s.want(400, "POST", "/statements?foo=bar", said(1))
			s.want(400, "PUT", "/statements?foo=bar&statementId="+sid(1), said(1))
			s.stored(0)
		}},
		{"XAPI-00325", "parameters are matched with their case", func(s *shop) {
			s.want(400, "GET", "/statements?StatementId="+sid(1), "")
			s.want(400, "GET", strings.Replace(states.at("d"), "stateId", "stateid", 1), "")
			s.want(400, "GET", strings.Replace(everywhere[1], "agent=", "Agent=", 1), "")
		}},
		{"XAPI-00323", "errors are those of the standard", func(s *shop) {
			s.want(404, "GET", "/statements?statementId="+sid(1), "")
			s.want(404, "GET", states.at("d"), "")
			s.want(405, "DELETE", "/statements", "")
			s.want(405, "POST", "/agents", "{}")
			s.want(405, "PATCH", states.at("d"), "{}")
		}},
		{"XAPI-00327", "credentials that do not reach so far are 403", func(s *shop) {
			narrow := func(context.Context, string, string) (lrs.Client, error) {
				return lrs.Client{Authority: xapi.AccountAgent("https://a.example", "a"), Scopes: []lrs.Scope{lrs.ScopeWrite}}, nil
			}
			store, err := lrs.Open(":memory:", lrs.Config{Authenticate: narrow})
			if err != nil {
				s.Fatal(err)
			}
			s.handler = store.Handler()
			for _, path := range append(everywhere, "/statements?statementId="+sid(1), states.at("d")) {
				s.want(403, "GET", path, "")
			}
			s.want(403, "PUT", states.at("d"), "{}")
			s.want(403, "DELETE", profiles.at("d"), "")
			s.want(200, "POST", "/statements", said(1))
			if err := store.Close(); err != nil {
				s.Error(err)
			}
		}},
		{"XAPI-00329", "what the store is at fault for is 500, and says nothing of its inside", func(s *shop) {
			if err := s.store.Close(); err != nil {
				s.Fatal(err)
			}
			for _, path := range append(everywhere, "/statements?statementId="+sid(1)) {
				if a := s.want(500, "GET", path, ""); a.body != `{"error":"the store failed"}` {
					s.Error(a.body)
				}
			}
			s.want(500, "POST", "/statements", said(1))
			s.want(500, "POST", states.at("d"), "{}")
		}},
		{"XAPI-00328", "what is too large is 413", func(s *shop) {
			s.want(413, "POST", "/statements", strings.Repeat(" ", 5<<20))
			s.want(413, "POST", "/statements", "["+strings.Repeat("{},", 1000)+"{}]")
		}},
		{"XAPI-00331", "requests name a version that is known", func(s *shop) {
			for _, path := range everywhere {
				for _, v := range []string{"", "0.9", "1.1.0", "3.0.0", "1", "x"} {
					s.want(400, "GET", path, "", "X-Experience-API-Version", v)
				}
				for _, v := range []string{"1.0", "1.0.0", "1.0.9", "2.0", "2.0.0", "2.0.7"} {
					s.want(200, "GET", path, "", "X-Experience-API-Version", v)
				}
			}
		}},
		{"XAPI-00333", "every answer names the newest version of its kind", func(s *shop) {
			for asked, want := range map[string]string{"1.0": "1.0.3", "1.0.1": "1.0.3", "2.0.0": "2.0.0", "5": "1.0.3", "": "0.95"} {
				if got := s.ask("GET", "/statements", "", "X-Experience-API-Version", asked).header.Get("X-Experience-API-Version"); got != want {
					s.Errorf("asked with %q, answered with %q", asked, got)
				}
			}
		}},
		{"XAPI-00334", "wrong and missing credentials are 401", func(s *shop) {
			for _, path := range everywhere {
				for _, a := range []string{"", "Basic dTp4", "Basic !", "Bearer u"} {
					if got := s.want(401, "GET", path, "", "Authorization", a); got.header.Get("WWW-Authenticate") == "" {
						s.Error("no challenge")
					}
				}
			}
			s.want(401, "POST", "/statements", said(1), "Authorization", "")
			s.stored(0)
		}},
		{"XAPI-00335", "credentials are those of basic authentication", func(s *shop) {
			s.want(200, "GET", "/statements", "", "Authorization", "Basic dTpw")
		}},
	}
}

// form makes a request of the alternate syntax.
func (s *shop) form(method, path string, fields ...string) answer {
	s.Helper()
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return s.ask("POST", path+"?method="+method, v.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

func alternateRules() []rule {
	return []rule{
		{"XAPI-00148", "a POST may stand for a GET", func(s *shop) {
			s.post(said(1))
			if a := s.form("GET", "/statements", "limit", "1"); a.status != 200 || !strings.Contains(a.body, sid(1)) {
				s.Error(a)
			}
		}},
		{"XAPI-00336", "a POST may stand for any method, with its headers as fields", func(s *shop) {
			if a := s.form("PUT", "/statements", "statementId", sid(1), "content", said(1), "Content-Type", "application/json"); a.status != 204 {
				s.Fatal(a)
			}
			a := s.ask("POST", "/statements?method=GET", "statementId="+sid(1)+"&Authorization="+url.QueryEscape("Basic dTpw")+"&X-Experience-API-Version=1.0.3",
				"Content-Type", "application/x-www-form-urlencoded", "Authorization", "", "X-Experience-API-Version", "")
			if a.status != 200 || a.header.Get("X-Experience-API-Version") != "1.0.3" {
				s.Error(a)
			}
			state := []string{"stateId", "d", "activityId", room, "agent", who[1]}
			for method, status := range map[string]int{"POST": 204} {
				if a := s.form(method, "/activities/state", append(state, "content", "{}")...); a.status != status {
					s.Error(method, a)
				}
			}
			if a := s.form("PUT", "/activities/state", append(state, "content", "{}", "If-None-Match", "*")...); a.status != 412 {
				s.Error(a)
			}
			if a := s.form("DELETE", "/activities/state", state...); a.status != 204 {
				s.Error(a)
			}
			s.want(404, "GET", states.at("d"), "")
			for name, a := range map[string]answer{
				"no content":        s.form("PUT", "/statements", "statementId", sid(2)),
				"further parameter": s.form("PUT", "/statements&statementId="+sid(2), "content", said(2)),
				"unknown method":    s.form("PATCH", "/statements", "content", said(2)),
				"another version":   s.form("PUT", "/statements", "statementId", sid(2), "content", said(2), "X-Experience-API-Version", "0.8"),
				"unknown field":     s.form("PUT", "/statements", "statementId", sid(2), "content", said(2), "foo", "bar"),
				"no form":           s.ask("POST", "/statements?method=PUT", said(2)),
				"not a POST":        s.ask("PUT", "/statements?method=PUT", "content=x", "Content-Type", "application/x-www-form-urlencoded"),
			} {
				if a.status != 400 && a.status != 404 {
					s.Errorf("%s: %v", name, a)
				}
			}
			s.stored(1)
		}},
	}
}

// editionRules are what 2.0 asks for beside what both versions do.
func editionRules() []rule {
	related := `,"context":{"contextAgents":[{"objectType":"contextAgent","agent":{"mbox":"mailto:t@example.org"},"relevantTypes":["http://t.example/assistant"]}],` +
		`"contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","mbox":"mailto:g@example.org"}}]}`
	agent := func(a string) string { return "related_agents=true&agent=" + url.QueryEscape(a) }
	return []rule{
		{"IEEE-01", "a context relates agents and groups, and they are found", func(s *shop) {
			s.post(said(1, related), said(2))
			s.is(s.one(1), "context.contextAgents.0.relevantTypes", `["http://t.example/assistant"]`)
			s.finds(agent(`{"mbox":"mailto:t@example.org"}`), 1)
			s.finds(agent(`{"objectType":"Group","mbox":"mailto:g@example.org"}`), 1)
			s.want(400, "POST", "/statements", said(3, strings.Replace(related, `["http://t.example/assistant"]`, `[]`, 1)))
		}},
		{"IEEE-02", "there is no alternate request syntax", func(s *shop) {
			if a := s.form("GET", "/statements", "limit", "1"); a.status != 400 {
				s.Error(a)
			}
			a := s.ask("POST", "/statements?method=GET", "X-Experience-API-Version=2.0.0", "Content-Type", "application/x-www-form-urlencoded", "X-Experience-API-Version", "")
			if a.status != 400 {
				s.Error(a)
			}
		}},
		{"IEEE-03", "Last-Modified is when a statement was stored", func(s *shop) {
			s.post(said(1))
			s.now = epoch.Add(time.Hour)
			s.post(said(2))
			for q, want := range map[string]string{"?statementId=" + sid(1): "Sun, 22 Nov 2026 10:00:00 GMT", "": "Sun, 22 Nov 2026 11:00:00 GMT"} {
				if got := s.want(200, "GET", "/statements"+q, "").header.Get("Last-Modified"); got != want {
					s.Errorf("%q: %q", q, got)
				}
			}
		}},
		{"IEEE-04", "Last-Modified is when a document was stored", func(s *shop) {
			for _, h := range []shelf{states, about3, profiles} {
				s.put(h.at("d"), "{}")
				for _, path := range []string{h.at("d"), h.at("")} {
					if got := s.want(200, "GET", path, "").header.Get("Last-Modified"); got != "Sun, 22 Nov 2026 10:00:00 GMT" {
						s.Errorf("%s: %q", path, got)
					}
				}
			}
		}},
		{"IEEE-05", "a PUT over a document says which one it replaces", func(s *shop) {
			for _, h := range []shelf{states, about3, profiles} {
				s.want(204, "PUT", h.at("d"), `{"a":1}`)
				s.want(409, "PUT", h.at("d"), `{"a":2}`)
				if a := s.want(200, "GET", h.at("d"), ""); a.body != `{"a":1}` {
					s.Error(a.body)
				}
			}
		}},
		{"IEEE-06", "timestamp is stored where none is said", func(s *shop) {
			s.post(edit(said(1), "-timestamp"))
			m := s.one(1)
			s.is(m, "timestamp", `"2026-11-22T10:00:00.000Z"`)
			s.is(m, "stored", `"2026-11-22T10:00:00.000Z"`)
		}},
		{"IEEE-07", "a time that is yet to come is accepted", func(s *shop) { s.post(edit(said(1), `timestamp="2099-01-01T00:00:00Z"`)) }},
		{"IEEE-08", "what voids is accepted before what it voids", func(s *shop) { s.post(voiding(2, 1)) }},
		{"IEEE-09", "readers of 1.0 get no member that 1.0 does not know", func(s *shop) {
			s.post(said(1, related), edit(said(2), strings.TrimSuffix(sub, bare)+`; object.context={"contextAgents":[{"objectType":"contextAgent","agent":{"mbox":"mailto:t@example.org"}}]}`))
			s.version = "1.0.3"
			for n := range 2 {
				body := s.want(200, "GET", "/statements?statementId="+sid(n+1), "").body
				if strings.Contains(body, "contextAgent") || strings.Contains(body, "contextGroup") || !strings.Contains(body, `"version":"1.0.3"`) {
					s.Error(body)
				}
			}
			s.want(400, "POST", "/statements", said(3, related))
			s.want(400, "POST", "/statements", said(3, `,"version":"2.0.0"`))
		}},
		{"IEEE-10", "statements of 1.0 are accepted and kept as they are", func(s *shop) {
			s.post(said(1, `,"version":"1.0.3"`))
			s.is(s.one(1), "version", `"1.0.3"`)
		}},
		{"IEEE-11", "a statement has a tag", func(s *shop) {
			s.post(said(1))
			path := "/statements?statementId=" + sid(1)
			if a, b := s.ask("GET", path, "").header.Get("ETag"), s.ask("GET", path, "").header.Get("ETag"); len(a) != 42 || a != b {
				s.Errorf("%q %q", a, b)
			}
		}},
	}
}

// TestOtherOriginsMayAsk shows what browsers ask before a page of another
// origin may use the store.
func TestOtherOriginsMayAsk(t *testing.T) {
	t.Parallel()
	s := newShop(t, "2.0.0")
	a := s.want(204, "OPTIONS", "/statements", "", "Origin", "https://tool.example", "Authorization", "", "X-Experience-API-Version", "")
	for h, part := range map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "PUT", "Access-Control-Allow-Headers": "X-Experience-API-Version"} {
		if !strings.Contains(a.header.Get(h), part) {
			t.Errorf("%s: %q", h, a.header.Get(h))
		}
	}
	if a := s.want(200, "GET", "/statements", "", "Origin", "https://tool.example"); a.header.Get("Access-Control-Allow-Origin") != "*" ||
		a.header.Get("Access-Control-Allow-Credentials") != "" {
		t.Error(a.header)
	}
	if a := s.want(200, "GET", "/statements", ""); a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Error(a.header)
	}
}

// TestFormsOfOtherOriginsBringTheirCredentials shows that a page that makes a
// browser send a form does not act with what the browser remembers.
func TestFormsOfOtherOriginsBringTheirCredentials(t *testing.T) {
	t.Parallel()
	s := newShop(t, "1.0.3")
	form := url.Values{"statementId": {sid(1)}, "content": {said(1)}, "X-Experience-API-Version": {"1.0.3"}}
	headers := []string{"Content-Type", "application/x-www-form-urlencoded", "Origin", "https://evil.example"}
	s.want(401, "POST", "/statements?method=PUT", form.Encode(), headers...)
	s.stored(0)
	form.Set("Authorization", "Basic dTpw")
	s.want(204, "POST", "/statements?method=PUT", form.Encode(), headers...)
}

// TestMomentsGrowWhateverTheClockDoes shows that a reader who asks for what
// came since the last answer misses nothing.
func TestMomentsGrowWhateverTheClockDoes(t *testing.T) {
	t.Parallel()
	s := newShop(t, "1.0.3")
	for n, at := range []time.Duration{0, 0, -time.Hour, time.Minute} {
		s.now = epoch.Add(at)
		s.post(said(n))
	}
	last := ""
	for n := range 4 {
		at := fmt.Sprint(s.one(n).at("stored"))
		if at <= last {
			t.Errorf("%s after %s", at, last)
		}
		last = at
	}
}

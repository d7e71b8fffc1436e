package lrs_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/xapi"
)

func TestStatementRules(t *testing.T) {
	t.Parallel()
	run(t, slices.Concat(statementRules(), retrievalRules(), formatRules()), editions...)
}

// voiding is statement n, which takes another one back.
func voiding(n, target int) string {
	return fmt.Sprintf(`{"id":%q,"actor":{"mbox":"mailto:v@example.org"},"verb":{"id":%q},"object":{"objectType":"StatementRef","id":%q}}`,
		sid(n), xapi.VerbVoided, sid(target))
}

// about is statement n, which is about another one.
func about(n, target int) string {
	return fmt.Sprintf(`{"id":%q,"actor":{"mbox":"mailto:w@example.org"},"verb":{"id":"http://v.example/confirmed"},"object":{"objectType":"StatementRef","id":%q}}`,
		sid(n), sid(target))
}

// said is statement n by u1 about the room.
func said(n int, more ...string) string { return statement(n, "u1", room, more...) }

// statementRules are about storing.
func statementRules() []rule {
	return []rule{
		{"XAPI-00002", "numbers keep their precision", func(s *shop) {
			s.post(edit(said(1), `result={"score":{"raw":1.23456789012345678,"scaled":0.3333333333333333}}`))
			if a := s.want(200, "GET", "/statements?statementId="+sid(1), ""); !strings.Contains(a.body, "1.23456789012345678") {
				s.Error(a.body)
			}
		}},
		{"XAPI-00015", "strings are UTF-8", func(s *shop) {
			s.post(edit(said(1), `verb.display={"en":"räumt 教室 🎓 auf"}`))
			s.is(s.one(1), "verb.display.en", `"räumt 教室 🎓 auf"`)
			s.want(400, "POST", "/statements", strings.Replace(said(2), "joined", "jo\xffined", 1))
		}},
		{"XAPI-00016", "what voids cannot be voided", func(s *shop) {
			s.post(said(1), voiding(2, 1))
			s.want(400, "POST", "/statements", voiding(3, 2))
			s.is(s.one(2), "id", fmt.Sprintf("%q", sid(2)))
		}},
		{"XAPI-00018", "what is taken back is voided, whichever came first", func(s *shop) {
			s.post(said(1), voiding(2, 1), voiding(4, 3), said(3))
			for _, n := range []int{1, 3} {
				s.want(404, "GET", "/statements?statementId="+sid(n), "")
				s.want(200, "GET", "/statements?voidedStatementId="+sid(n), "")
			}
		}},
		{"XAPI-00021", "a member stands once", func(s *shop) {
			s.want(400, "POST", "/statements", strings.Replace(said(1), `"verb"`, `"verb":{"id":"http://v.example/other"},"verb"`, 1))
			s.stored(0)
		}},
		{"XAPI-00023", "stored is a timestamp", func(s *shop) {
			s.want(400, "POST", "/statements", edit(said(1), `stored="today"`))
			s.post(edit(said(1), `stored="2001-01-01T00:00:00Z"`))
			s.is(s.one(1), "stored", `"2026-11-22T10:00:00.000Z"`)
		}},
		{"XAPI-00026", "an id is made where none is given", func(s *shop) {
			a := s.want(200, "POST", "/statements", edit(said(1), "-id"))
			s.want(200, "GET", "/statements?statementId="+strings.Trim(a.body, `[]"`), "")
		}},
		{"XAPI-00096", "context activities are returned as lists", func(s *shop) {
			s.post(said(1, `,"context":{"contextActivities":{"parent":{"id":"`+course+`"}}}`))
			s.is(s.one(1), "context.contextActivities.parent.0.id", `"`+course+`"`)
		}},
		{"XAPI-00097", "stored is the moment of arrival", func(s *shop) {
			s.now = epoch.Add(time.Hour)
			s.post(said(1))
			s.is(s.one(1), "stored", `"2026-11-22T11:00:00.000Z"`)
		}},
		{"XAPI-00099", "authority is that of the credentials", func(s *shop) {
			s.post(said(1, `,"authority":{"mbox":"mailto:somebody@example.org"}`))
			s.is(s.one(1), "authority.account.name", `"u"`)
		}},
		{"XAPI-00122", "timestamps keep their milliseconds", func(s *shop) {
			s.post(edit(said(1), `timestamp="2026-11-22T10:00:00.123456Z"`))
			s.is(s.one(1), "timestamp", `"2026-11-22T10:00:00.123456Z"`)
		}},
		{"XAPI-00139", "there is a resource of statements", func(s *shop) { s.want(200, "GET", "/statements", "") }},
		{"XAPI-00142", "a stored statement is never changed", func(s *shop) {
			s.post(said(1))
			before := s.want(200, "GET", "/statements?statementId="+sid(1), "").body
			s.want(409, "POST", "/statements", statement(1, "u2", room))
			s.want(409, "PUT", "/statements?statementId="+sid(1), statement(1, "u2", room))
			if after := s.want(200, "GET", "/statements?statementId="+sid(1), "").body; after != before {
				s.Error(after)
			}
		}},
		{"XAPI-00143", "PUT answers 204", func(s *shop) { s.want(204, "PUT", "/statements?statementId="+sid(1), said(1)) }},
		{"XAPI-00144", "PUT takes the id from its parameter", func(s *shop) {
			s.want(204, "PUT", "/statements?statementId="+sid(1), edit(said(1), "-id"))
			s.is(s.one(1), "id", fmt.Sprintf("%q", sid(1)))
		}},
		{"XAPI-00145", "PUT needs statementId", func(s *shop) {
			s.want(400, "PUT", "/statements", said(1))
			s.want(400, "PUT", "/statements?statementId="+sid(2), said(1))
			s.stored(0)
		}},
		{"XAPI-00146", "POST answers with the ids in their order", func(s *shop) {
			if a := s.want(200, "POST", "/statements", "["+said(2)+","+said(1)+"]"); a.body != fmt.Sprintf("[%q,%q]", sid(2), sid(1)) {
				s.Error(a.body)
			}
		}},
		{"XAPI-00147", "POST takes a statement or several", func(s *shop) {
			s.post(said(1), "["+said(2)+","+said(3)+"]")
			s.stored(3)
		}},
		{"XAPI-00182", "what is refused changes nothing", func(s *shop) {
			s.post(said(1))
			s.want(400, "POST", "/statements", "["+said(2)+",{}]")
			s.want(409, "POST", "/statements", "["+said(3)+","+statement(1, "u2", room)+"]")
			s.stored(1)
		}},
		{"XAPI-00326", "a batch is stored whole or not at all", func(s *shop) {
			s.want(400, "POST", "/statements", "["+said(1)+","+edit(said(2), "-actor")+"]")
			s.want(400, "POST", "/statements", "["+said(1)+","+said(1)+"]")
			s.stored(0)
		}},
		{"XAPI-00330", "a statement keeps what it said", func(s *shop) {
			s.post(whole)
			got := s.want(200, "GET", "/statements?statementId=7c0a5b0e-9f4e-4b52-9f5b-6a0a0e6f0001", "").body
			for _, part := range []string{"actor", "verb", "object", "result", "timestamp", "attachments"} {
				s.is(parsed(s.T, got), part, jsonOf(s, part))
			}
		}},
		{"XAPI-00332", "version is kept, and set where it is missing", func(s *shop) {
			s.post(said(1, `,"version":"1.0.2"`), said(2))
			s.is(s.one(1), "version", `"1.0.2"`)
			s.is(s.one(2), "version", map[string]string{"1.0.3": `"1.0.0"`, "2.0.0": `"2.0.0"`}[s.version])
		}},
	}
}

// jsonOf is a part of whole in the notation of is.
func jsonOf(s *shop, part string) string {
	b := parsed(s.T, whole)
	one := tree{"x": b.at(part)}
	return strings.TrimSuffix(strings.TrimPrefix(edit(mustJSON(one), ""), `{"x":`), "}\n")
}

// retrievalRules are about reading lists.
func retrievalRules() []rule {
	agentQuery := func(mbox string) string { return "agent=" + url.QueryEscape(`{"mbox":"mailto:`+mbox+`"}`) }
	window := func(s *shop) {
		for n := range 3 {
			s.now = epoch.Add(time.Duration(n) * time.Hour)
			s.post(said(n))
		}
	}
	return []rule{
		{"XAPI-00012", "parameters are checked like members of statements", func(s *shop) {
			for _, q := range []string{"verb=joined", "activity=room", "registration=1", "agent=%7B%22mbox%22%3A%22u1%22%7D", "since=yesterday", "statementId=1", "limit=x", "ascending=up", "format=short"} {
				s.want(400, "GET", "/statements?"+q, "")
			}
		}},
		{"XAPI-00108", "more leads to the next page", func(s *shop) {
			window(s)
			l := listed(s.T, s.want(200, "GET", "/statements?limit=2", "").body)
			next := listed(s.T, s.want(200, "GET", strings.TrimPrefix(l.more, "/xapi"), "").body)
			if !slices.Equal(next.ids, ids([]int{0})) {
				s.Error(next.ids)
			}
		}},
		{"XAPI-00109", "more is empty on the last page", func(s *shop) {
			window(s)
			if l := listed(s.T, s.want(200, "GET", "/statements?limit=3", "").body); l.more != "" {
				s.Error(l.more)
			}
		}},
		{"XAPI-00110", "statements are a list", func(s *shop) {
			window(s)
			if got := s.found(""); len(got) != 3 {
				s.Error(got)
			}
		}},
		{"XAPI-00111", "a further page is like the first", func(s *shop) {
			window(s)
			l := listed(s.T, s.want(200, "GET", "/statements?limit=1&ascending=true", "").body)
			for n := 1; l.more != ""; n++ {
				if l = listed(s.T, s.want(200, "GET", strings.TrimPrefix(l.more, "/xapi"), "").body); !slices.Equal(l.ids, ids([]int{n})) {
					s.Error(l.ids)
				}
			}
		}},
		{"XAPI-00113", "an answer holds statements and more once", func(s *shop) {
			body := s.want(200, "GET", "/statements", "").body
			if strings.Count(body, `"statements"`) != 1 || strings.Count(body, `"more"`) != 1 {
				s.Error(body)
			}
		}},
		{"XAPI-00114", "each page has what no other has", func(s *shop) {
			window(s)
			seen := map[string]bool{}
			for path := "/statements?limit=1"; path != "/"; {
				l := listed(s.T, s.want(200, "GET", path, "").body)
				seen[l.ids[0]] = true
				path = "/" + strings.TrimPrefix(l.more, "/xapi/")
			}
			if len(seen) != 3 {
				s.Error(seen)
			}
		}},
		{"XAPI-00149", "a list is an object with statements and more", func(s *shop) {
			if a := s.want(200, "GET", "/statements", ""); a.body != `{"statements":[],"more":""}` {
				s.Error(a.body)
			}
		}},
		{"XAPI-00150", "voidedStatementId goes with format and attachments alone", func(s *shop) { alone(s, "voidedStatementId") }},
		{"XAPI-00151", "statementId goes with format and attachments alone", func(s *shop) { alone(s, "statementId") }},
		{"XAPI-00153", "X-Experience-API-Consistent-Through stands on every answer", func(s *shop) {
			for _, q := range []string{"", "?limit=x", "?statementId=" + sid(1)} {
				if a := s.ask("GET", "/statements"+q, ""); a.header.Get("X-Experience-API-Consistent-Through") == "" {
					s.Errorf("%s: %v", q, a.header)
				}
			}
		}},
		{"XAPI-00154", "without an id a list is returned", func(s *shop) { window(s); s.finds("", 2, 1, 0) }},
		{"XAPI-00155", "voidedStatementId returns the voided statement", func(s *shop) {
			s.post(said(1), voiding(2, 1))
			s.is(parsed(s.T, s.want(200, "GET", "/statements?voidedStatementId="+sid(1), "").body), "id", fmt.Sprintf("%q", sid(1)))
		}},
		{"XAPI-00156", "statementId returns the statement", func(s *shop) { s.post(said(1)); s.is(s.one(1), "id", fmt.Sprintf("%q", sid(1))) }},
		{"XAPI-00157", "voidedStatementId finds nothing that stands", func(s *shop) {
			s.post(said(1))
			s.want(404, "GET", "/statements?voidedStatementId="+sid(1), "")
		}},
		{"XAPI-00158", "statementId may be in capitals", func(s *shop) {
			s.post(said(1))
			s.want(200, "GET", "/statements?statementId="+strings.ToUpper(sid(1)), "")
			s.want(404, "GET", "/statements?statementId="+sid(2), "")
		}},
		{"XAPI-00159", "GET reads statements", func(s *shop) { s.want(200, "GET", "/statements?limit=1", "") }},
		{"XAPI-00160", "X-Experience-API-Consistent-Through is a timestamp", func(s *shop) {
			at := s.want(200, "GET", "/statements", "").header.Get("X-Experience-API-Consistent-Through")
			if got, err := time.Parse(time.RFC3339Nano, at); err != nil || got.After(s.now) || s.now.Sub(got) > time.Second {
				s.Error(at, err)
			}
		}},
		{"XAPI-00162", "what is about a voided statement is found, whatever the filter", func(s *shop) {
			s.post(said(1), about(2, 1), voiding(3, 1))
			s.finds("", 3, 2)
			s.finds("activity="+url.QueryEscape(room), 3, 2)
			s.finds("since=2026-11-22T09:00:00Z", 3, 2)
		}},
		{"XAPI-00163", "lists hold nothing that is voided", func(s *shop) { s.post(said(1), said(2), voiding(3, 1)); s.finds("verb="+url.QueryEscape(joined), 3, 2) }},
		{"XAPI-00164", "a list holds what was asked for", func(s *shop) {
			s.post(said(1), statement(2, "u2", room), statement(3, "u2", course))
			s.finds(accountQuery("u2")+"&activity="+url.QueryEscape(room), 2)
		}},
		{"XAPI-00165", "what matches nothing is an empty list", func(s *shop) { s.post(said(1)); s.finds("verb=" + url.QueryEscape("http://v.example/none")) }},
		{"XAPI-00166", "ascending turns the order", func(s *shop) { window(s); s.finds("ascending=true", 0, 1, 2); s.finds("ascending=false", 2, 1, 0) }},
		{"XAPI-00173", "limit bounds a page, and 0 does not", func(s *shop) { window(s); s.finds("limit=2", 2, 1); s.finds("limit=0", 2, 1, 0) }},
		{"XAPI-00174", "until finds what was stored then or before", func(s *shop) { window(s); s.finds("until=2026-11-22T11:00:00Z", 1, 0) }},
		{"XAPI-00175", "since finds what was stored after", func(s *shop) { window(s); s.finds("since=2026-11-22T11:00:00Z", 2) }},
		{"XAPI-00176", "related_agents finds whoever has a part", func(s *shop) {
			parts := []string{`,"context":{"instructor":{"mbox":"mailto:t@example.org"}}`, `,"context":{"team":{"objectType":"Group","mbox":"mailto:t@example.org"}}`}
			s.post(said(1, parts[0]), said(2, parts[1]), edit(said(3), strings.ReplaceAll(strings.TrimSuffix(sub, bare), "b@", "t@")), said(4))
			s.finds(agentQuery("t@example.org"))
			s.finds(agentQuery("t@example.org")+"&related_agents=true", 3, 2, 1)
			s.finds("related_agents=true&agent="+url.QueryEscape(`{"account":{"homePage":"`+xapi.Profile+`/lrs","name":"u"}}`), 4, 3, 2, 1)
		}},
		{"XAPI-00177", "related_activities finds whatever has a part", func(s *shop) {
			s.post(said(1, `,"context":{"contextActivities":{"grouping":[{"id":"`+course+`"}]}}`), said(2), edit(said(3), strings.TrimSuffix(strings.ReplaceAll(sub, "http://o.example/o", course), bare)))
			s.finds("activity=" + url.QueryEscape(course))
			s.finds("related_activities=true&activity="+url.QueryEscape(course), 3, 1)
		}},
		{"XAPI-00178", "registration finds its statements", func(s *shop) {
			s.post(said(1, `,"context":{"registration":"`+sid(99)+`"}`), said(2))
			s.finds("registration="+sid(99), 1)
		}},
		{"XAPI-00179", "activity finds what is about it", func(s *shop) {
			s.post(said(1), statement(2, "u1", course))
			s.finds("activity="+url.QueryEscape(course), 2)
		}},
		{"XAPI-00180", "verb finds its statements", func(s *shop) {
			s.post(said(1), edit(said(2), `verb={"id":"http://v.example/left"}`))
			s.finds("verb="+url.QueryEscape("http://v.example/left"), 2)
		}},
		{"XAPI-00181", "agent finds actors and objects, alone or in a group", func(s *shop) {
			member := strings.Replace(said(3), `"actor":{`, `"actor":{"objectType":"Group","member":[{"mbox":"mailto:b@example.org"}]},"x":{`, 1)
			s.post(said(1), edit(said(2), strings.TrimSuffix(agent, bare)), edit(member, "-x"))
			s.finds(agentQuery("b@example.org"), 3, 2)
		}},
	}
}

const joined = "http://activitystrea.ms/join"

func accountQuery(name string) string {
	return "agent=" + url.QueryEscape(`{"account":{"homePage":"https://lms.example.org","name":"`+name+`"}}`)
}

// alone shows that a parameter of one statement goes with no filter.
func alone(s *shop, name string) {
	s.Helper()
	s.post(said(1))
	q := "/statements?" + name + "=" + sid(1)
	for _, other := range []string{accountQuery("u1"), "verb=" + url.QueryEscape(joined), "activity=" + url.QueryEscape(room), "registration=" + sid(1), "related_activities=true",
		"related_agents=true", "since=2026-11-22T10:00:00Z", "until=2026-11-22T10:00:00Z", "limit=1", "ascending=true"} {
		s.want(400, "GET", q+"&"+other, "")
	}
	want := map[string]int{"statementId": 200, "voidedStatementId": 404}[name]
	s.want(want, "GET", q+"&format=ids", "")
	s.want(want, "GET", q+"&attachments=false", "")
}

// TestFiltersFollowReferences shows that a statement is found by what it
// targets, however long the chain and in whichever order it came
// (xAPI 1.0.3 Communication 2.1.3).
func TestFiltersFollowReferences(t *testing.T) {
	t.Parallel()
	chain := []string{said(1), about(2, 1), about(3, 2), about(4, 3)}
	for name, order := range map[string][]int{"in order": {0, 1, 2, 3}, "backwards": {3, 2, 1, 0}, "mixed": {2, 0, 3, 1}} {
		for _, batch := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " batch ", batch), func(t *testing.T) {
				t.Parallel()
				s := newShop(t, "2.0.0")
				var list []string
				for _, i := range order {
					list = append(list, chain[i])
				}
				if batch {
					list = []string{"[" + strings.Join(list, ",") + "]"}
				}
				s.post(list...)
				for _, q := range []string{accountQuery("u1"), "activity=" + url.QueryEscape(room), "verb=" + url.QueryEscape(joined)} {
					if got := s.found(q); len(got) != 4 {
						t.Errorf("%s finds %d", q, len(got))
					}
				}
				if got := s.found("verb=" + url.QueryEscape("http://v.example/confirmed")); len(got) != 3 {
					t.Errorf("%d confirmed", len(got))
				}
			})
		}
	}
	t.Run("a ring", func(t *testing.T) {
		t.Parallel()
		s := newShop(t, "1.0.3")
		s.post(about(1, 2), about(2, 1), about(3, 3))
		s.finds("verb="+url.QueryEscape("http://v.example/confirmed"), 3, 2, 1)
	})
}

// formatRules are about the forms of statements.
func formatRules() []rule {
	named := func(n int, lang, name string) string {
		return edit(said(n), fmt.Sprintf(`object.definition.name={%q:%q}`, lang, name))
	}
	return []rule{
		{"XAPI-00168", "the format is exact where none is asked for", func(s *shop) {
			s.post(said(1))
			s.is(s.one(1), "object.definition.name.en", `"Algebra"`)
		}},
		{"XAPI-00169", "canonical has what is known of activities, in one language", func(s *shop) {
			s.post(named(1, "en", "Algebra"), named(2, "de", "Algebra, neu"), edit(said(3), "-object.definition"))
			m := s.one(3, "&format=canonical")
			s.is(m, "object.definition.name", `{"en":"Algebra"}`)
			s.is(m, "actor.account.name", `"u1"`)
		}},
		{"XAPI-00170", "exact is what was said", func(s *shop) {
			s.post(edit(said(1), `verb.display={"en":"joined","de":"kam"}`), named(2, "de", "Algebra, neu"))
			m := s.one(1, "&format=exact")
			s.is(m, "object.definition.name", `{"en":"Algebra"}`)
			s.is(m, "verb.display", `{"de":"kam","en":"joined"}`)
		}},
		{"XAPI-00171", "ids leaves what identifies", func(s *shop) {
			s.post(edit(said(1), `actor={"objectType":"Group","name":"G","member":[{"name":"B","mbox":"mailto:b@example.org"}]}; context={"contextActivities":{"parent":[{"objectType":"Activity","id":"`+course+`","definition":{"name":{"en":"C"}}}]}}`))
			m := s.one(1, "&format=ids")
			s.is(m, "actor", `{"member":[{"mbox":"mailto:b@example.org"}],"objectType":"Group"}`)
			s.is(m, "verb", `{"id":"`+joined+`"}`)
			s.is(m, "object", `{"id":"`+room+`"}`)
			s.is(m, "context.contextActivities.parent", `[{"id":"`+course+`"}]`)
		}},
		{"XAPI-00172", "Accept-Language chooses the language of canonical", func(s *shop) {
			s.post(named(1, "en-GB", "Maths"), named(2, "de", "Mathe"), named(3, "ar", "رياضيات"))
			for header, want := range map[string]string{"de": `{"de":"Mathe"}`, "fr, ar;q=0.5, de;q=0.1": `{"ar":"رياضيات"}`, "en": `{"en-GB":"Maths"}`, "de-AT": `{"de":"Mathe"}`, "": `{"en-GB":"Maths"}`, "*": `{"en-GB":"Maths"}`} {
				a := s.want(200, "GET", "/statements?format=canonical&statementId="+sid(1), "", "Accept-Language", header)
				s.is(parsed(s.T, a.body), "object.definition.name", want)
			}
		}},
	}
}

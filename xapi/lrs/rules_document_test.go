package lrs_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestDocumentRules(t *testing.T) {
	t.Parallel()
	run(t, documentRules(), editions...)
}

// shelf is one of the three resources of documents.
type shelf struct {
	path, id string   // resource, and the parameter that names a document
	params   []string // what else it needs, as pairs
}

var (
	who      = []string{"agent", `{"mbox":"mailto:ann@example.org"}`}
	what     = []string{"activityId", room}
	states   = shelf{"/activities/state", "stateId", append(append([]string{}, what...), who...)}
	about3   = shelf{"/activities/profile", "profileId", what}
	profiles = shelf{"/agents/profile", "profileId", who}
)

// at is the address of a document, or of all for an empty name, with further
// parameters; one that is among the needed replaces it, with "-" takes it away.
func (h shelf) at(name string, more ...string) string {
	v := url.Values{}
	pairs := append([]string{}, h.params...)
	if name != "" {
		pairs = append(pairs, h.id, name)
	}
	pairs = append(pairs, more...)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "-" {
			v.Del(pairs[i])
			continue
		}
		v.Set(pairs[i], pairs[i+1])
	}
	return h.path + "?" + v.Encode()
}

// put stores a new document under any version.
func (s *shop) put(path, body string) {
	s.Helper()
	s.want(204, "PUT", path, body, "If-None-Match", "*")
}

// refuses shows that a request is refused and a document stays.
func (h shelf) refuses(method string, parameter, value string) func(s *shop) {
	return func(s *shop) {
		s.put(h.at("d"), `{"a":1}`)
		name := "d"
		if parameter == h.id {
			name = ""
		}
		path := h.at(name)
		if name != "" {
			path = h.at(name, parameter, value)
		} else if value != "-" {
			path = h.at(name, parameter, value)
		}
		body := ""
		if method == "PUT" || method == "POST" {
			body = `{"b":2}`
		}
		s.want(400, method, path, body, "If-Match", "*")
		if a := s.want(200, "GET", h.at("d"), ""); a.body != `{"a":1}` {
			s.Error(a.body)
		}
	}
}

// answers shows a request on an existing document.
func (h shelf) answers(method string, status int, more ...string) func(s *shop) {
	return func(s *shop) {
		s.put(h.at("d", more...), `{"a":1}`)
		body := ""
		if method == "PUT" || method == "POST" {
			body = `{"b":2}`
		}
		s.want(status, method, h.at("d", more...), body, "If-Match", "*")
		left := map[string]string{"GET": `{"a":1}`, "PUT": `{"b":2}`, "POST": `{"a":1,"b":2}`}[method]
		if method == "DELETE" {
			s.want(404, "GET", h.at("d", more...), "")
			return
		}
		a := s.want(200, "GET", h.at("d", more...), "")
		if a.body != left || a.header.Get("Content-Type") != "application/json" {
			s.Errorf("%s %v", a.body, a.header)
		}
	}
}

// lists shows the ids of documents.
func (h shelf) lists(s *shop) {
	for n, name := range []string{"b", "a", "ü"} {
		s.now = epoch.Add(time.Duration(n) * time.Hour)
		s.put(h.at(name), "{}")
	}
	if a := s.want(200, "GET", h.at(""), ""); a.body != `["a","b","ü"]` {
		s.Error(a.body)
	}
}

// since shows the ids of documents that are newer.
func (h shelf) since(s *shop) {
	h.lists(s)
	if a := s.want(200, "GET", h.at("", "since", "2026-11-22T10:00:00Z"), ""); a.body != `["a","ü"]` {
		s.Error(a.body)
	}
}

// merges shows that one level is merged.
func (h shelf) merges(s *shop) {
	s.put(h.at("d"), `{"a":1,"b":{"c":1,"d":2}}`)
	s.want(204, "POST", h.at("d"), `{"b":{"c":3},"e":null}`)
	if a := s.want(200, "GET", h.at("d"), ""); a.body != `{"a":1,"b":{"c":3},"e":null}` {
		s.Error(a.body)
	}
}

// starts shows that a POST of a new document stores it.
func (h shelf) starts(s *shop) {
	s.want(204, "POST", h.at("d"), `{"a":1}`)
	s.want(204, "POST", h.at("t"), "some text", "Content-Type", "text/plain")
	if a := s.want(200, "GET", h.at("t"), ""); a.body != "some text" || a.header.Get("Content-Type") != "text/plain" {
		s.Errorf("%s %v", a.body, a.header)
	}
}

// typed shows that only JSON is merged with JSON.
func (h shelf) typed(s *shop) {
	s.put(h.at("d"), `{"a":1}`)
	s.want(204, "PUT", h.at("t"), "some text", "Content-Type", "text/plain", "If-None-Match", "*")
	s.want(400, "POST", h.at("d"), "some text", "Content-Type", "text/plain")
	s.want(400, "POST", h.at("t"), `{"a":1}`)
	if a := s.want(200, "GET", h.at("t"), ""); a.body != "some text" {
		s.Error(a.body)
	}
}

// objects shows that only objects are merged.
func (h shelf) objects(s *shop) {
	s.put(h.at("d"), `{"a":1}`)
	s.put(h.at("l"), `[1]`)
	s.want(400, "POST", h.at("d"), `[1]`)
	s.want(400, "POST", h.at("l"), `{"a":1}`)
	if a := s.want(200, "GET", h.at("d"), ""); a.body != `{"a":1}` {
		s.Error(a.body)
	}
}

// malformed shows that what is no JSON is not stored as such.
func (h shelf) malformed(s *shop) {
	s.want(400, "POST", h.at("d"), `{"a":`)
	s.want(404, "GET", h.at("d"), "")
}

// there shows that the resource is where it should be.
func (h shelf) there(s *shop) {
	if a := s.want(200, "GET", h.at(""), ""); a.body != `[]` {
		s.Error(a.body)
	}
}

const registered = "4eb0e063-669b-479a-86b3-f9be9ac88a1d"

func documentRules() []rule {
	badAgent, badUUID := `{"mbox":"ann"}`, "1"
	list := []rule{
		{"XAPI-00183", "a merge goes one level deep", states.merges},
		{"XAPI-00184", "a merge replaces what stands on both sides", func(s *shop) {
			s.put(about3.at("d"), `{"a":1}`)
			s.want(204, "POST", about3.at("d"), `{"a":2}`)
			if a := s.want(200, "GET", about3.at("d"), ""); a.body != `{"a":2}` {
				s.Error(a.body)
			}
		}},
		{"XAPI-00187", "DELETE of a state answers 204", states.answers("DELETE", 204)},
		{"XAPI-00188", "GET of a state answers with it", states.answers("GET", 200)},
		{"XAPI-00189", "POST of a state answers 204", states.answers("POST", 204)},
		{"XAPI-00190", "PUT of a state answers 204", states.answers("PUT", 204)},
		{"XAPI-00191", "DELETE takes the one state that is named", func(s *shop) {
			s.put(states.at("a"), "{}")
			s.put(states.at("b"), "{}")
			s.want(204, "DELETE", states.at("a"), "")
			s.want(404, "GET", states.at("a"), "")
			s.want(200, "GET", states.at("b"), "")
		}},
		{"XAPI-00192", "GET returns the one state that is named", func(s *shop) {
			s.put(states.at("a"), `{"a":1}`)
			s.want(404, "GET", states.at("b"), "")
			s.want(404, "GET", states.at("a", "activityId", course), "")
			s.want(404, "GET", states.at("a", "agent", `{"mbox":"mailto:bob@example.org"}`), "")
		}},
		{"XAPI-00193", "GET without stateId lists the states", states.lists},
		{"XAPI-00194", "DELETE without stateId takes all states", func(s *shop) {
			states.lists(s)
			s.put(states.at("r", "registration", registered), "{}")
			s.put(states.at("x", "activityId", course), "{}")
			s.want(204, "DELETE", states.at("", "registration", registered), "")
			if a := s.want(200, "GET", states.at(""), ""); a.body != `["a","b","ü"]` {
				s.Error(a.body)
			}
			s.want(204, "DELETE", states.at(""), "")
			if a := s.want(200, "GET", states.at(""), ""); a.body != `[]` {
				s.Error(a.body)
			}
			s.want(200, "GET", states.at("x", "activityId", course), "")
		}},
		{"XAPI-00195", "since lists the newer states", states.since},
		{"XAPI-00204", "since of states is a timestamp", states.refuses("GET", "since", "today")},
		{"XAPI-00206", "PUT of a state needs stateId", states.refuses("PUT", "stateId", "-")},
		{"XAPI-00211", "POST of a state needs stateId", states.refuses("POST", "stateId", "-")},
		{"XAPI-00205", "DELETE of states takes no since", states.refuses("DELETE", "since", "2026-11-22T10:00:00Z")},
		{"XAPI-00216", "DELETE of a state takes stateId", states.answers("DELETE", 204)},
		{"XAPI-00217", "GET of a state takes stateId", states.answers("GET", 200)},
		{"XAPI-00218", "PUT of a state takes registration", states.answers("PUT", 204, "registration", registered)},
		{"XAPI-00219", "DELETE of a state takes registration", states.answers("DELETE", 204, "registration", registered)},
		{"XAPI-00220", "GET of a state takes registration", func(s *shop) {
			states.answers("GET", 200, "registration", registered)(s)
			s.want(404, "GET", states.at("d"), "")
		}},
		{"XAPI-00221", "GET of states takes since", states.since},
		{"XAPI-00227", "POST of a state takes registration", states.answers("POST", 204, "registration", registered)},
		{"XAPI-00224", "stateId of a DELETE is not empty", states.refuses("DELETE", "stateId", "")},
		{"XAPI-00225", "stateId of a GET is one text", func(s *shop) { s.want(400, "GET", states.at("d")+"&stateId=e", "") }},
		{"XAPI-00226", "stateId of a POST is one text", func(s *shop) { s.want(400, "POST", states.at("d")+"&stateId=e", "{}") }},
		{"XAPI-00228", "stateId of a PUT is one text", func(s *shop) { s.want(400, "PUT", states.at("d")+"&stateId=e", "{}") }},
		{"XAPI-00229", "only objects are merged into a state", states.objects},
		{"XAPI-00230", "there is a resource of states", states.there},
		{"XAPI-00231", "POST stores a state", states.starts},
		{"XAPI-00232", "only JSON is merged into a state", states.typed},
		{"XAPI-00233", "POST of a new state stores it", states.starts},
		{"XAPI-00234", "POST of a known state merges", states.merges},
		{"XAPI-00235", "a state that says it is JSON is", states.malformed},

		{"XAPI-00259", "GET finds the profile of an agent", profiles.answers("GET", 200)},
		{"XAPI-00260", "since of agent profiles is a timestamp", profiles.refuses("GET", "since", "today")},
		{"XAPI-00265", "DELETE of an agent profile needs profileId", profiles.refuses("DELETE", "profileId", "-")},
		{"XAPI-00266", "POST of an agent profile needs profileId", profiles.refuses("POST", "profileId", "-")},
		{"XAPI-00267", "PUT of an agent profile needs profileId", profiles.refuses("PUT", "profileId", "-")},
		{"XAPI-00268", "GET of agent profiles takes since", profiles.since},
		{"XAPI-00269", "GET returns the agent profile that is named", profiles.answers("GET", 200)},
		{"XAPI-00270", "GET without profileId lists the agent's profiles", profiles.lists},
		{"XAPI-00271", "DELETE of an agent profile answers 204", profiles.answers("DELETE", 204)},
		{"XAPI-00272", "POST of an agent profile answers 204", profiles.answers("POST", 204)},
		{"XAPI-00273", "PUT of an agent profile answers 204", profiles.answers("PUT", 204)},
		{"XAPI-00274", "GET of an agent profile answers with it", profiles.answers("GET", 200)},
		{"XAPI-00275", "since lists the newer agent profiles", profiles.since},
		{"XAPI-00276", "profileId of a POST for an agent is one text", func(s *shop) { s.want(400, "POST", profiles.at("d")+"&profileId=e", "{}") }},
		{"XAPI-00277", "profileId of a PUT for an agent is one text", func(s *shop) { s.want(400, "PUT", profiles.at("d")+"&profileId=e", "{}") }},
		{"XAPI-00278", "only JSON is merged into an agent profile", profiles.typed},
		{"XAPI-00279", "POST of a known agent profile merges", profiles.merges},
		{"XAPI-00280", "POST of a new agent profile stores it", profiles.starts},
		{"XAPI-00281", "only objects are merged into an agent profile", profiles.objects},
		{"XAPI-00282", "there is a resource of agent profiles", profiles.there},
		{"XAPI-00283", "POST stores an agent profile", profiles.starts},
		{"XAPI-00284", "an agent profile that says it is JSON is", profiles.malformed},

		{"XAPI-00285", "DELETE of an activity profile answers 204", about3.answers("DELETE", 204)},
		{"XAPI-00286", "POST of an activity profile answers 204", about3.answers("POST", 204)},
		{"XAPI-00287", "PUT of an activity profile answers 204", about3.answers("PUT", 204)},
		{"XAPI-00288", "GET returns the activity profile that is named", about3.answers("GET", 200)},
		{"XAPI-00289", "GET without profileId lists the activity's profiles", about3.lists},
		{"XAPI-00290", "GET reads activity profiles", about3.there},
		{"XAPI-00291", "DELETE takes an activity profile", about3.answers("DELETE", 204)},
		{"XAPI-00292", "POST takes an activity profile", about3.answers("POST", 204)},
		{"XAPI-00293", "PUT takes an activity profile", about3.answers("PUT", 204)},
		{"XAPI-00294", "since lists the newer activity profiles", about3.since},
		{"XAPI-00295", "since of activity profiles is a timestamp", about3.refuses("GET", "since", "today")},
		{"XAPI-00296", "GET of activity profiles needs activityId", about3.refuses("GET", "activityId", "-")},
		{"XAPI-00297", "DELETE of an activity profile needs activityId", about3.refuses("DELETE", "activityId", "-")},
		{"XAPI-00298", "POST of an activity profile needs activityId", about3.refuses("POST", "activityId", "-")},
		{"XAPI-00299", "PUT of an activity profile needs activityId", about3.refuses("PUT", "activityId", "-")},
		{"XAPI-00300", "DELETE of an activity profile needs profileId", about3.refuses("DELETE", "profileId", "-")},
		{"XAPI-00301", "POST of an activity profile needs profileId", about3.refuses("POST", "profileId", "-")},
		{"XAPI-00302", "PUT of an activity profile needs profileId", about3.refuses("PUT", "profileId", "-")},
		{"XAPI-00303", "GET of activity profiles takes since", about3.since},
		{"XAPI-00304", "activity profiles take no agent", about3.refuses("GET", "agent", `{"mbox":"mailto:ann@example.org"}`)},
		{"XAPI-00305", "profileId of a DELETE for an activity is one text", func(s *shop) { s.want(400, "DELETE", about3.at("d")+"&profileId=e", "") }},
		{"XAPI-00306", "profileId of a POST for an activity is one text", func(s *shop) { s.want(400, "POST", about3.at("d")+"&profileId=e", "{}") }},
		{"XAPI-00307", "profileId of a PUT for an activity is one text", func(s *shop) { s.want(400, "PUT", about3.at("d")+"&profileId=e", "{}") }},
		{"XAPI-00308", "POST of a known activity profile merges", about3.merges},
		{"XAPI-00309", "only JSON is merged into an activity profile", about3.typed},
		{"XAPI-00310", "POST of a new activity profile stores it", about3.starts},
		{"XAPI-00311", "there is a resource of activity profiles", about3.there},
		{"XAPI-00312", "POST stores an activity profile", about3.starts},
		{"XAPI-00313", "only objects are merged into an activity profile", about3.objects},
		{"XAPI-00314", "an activity profile that says it is JSON is", about3.malformed},
	}
	// The rest is one rule for each method.
	for i, method := range []string{"DELETE", "GET", "POST", "PUT"} {
		list = append(list,
			rule{id(196 + i), "agent of a " + method + " of a state is an agent", states.refuses(method, "agent", badAgent)},
			rule{id(200 + i), "registration of a " + method + " of a state is a UUID", states.refuses(method, "registration", badUUID)},
			rule{id(207 + i), method + " of a state needs activityId", states.refuses(method, "activityId", "-")},
			rule{id(212 + i), method + " of a state needs agent", states.refuses(method, "agent", "-")})
	}
	for i, method := range []string{"DELETE", "POST", "PUT", "GET"} {
		list = append(list, rule{id(255 + i), "agent of a " + method + " of an agent profile is an agent", profiles.refuses(method, "agent", badAgent)})
	}
	for i, method := range []string{"GET", "DELETE", "POST", "PUT"} {
		list = append(list, rule{id(261 + i), method + " of an agent profile needs agent", profiles.refuses(method, "agent", "-")})
	}
	return list
}

func id(n int) string { return fmt.Sprintf("XAPI-%05d", n) }

// TestDocumentsAreBounded shows what is too large, and too long a name.
func TestDocumentsAreBounded(t *testing.T) {
	t.Parallel()
	s := newShop(t, "2.0.0")
	s.want(413, "POST", states.at("d"), strings.Repeat("x", 5<<20), "Content-Type", "text/plain")
	s.want(400, "POST", states.at(strings.Repeat("d", 3000)), "{}")
	half := `{"a%d":"` + strings.Repeat("x", 3<<20) + `"}`
	s.want(204, "POST", states.at("d"), fmt.Sprintf(half, 1))
	s.want(413, "POST", states.at("d"), fmt.Sprintf(half, 2))
}

package lrs_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// rule is a requirement of RULES.md with what shows that it is kept.
type rule struct {
	id, what string
	check    func(s *shop)
}

// editions are the versions under which a rule is shown.
var editions = []string{"1.0.3", "2.0.0"}

// run shows each rule in a store of its own, under each of the versions.
func run(t *testing.T, rules []rule, versions ...string) {
	t.Helper()
	for _, version := range versions {
		for _, r := range rules {
			t.Run(version+"/"+r.id+" "+r.what, func(t *testing.T) {
				t.Parallel()
				r.check(newShop(t, version))
			})
		}
	}
}

// shop is a store behind its handler, without a network.
type shop struct {
	*testing.T
	store   *lrs.LRS
	handler http.Handler
	version string
	now     time.Time
}

func newShop(t *testing.T, version string) *shop {
	t.Helper()
	s := &shop{T: t, version: version, now: epoch}
	var err error
	s.store, err = lrs.Open(":memory:", lrs.Config{Username: "u", Password: "p", Now: func() time.Time { return s.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
	s.handler = s.store.Handler()
	return s
}

// ask makes a request below the prefix. Headers are pairs; an empty value takes
// a header away.
func (s *shop) ask(method, path, body string, headers ...string) answer {
	s.Helper()
	r := httptest.NewRequestWithContext(s.Context(), method, "/xapi"+path, strings.NewReader(body))
	r.SetBasicAuth("u", "p")
	r.Header.Set("X-Experience-API-Version", s.version)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for p := range slices.Chunk(headers, 2) {
		r.Header.Del(p[0])
		if p[1] != "" {
			r.Header.Set(p[0], p[1])
		}
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return answer{w.Code, w.Result().Header, w.Body.String()}
}

// want makes a request whose answer has the status.
func (s *shop) want(status int, method, path, body string, headers ...string) answer {
	s.Helper()
	a := s.ask(method, path, body, headers...)
	if a.status != status {
		s.Fatalf("%s %s: %d, want %d: %s", method, path, a.status, status, a.body)
	}
	return a
}

// post stores statements.
func (s *shop) post(statements ...string) {
	s.Helper()
	for _, st := range statements {
		s.want(200, "POST", "/statements", st)
	}
}

// found lists the ids that a question finds.
func (s *shop) found(query string) []string {
	s.Helper()
	return listed(s.T, s.want(200, "GET", "/statements?"+query, "").body).ids
}

// finds demands that a question finds these statements, by number.
func (s *shop) finds(query string, numbers ...int) {
	s.Helper()
	if got := s.found(query); !slices.Equal(got, ids(numbers)) {
		s.Errorf("%s finds %v, want %v", query, got, ids(numbers))
	}
}

// one reads a statement.
func (s *shop) one(n int, more ...string) tree {
	s.Helper()
	return parsed(s.T, s.want(200, "GET", "/statements?statementId="+sid(n)+strings.Join(more, ""), "").body)
}

// stored counts statements.
func (s *shop) stored(want int) {
	s.Helper()
	all, err := s.store.Statements(s.Context())
	if err != nil || len(all) != want {
		s.Errorf("%d statements stored, want %d (%v)", len(all), want, err)
	}
}

// tree is JSON.
type tree map[string]any

func parsed(t *testing.T, body string) tree {
	t.Helper()
	var m tree
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return m
}

// at gives what lies at a dotted path, nil where nothing does.
func (m tree) at(path string) any {
	var v any = map[string]any(m)
	for _, k := range strings.Split(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[k]
		case []any:
			n, err := strconv.Atoi(k)
			if err != nil || n >= len(at) {
				return nil
			}
			v = at[n]
		default:
			return nil
		}
	}
	return v
}

// is demands what lies at a path, in JSON.
func (s *shop) is(m tree, path, want string) {
	s.Helper()
	got, err := json.Marshal(m.at(path))
	if err != nil || string(got) != want {
		s.Errorf("%s is %s, want %s", path, got, want)
	}
}

// edit changes JSON by edits such as "actor.name=7; -actor.mbox": it sets and
// removes members by dotted path. It panics where an edit is wrong.
func edit(body, edits string) string {
	root := anyJSON(body)
	for _, e := range strings.Split(edits, "; ") {
		if e == "" {
			continue
		}
		path, value, set := strings.Cut(strings.TrimPrefix(e, "-"), "=")
		keys := strings.Split(path, ".")
		at := root
		for _, k := range keys[:len(keys)-1] {
			if l, ok := at.([]any); ok {
				n, err := strconv.Atoi(k)
				if err != nil {
					panic(err)
				}
				at = l[n]
				continue
			}
			at = at.(map[string]any)[k]
		}
		last := keys[len(keys)-1]
		m, ok := at.(map[string]any)
		if !ok {
			panic(e + " leads nowhere")
		}
		if !set {
			if _, there := m[last]; !there {
				panic(e + " is not there")
			}
			delete(m, last)
			continue
		}
		m[last] = anyJSON(value)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(root); err != nil {
		panic(edits + ": " + err.Error())
	}
	return b.String()
}

// everyRule lists the rules of all tables.
func everyRule() []rule {
	list := slices.Concat(statementRules(), retrievalRules(), formatRules(), multipartRules(), signatureRules(), alternateRules(),
		documentRules(), resourceRules(), protocolRules(), editionRules())
	for _, d := range dataRules() {
		list = append(list, rule{id: d.id, what: d.what})
	}
	return list
}

func TestEveryRuleIsWrittenDownAndShown(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| ((?:XAPI|IEEE)-\d+) \| ([^|]*) \|`).FindAllStringSubmatch(string(b), -1) {
		if _, twice := written[m[1]]; twice {
			t.Errorf("%s stands twice in RULES.md", m[1])
		}
		written[m[1]] = m[2]
	}
	shown := map[string]string{}
	for _, r := range everyRule() {
		if _, twice := shown[r.id]; twice {
			t.Errorf("%s is shown twice", r.id)
		}
		shown[r.id] = r.what
	}
	if len(shown) < 300 {
		t.Errorf("%d rules", len(shown))
	}
	for _, id := range slices.Sorted(maps.Keys(shown)) {
		if written[id] != shown[id] {
			t.Errorf("%s: RULES.md says %q, the test %q", id, written[id], shown[id])
		}
		delete(written, id)
	}
	for id := range written {
		t.Errorf("%s stands in RULES.md alone", id)
	}
}

func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// anyJSON reads JSON and keeps numbers as they are written.
func anyJSON(text string) any {
	var v any
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		panic(text + ": " + err.Error())
	}
	return v
}

package lti_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/lti"
)

// rules reads RULES.md: the text of each rule's row by id.
func rules(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile("RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, line := range strings.Split(string(b), "\n") {
		id, rest, ok := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		if !ok || !strings.HasPrefix(id, "LTI-") {
			continue
		}
		if _, twice := out[id]; twice {
			t.Errorf("rule %s stands twice in RULES.md", id)
		}
		out[id] = rest
	}
	return out
}

func TestEveryCodeHasItsRule(t *testing.T) {
	t.Parallel()
	known := rules(t)
	said := map[string]string{}
	for _, code := range lti.Codes() {
		// A code's error is had from any error of that code: only its rule is of interest here.
		e := &lti.Error{Code: code}
		if s := e.HTTPStatus(); s < 400 || s > 499 {
			t.Errorf("%s: HTTP status %d", code, s)
		}
		sentence := lti.Explain(code)
		if other, twice := said[sentence]; twice {
			t.Errorf("%s and %s have the same sentence", code, other)
		}
		said[sentence] = code
		if !strings.HasSuffix(sentence, ".") || strings.Count(sentence, ".") != strings.Count(sentence, "1.3")+1 {
			t.Errorf("%s: not one sentence: %s", code, sentence)
		}
		found := 0
		for _, row := range known {
			if strings.Contains(row, "`"+code+"`") {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%s stands in %d rules of RULES.md", code, found)
		}
	}
	if lti.Explain("no_such_code") == "" {
		t.Error("an unknown code has no sentence")
	}
}

func TestEveryRuleHasATest(t *testing.T) {
	t.Parallel()
	known := rules(t)
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	tested := map[string]bool{}
	for _, file := range files {
		if file == "rules_test.go" {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range regexp.MustCompile(`LTI-[A-Z]+-\d\d`).FindAllString(string(b), -1) {
			if tested[id] = true; known[id] == "" {
				t.Errorf("%s names rule %s, which RULES.md doesn't have", file, id)
			}
		}
	}
	for id := range known {
		if !tested[id] {
			t.Errorf("no test names rule %s", id)
		}
	}
}

func TestErrorIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := launchOnce(t, w, func(a *attempt) { a.req.BrowserSecrets = nil })
	err = fmt.Errorf("launch: %w", err)
	if !errors.Is(err, lti.ErrBrowserUnproven) || errors.Is(err, lti.ErrBrowserMismatch) || lti.Code(err) != "browser_unproven" {
		t.Errorf("%v", err)
	}
	if want := "launch: lti: browser_unproven [LTI-STATE-05, Security Framework §5.1.1.3]"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	if lti.Code(errors.New("x")) != "" {
		t.Error("a foreign error has a code")
	}
}

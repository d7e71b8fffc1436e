package forward_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestEveryRuleHasATest wants each rule in the name of a test, and no test of a rule that isn't written.
func TestEveryRuleHasATest(t *testing.T) {
	t.Parallel()
	collect := func(pattern, file string, into map[string]bool) {
		t.Helper()
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(b), -1) {
			into[m[1]] = true
		}
	}
	written, tested := map[string]bool{}, map[string]bool{}
	collect(`(?m)^\| FWD-(\d\d) \|`, "RULES.md", written)
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		collect(`(?m)^func TestFWD(\d\d)`, file, tested)
	}
	if len(written) == 0 {
		t.Fatal("no rule is written")
	}
	for rule := range written {
		if !tested[rule] {
			t.Errorf("FWD-%s has no test", rule)
		}
	}
	for rule := range tested {
		if !written[rule] {
			t.Errorf("FWD-%s isn't written", rule)
		}
	}
}

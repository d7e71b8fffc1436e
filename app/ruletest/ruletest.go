// Package ruletest holds the rules of a package against its tests.
//
// Allowed imports: none of ours.
package ruletest

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Covered wants each rule of RULES.md, a table whose rows begin with "| <prefix>-<two digits> |", in the name of a test of
// the package, Test<prefix><digits>, and no test of a rule that isn't written.
func Covered(t *testing.T, prefix string) {
	t.Helper()
	written, tested := map[string]bool{}, map[string]bool{}
	collect(t, `(?m)^\| `+prefix+`-(\d\d) \|`, "RULES.md", written)
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		collect(t, `(?m)^func Test`+prefix+`(\d\d)`, file, tested)
	}
	if len(written) == 0 {
		t.Fatal("no rule is written")
	}
	for rule := range written {
		if !tested[rule] {
			t.Errorf("%s-%s has no test", prefix, rule)
		}
	}
	for rule := range tested {
		if !written[rule] {
			t.Errorf("%s-%s isn't written", prefix, rule)
		}
	}
}

func collect(t *testing.T, pattern, file string, into map[string]bool) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(b), -1) {
		into[m[1]] = true
	}
}

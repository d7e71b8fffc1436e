package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app/admin"
)

func TestFlagsOfTheirOwn(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		args  []string
		value string
		rest  []string
	}{
		{nil, "", nil},
		{[]string{"--name", "Our Moodle", "--listen", ":1"}, "Our Moodle", []string{"--listen", ":1"}},
		{[]string{"--listen=:1", "--name=a=b"}, "a=b", []string{"--listen=:1"}},
		{[]string{"--name"}, "", nil},
		{[]string{"--names", "x"}, "", []string{"--names", "x"}},
	} {
		if value, rest := takeFlag(tc.args, "--name"); value != tc.value || !slices.Equal(rest, tc.rest) {
			t.Errorf("%v: %q and %v", tc.args, value, rest)
		}
	}
}

func TestALineForEachStep(t *testing.T) {
	t.Parallel()
	good := stepLine(admin.Step{Name: "members", Verdict: admin.Good, Finding: admin.Finding{Detail: "8"}})
	if good != "ok    members        8\n" {
		t.Errorf("%q", good)
	}
	bad := stepLine(admin.Step{Name: "token_scores", Verdict: admin.Fail, Finding: admin.Finding{Code: "scope_refused", Detail: "score"}})
	if !strings.HasPrefix(bad, "FAIL  token_scores   The LMS doesn't grant this scope. (score)\n") || !strings.Contains(bad, "mend: Allow the service") {
		t.Errorf("%q", bad)
	}
}

func TestWhatTheCommandsExpect(t *testing.T) {
	t.Parallel()
	for want, run := range map[string]func() error{
		"lectern admin link":     func() error { return administer(t.Context(), nil) },
		"usage":                  func() error { return administer(t.Context(), []string{"password"}) },
		"lectern platform list":  func() error { return doctorPlatform(t.Context(), nil) },
		"expected a number":      func() error { return invitePlatform(t.Context(), []string{"--hours", "soon"}) },
		"expected a number (-1)": func() error { return invitePlatform(t.Context(), []string{"--hours=-1"}) },
	} {
		word, _, _ := strings.Cut(want, " (")
		if err := run(); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%v, want %q", err, word)
		}
	}
}

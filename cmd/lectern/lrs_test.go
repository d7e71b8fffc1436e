package main

import (
	"context"
	"slices"
	"strings"
	"testing"
)

func TestTakeCredentialFlags(t *testing.T) {
	t.Parallel()
	name, scopes, rest := takeCredentialFlags([]string{"--name", "A dashboard", "--data-dir", "x", "--scope=all", "--scope", "state,profile"})
	if name != "A dashboard" || !slices.Equal(scopes, []string{"all", "state", "profile"}) || !slices.Equal(rest, []string{"--data-dir", "x"}) {
		t.Errorf("%q %q %q", name, scopes, rest)
	}
}

func TestLRSCredentialRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for args, want := range map[string]string{
		"":                                     "usage",
		"credential":                           "usage",
		"statement list":                       "usage",
		"credential show":                      "usage",
		"credential add":                       "A name",
		"credential add --name a --scope most": `no scope "most"`,
		"credential remove":                    "expected the username",
		"credential remove x":                  `no credential "x"`,
		"credential list --colour":             "--colour",
	} {
		list := strings.Fields(args)
		if len(list) > 1 {
			list = append(list, "--data-dir", dir)
		}
		if err := records(context.Background(), list); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", args, err, want)
		}
	}
}

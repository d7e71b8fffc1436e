package main

import (
	"slices"
	"testing"
)

func TestLMSFlag(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args, rest []string
		lms        string
		fails      bool
	}{
		"none":           {args: []string{"--listen", ":0"}, rest: []string{"--listen", ":0"}},
		"as two words":   {args: []string{"--lms", "canvas", "--listen", ":0"}, rest: []string{"--listen", ":0"}, lms: "canvas"},
		"as one":         {args: []string{"--listen", ":0", "--lms=sakai"}, rest: []string{"--listen", ":0"}, lms: "sakai"},
		"without a name": {args: []string{"--lms"}, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lms, rest, err := lmsFlag(tc.args)
			if lms != tc.lms || !slices.Equal(rest, tc.rest) || (err != nil) != tc.fails {
				t.Errorf("%q, %q, %v", lms, rest, err)
			}
		})
	}
}

package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

func TestTakeSpan(t *testing.T) {
	t.Parallel()
	span, again, rest, err := takeSpan([]string{"--from", "2026-11-01", "--again", "--to=2026-11-02", "--data-dir", "x"})
	day := time.Date(2026, 11, 1, 0, 0, 0, 0, time.Local)
	if err != nil || !again || !slices.Equal(rest, []string{"--data-dir", "x"}) || span != (app.StatementRange{From: day, To: day.AddDate(0, 0, 2)}) {
		t.Errorf("%+v %v %q %v", span, again, rest, err)
	}
	if _, _, _, err := takeSpan([]string{"--from", "yesterday"}); err == nil {
		t.Error("yesterday is a day")
	}
}

func TestLRSDestinationRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for args, want := range map[string]string{
		"":                             "usage",
		"show":                         "usage",
		"pause":                        "expected the id",
		"fill x":                       "expected --session",
		"fill x --from 1":              "expected a day",
		"pause x":                      "no such record store",
		"test x":                       "no such record store",
		"resume environment":           "no such record store",
		"fill x --session y":           "no such record store",
		"list --colour":                "--colour",
		"list --lrs-endpoint ftp://x.": "LECTERN_LRS_ENDPOINT",
	} {
		list := strings.Fields("destination " + args)
		if len(list) > 2 || args == "list" {
			list = append(list, "--data-dir", dir, "--public-url", "http://127.0.0.1:8080")
		}
		if err := records(context.Background(), list); err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(want)) {
			t.Errorf("%q: %v, want %q", args, err, want)
		}
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/server"
)

// doctor prints a line for each check, and a second one where there is something to do.
func doctor(ctx context.Context, args []string) error {
	cfg, err := app.EnvironConfig(args)
	var checks []server.Check
	if err != nil {
		for fault := range strings.Lines(err.Error()) {
			checks = append(checks, server.Check{Name: "configuration", Verdict: server.Fail, Detail: strings.TrimSpace(fault), Mend: "set it as expected; `lectern help` lists every setting"})
		}
	} else {
		checks = server.Doctor(ctx, cfg, server.DoctorOptions{})
	}
	failed, err := printChecks(os.Stdout, checks)
	if err == nil && failed {
		err = errFailed
	}
	return err
}

func printChecks(w io.Writer, checks []server.Check) (failed bool, err error) {
	width := 0
	for _, c := range checks {
		width = max(width, len(c.Name))
	}
	for _, c := range checks {
		failed = failed || c.Verdict == server.Fail
		_, perr := fmt.Fprintf(w, "%-4s  %-*s  %s\n", c.Verdict, width, c.Name, c.Detail)
		err = errors.Join(err, perr)
		if c.Mend != "" && c.Verdict != server.Good {
			_, perr = fmt.Fprintf(w, "      %-*s  mend: %s\n", width, "", c.Mend)
			err = errors.Join(err, perr)
		}
	}
	return failed, err
}

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/server"
)

const destinationUsage = `       lectern lrs destination list                        the record stores that statements go to
       lectern lrs destination test ID                     asks one harmless questions
       lectern lrs destination pause ID | resume ID        resume tests it first
       lectern lrs destination fill ID --session S | --from 2026-11-01 [--to 2026-11-30] [--again]`

// destinations is `lectern lrs destination …`.
func destinations(ctx context.Context, args []string) error {
	usage := errors.New("usage:\n" + destinationUsage)
	if len(args) == 0 || !slices.Contains([]string{"list", "test", "pause", "resume", "fill"}, args[0]) {
		return usage
	}
	verb, rest := args[0], args[1:]
	if verb == "list" {
		return withConsole(ctx, rest, func(c *server.Console) error { return listDestinations(ctx, c.Forward) })
	}
	if len(rest) == 0 || strings.HasPrefix(rest[0], "-") {
		return fmt.Errorf("lrs destination %s: expected the id that `lectern lrs destination list` shows", verb)
	}
	id, rest := forward.DestinationID(rest[0]), rest[1:]
	span, again, rest, err := takeSpan(rest)
	if err != nil {
		return err
	}
	if verb == "fill" && span == (app.StatementRange{}) {
		return errors.New("lrs destination fill: expected --session or --from")
	}
	return withConsole(ctx, rest, func(c *server.Console) error {
		switch verb {
		case "test":
			return told(c.Forward.TestKept(ctx, id))
		case "resume":
			return told(c.Forward.Resume(ctx, id))
		case "pause":
			return plain(c.Forward.Pause(ctx, id))
		}
		f, err := c.Forward.Fill(ctx, id, span, again)
		if err != nil {
			return plain(err)
		}
		_, err = fmt.Printf("queued %d; there already %d; left out by its filter %d\n", f.Queued, f.Already, f.Skipped)
		return err
	})
}

// takeSpan takes what `fill` is about out of the arguments. Days are whole ones, in the server's time zone.
func takeSpan(args []string) (span app.StatementRange, again bool, rest []string, err error) {
	session, rest := takeFlag(args, "--session")
	from, rest := takeFlag(rest, "--from")
	to, rest := takeFlag(rest, "--to")
	if i := slices.Index(rest, "--again"); i >= 0 {
		again, rest = true, slices.Delete(rest, i, i+1)
	}
	span.Session = app.SessionID(session)
	for _, d := range []struct {
		flag, text string
		at         *time.Time
		days       int
	}{{"--from", from, &span.From, 0}, {"--to", to, &span.To, 1}} {
		if d.text == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, d.text, time.Local)
		if err != nil {
			return span, again, rest, fmt.Errorf("%s: read %q, expected a day like 2026-11-30", d.flag, d.text)
		}
		*d.at = day.AddDate(0, 0, d.days)
	}
	return span, again, rest, nil
}

func listDestinations(ctx context.Context, f *forward.Service) error {
	all, err := f.Ledger(ctx)
	if err != nil {
		return err
	}
	lines := []string{"ID\tNAME\tSTATE\tWAITING\tDELIVERED\tREFUSED\tENDPOINT"}
	for _, l := range all {
		name := l.Name
		if name == "" {
			name = map[forward.Origin]string{forward.OriginBuiltIn: "built-in", forward.OriginEnvironment: "LECTERN_LRS_ENDPOINT"}[l.Origin]
		}
		state := string(l.Condition)
		if l.Current {
			state += ": " + string(l.Trouble.Code)
		}
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%d\t%d\t%d\t%s", l.ID, name, state, l.Counts[forward.Queued],
			l.Counts[forward.Delivered]+l.Counts[forward.Duplicate], l.Counts[forward.Refused], l.Endpoint))
	}
	return printTable(lines)
}

// told prints what a test found; one that isn't good is an error.
func told(f forward.Found, err error) error {
	if err != nil {
		return plain(err)
	}
	if !f.OK {
		return fmt.Errorf("%s (HTTP %d): %s", f.Trouble.Code, f.Trouble.Status, f.Trouble.Said)
	}
	_, err = fmt.Printf("it works, in xAPI %s\n", f.Version)
	return err
}

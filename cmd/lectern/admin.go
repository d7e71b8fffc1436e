package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/embedded"
	"github.com/lectern-classroom/lectern/app/server"
)

const adminUsage = `usage: lectern admin link     prints a single-use address of the admin pages
       lectern admin revoke   ends every session of the admin pages, and links that nobody has opened yet`

// administer is `lectern admin …`.
func administer(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "link" && args[0] != "revoke" {
		return errors.New(adminUsage)
	}
	if args[0] == "revoke" {
		return withConsole(ctx, args[1:], func(c *server.Console) error {
			n, err := c.Revoke(ctx)
			if err != nil {
				return err
			}
			_, err = fmt.Printf("Ended: %d. Whoever was in the admin pages is out; `lectern admin link` lets in again.\n", n)
			return err
		})
	}
	return withConsole(ctx, args[1:], func(c *server.Console) error {
		address, expires, err := c.Link(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Printf("%s\n\nIt works once, until %s. Who opens it manages this Lectern.\n", address, expires.Local().Format("15:04"))
		return err
	})
}

// withConsole opens what `lectern serve` with the same configuration works on.
func withConsole(ctx context.Context, args []string, do func(*server.Console) error) error {
	cfg, err := app.EnvironConfig(args)
	if err != nil {
		return err
	}
	if cfg.DatabaseURL == "" || cfg.SecretKey == "" {
		if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
			return fmt.Errorf("LECTERN_DATA_DIR: read %q, expected a folder that can be written: %w", cfg.DataDir, err)
		}
	}
	if cfg.DatabaseURL == "" {
		path, err := filepath.Abs(filepath.Join(cfg.DataDir, "lectern.db"))
		if err != nil {
			return err
		}
		cfg.DatabaseURL = "sqlite://" + path
	}
	if cfg.SecretKey == "" {
		if cfg.SecretKey, err = embedded.SecretKey(cfg.DataDir); err != nil {
			return err
		}
	}
	c, err := server.OpenConsole(ctx, cfg, logger(cfg))
	if err != nil {
		return err
	}
	return errors.Join(do(c), c.Close())
}

// takeFlag takes one flag with a value out of the arguments.
func takeFlag(args []string, name string) (value string, rest []string) {
	for i := 0; i < len(args); i++ {
		flag, v, has := strings.Cut(args[i], "=")
		switch {
		case flag != name:
			rest = append(rest, args[i])
		case has:
			value = v
		case i+1 < len(args):
			i++
			value = args[i]
		}
	}
	return value, rest
}

func invitePlatform(ctx context.Context, args []string) error {
	name, rest := takeFlag(args, "--name")
	hours, rest := takeFlag(rest, "--hours")
	life := time.Duration(0)
	if hours != "" {
		var n int
		if _, err := fmt.Sscanf(hours+" ", "%d ", &n); err != nil || n <= 0 {
			return fmt.Errorf("--hours: read %q, expected a number", hours)
		}
		life = time.Duration(n) * time.Hour
	}
	return withConsole(ctx, rest, func(c *server.Console) error {
		in, err := c.Invite(ctx, name, life)
		if err != nil {
			return plain(err)
		}
		_, err = fmt.Printf("%s\n\nEnter it in one LMS as the address of a tool that registers by itself, until %s.\n", in.URL, in.Expires.Local().Format("2 Jan 2006 15:04"))
		return err
	})
}

func doctorPlatform(ctx context.Context, args []string) error {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return errors.New("platform doctor: expected the id that `lectern platform list` shows")
	}
	return withConsole(ctx, args[1:], func(c *server.Console) error {
		failed := false
		err := c.Walk(ctx, app.RegistrationID(args[0]), func(s admin.Step) {
			failed = failed || s.Verdict == admin.Fail
			fmt.Print(stepLine(s))
		})
		if err == nil && failed {
			err = errFailed
		}
		return plain(err)
	})
}

// stepLine is a line for a step, and a second one where there is something to do.
func stepLine(s admin.Step) string {
	verdict := map[admin.Verdict]string{admin.Good: "ok", admin.Warn: "warn", admin.Fail: "FAIL", admin.Skip: "-"}[s.Verdict]
	said := s.Finding.Message()
	if said != "" && s.Finding.Detail != "" {
		said += " (" + s.Finding.Detail + ")"
	} else if said == "" {
		said = s.Finding.Detail
	}
	line := fmt.Sprintf("%-4s  %-13s  %s\n", verdict, s.Name, said)
	if mend := s.Finding.Mend(); mend != "" {
		line += fmt.Sprintf("      %-13s  mend: %s\n", "", mend)
	}
	return line
}

// plain is the sentence of an error that has one.
func plain(err error) error {
	var own *app.Error
	if errors.As(err, &own) {
		return errors.New(own.Message)
	}
	return err
}

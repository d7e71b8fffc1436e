// Command lectern is the whole of Lectern in one binary; see `lectern help`.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/lectern-classroom/lectern/app"
)

// version is set by the build: -ldflags "-X main.version=1.2.3 -X main.commit=abc".
var version, commit = "dev", ""

type command struct {
	name, args, does string
	run              func(ctx context.Context, args []string) error
	serves           bool // until it is stopped
}

func commands() []command {
	return []command{
		{"serve", "[flags]", "the whole service: HTTP, WebSockets, background workers", serve, true},
		{"demo", "[--lms NAME] [flags]", "serve with everything embedded, a demo LMS and a demo LRS", demo, true},
		{"worker", "[flags]", "background workers alone; the other half of serve --no-workers", worker, true},
		{"platform", "add|list|remove|invite|doctor …", "the LMSs that Lectern is registered with", platforms, false},
		{"admin", "link", "a single-use address of the admin pages", administer, false},
		{"lrs", "credential add|list|remove …", "who may use the built-in learning record store", records, false},
		{"doctor", "[flags]", "check the configuration against the running parts", doctor, false},
		{"openapi", "", "print the description of the API", openAPI, false},
		{"version", "", "print version and commit", printVersion, false},
	}
}

// errFailed ends the process with status 1; why has been printed already.
var errFailed = errors.New("failed")

func main() {
	if c, known := commandOf(os.Args[1:]); known && c.serves {
		slacken()
		paceGC()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		if !errors.Is(err, errFailed) {
			for _, line := range strings.Split(err.Error(), "\n") {
				fmt.Fprintln(os.Stderr, "lectern:", line)
			}
		}
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		help(os.Stdout)
		return nil
	}
	if c, known := commandOf(args); known {
		return c.run(ctx, args[1:])
	}
	help(os.Stderr)
	return fmt.Errorf("there is no command %q", args[0])
}

func commandOf(args []string) (command, bool) {
	for _, c := range commands() {
		if len(args) > 0 && c.name == args[0] {
			return c, true
		}
	}
	return command{}, false
}

func help(w io.Writer) {
	var b strings.Builder
	b.WriteString("Lectern, a self-hosted virtual classroom for any LMS.\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-10s %-18s %s\n", c.name, c.args, c.does)
	}
	b.WriteString("\nSettings, as environment variables or flags (--public-url for LECTERN_PUBLIC_URL); secrets also as files (LECTERN_SECRET_KEY_FILE):\n")
	for _, o := range app.Options() {
		fmt.Fprintf(&b, "  %-28s %s", o.Name, o.Doc)
		if o.Default != "" {
			fmt.Fprintf(&b, " (%s)", o.Default)
		}
		b.WriteString("\n")
	}
	// Nothing can be done about a terminal that is gone.
	_, _ = io.WriteString(w, b.String())
}

func printVersion(context.Context, []string) error {
	c := commit
	if info, ok := debug.ReadBuildInfo(); ok && c == "" {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				c = s.Value
			}
		}
	}
	if c == "" {
		c = "unknown"
	}
	_, err := fmt.Printf("lectern %s, commit %s\n", version, c)
	return err
}

// logger writes to stderr as the configuration says.
func logger(cfg app.Config) *slog.Logger {
	level := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}[cfg.LogLevel]
	opts := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, opts))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, opts))
}

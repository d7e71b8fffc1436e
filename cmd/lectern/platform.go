package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/server"
	"github.com/lectern-classroom/lectern/app/store"
)

const platformUsage = `usage: lectern platform add --name N --issuer I --client-id C --auth-url A --token-url T --jwks-url J --deployment D [--deployment D2 …]
       lectern platform list
       lectern platform remove ID
       lectern platform invite [--name N] [--hours 72]     prints a single-use address with which an LMS registers by itself
       lectern platform doctor ID                          walks through a registration step by step`

func platforms(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New(platformUsage)
	}
	switch args[0] {
	case "invite":
		return invitePlatform(ctx, args[1:])
	case "doctor":
		return doctorPlatform(ctx, args[1:])
	case "list":
		return withConsole(ctx, args[1:], func(c *server.Console) error { return listPlatforms(ctx, c) })
	}
	verb, own := args[0], launch.Registration{}
	rest := takePlatformFlags(&own, args[1:])
	var id string
	if verb == "remove" && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		id, rest = rest[0], rest[1:]
	}
	cfg, err := app.EnvironConfig(rest)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, cfg)
	if err != nil {
		return err
	}
	r := launch.NewRegistrations(s, func() int64 { return store.Millis(time.Now()) })
	switch verb {
	case "add":
		err = addPlatform(ctx, r, own)
	case "remove":
		err = removePlatform(ctx, r, app.RegistrationID(id))
	default:
		err = errors.New(platformUsage)
	}
	return errors.Join(err, s.Close())
}

// takePlatformFlags takes the flags of `platform add` out and returns the others.
func takePlatformFlags(reg *launch.Registration, args []string) (rest []string) {
	into := map[string]*string{"--name": &reg.Name, "--issuer": &reg.Issuer, "--client-id": &reg.ClientID, "--auth-url": &reg.AuthURL,
		"--token-url": &reg.TokenURL, "--jwks-url": &reg.JWKSURL}
	for i := 0; i < len(args); i++ {
		name, value, has := strings.Cut(args[i], "=")
		field, known := into[name]
		if !known && name != "--deployment" {
			rest = append(rest, args[i])
			continue
		}
		if !has && i+1 < len(args) {
			i++
			value = args[i]
		}
		if known {
			*field = value
		} else {
			reg.Deployments = append(reg.Deployments, app.DeploymentID(value))
		}
	}
	return rest
}

// openStore opens the database that `lectern serve` with the same configuration uses.
func openStore(ctx context.Context, cfg app.Config) (*store.Store, error) {
	if cfg.DatabaseURL != "" {
		return store.Open(ctx, cfg.DatabaseURL)
	}
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("LECTERN_DATA_DIR: read %q, expected a folder that can be written: %w", cfg.DataDir, err)
	}
	path, err := filepath.Abs(filepath.Join(cfg.DataDir, "lectern.db"))
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, "sqlite://"+path)
}

func addPlatform(ctx context.Context, r *launch.Registrations, reg launch.Registration) error {
	id, err := r.Add(ctx, reg)
	if err != nil {
		return err
	}
	_, err = fmt.Printf("registered %s as %s\n", reg.Name, id)
	return err
}

func listPlatforms(ctx context.Context, c *server.Console) error {
	list, err := c.Platforms(ctx)
	if err != nil {
		return err
	}
	lines := []string{"ID\tNAME\tISSUER\tCLIENT ID\tDEPLOYMENTS\tLAST LAUNCH\tLAST TOKEN\tLAST FAILURE"}
	for _, p := range list {
		ids := make([]string, len(p.Deployments))
		for i, d := range p.Deployments {
			ids[i] = string(d)
		}
		failure := "-"
		if f := p.LastFailure; f != nil {
			failure = day(f.At) + " " + f.Message
		}
		lines = append(lines, strings.Join([]string{string(p.ID), p.Name, p.Issuer, p.ClientID, strings.Join(ids, ", "), day(p.LastLaunchAt), day(p.LastTokenAt), failure}, "\t"))
	}
	return printTable(lines)
}

// printTable prints lines whose cells are parted by tabs.
func printTable(lines []string) error {
	w := tabwriter.NewWriter(os.Stdout, 2, 8, 2, ' ', 0)
	if _, err := fmt.Fprintln(w, strings.Join(lines, "\n")); err != nil {
		return err
	}
	return w.Flush()
}

// day is a time for a table.
func day(at *time.Time) string {
	if at == nil {
		return "-"
	}
	return at.Local().Format("2006-01-02 15:04")
}

func removePlatform(ctx context.Context, r *launch.Registrations, id app.RegistrationID) error {
	if id == "" {
		return errors.New("platform remove: expected the id that `lectern platform list` shows")
	}
	err := r.Remove(ctx, id)
	if errors.Is(err, app.ErrNotFound) {
		return fmt.Errorf("platform remove: there is no registration %q", id)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Printf("removed %s\n", id)
	return err
}

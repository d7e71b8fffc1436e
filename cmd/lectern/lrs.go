package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/lrs"
)

const lrsUsage = `usage: lectern lrs credential add --name N [--scope S …]     scopes: `

// records is `lectern lrs …`.
func records(ctx context.Context, args []string) error {
	usage := errors.New(lrsUsage + strings.Join(lrs.Scopes(), " ") + `
       lectern lrs credential list
       lectern lrs credential remove USERNAME
` + destinationUsage)
	if len(args) > 0 && args[0] == "destination" {
		return destinations(ctx, args[1:])
	}
	if len(args) < 2 || args[0] != "credential" {
		return usage
	}
	verb, rest := args[1], args[2:]
	name, scopes, rest := takeCredentialFlags(rest)
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
	c := lrs.NewCredentials(s, time.Now)
	switch verb {
	case "add":
		err = addCredential(ctx, c, cfg, name, scopes)
	case "list":
		err = listCredentials(ctx, c)
	case "remove":
		err = removeCredential(ctx, c, lrs.CredentialID(id))
	default:
		err = usage
	}
	return errors.Join(err, s.Close())
}

// takeCredentialFlags takes the flags of `lrs credential add` out and returns the others.
func takeCredentialFlags(args []string) (name string, scopes, rest []string) {
	for i := 0; i < len(args); i++ {
		flag, value, has := strings.Cut(args[i], "=")
		if flag != "--name" && flag != "--scope" {
			rest = append(rest, args[i])
			continue
		}
		if !has && i+1 < len(args) {
			i++
			value = args[i]
		}
		if flag == "--name" {
			name = value
		} else {
			scopes = append(scopes, strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' })...)
		}
	}
	return name, scopes, rest
}

func addCredential(ctx context.Context, c *lrs.Credentials, cfg app.Config, name string, scopes []string) error {
	created, secret, err := c.Add(ctx, name, scopes)
	if err != nil {
		return err
	}
	endpoint := "(LECTERN_PUBLIC_URL)/xapi/"
	if cfg.PublicURL != "" {
		endpoint = cfg.PublicURL + "/xapi/"
	}
	_, err = fmt.Printf("endpoint  %s\nusername  %s\npassword  %s\nscopes    %s\n\nThe password is shown this once.\n",
		endpoint, created.ID, secret, strings.Join(created.Scopes, " "))
	return err
}

func listCredentials(ctx context.Context, c *lrs.Credentials) error {
	list, err := c.List(ctx)
	if err != nil {
		return err
	}
	lines := []string{"USERNAME\tNAME\tSCOPES\tCREATED"}
	for _, cr := range list {
		lines = append(lines, strings.Join([]string{string(cr.ID), cr.Name, strings.Join(cr.Scopes, " "), cr.CreatedAt.Local().Format("2006-01-02 15:04")}, "\t"))
	}
	return printTable(lines)
}

func removeCredential(ctx context.Context, c *lrs.Credentials, id lrs.CredentialID) error {
	if id == "" {
		return errors.New("lrs credential remove: expected the username that `lectern lrs credential list` shows")
	}
	err := c.Remove(ctx, id)
	if errors.Is(err, app.ErrNotFound) {
		return fmt.Errorf("lrs credential remove: there is no credential %q", id)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Printf("removed %s\n", id)
	return err
}

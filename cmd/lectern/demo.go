package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/embedded"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/server"
)

func demo(ctx context.Context, args []string) error {
	lms, args, err := lmsFlag(args)
	if err != nil {
		return err
	}
	cfg, err := app.EnvironConfig(args)
	if err != nil {
		return err
	}
	return host(ctx, cfg, func(ctx context.Context, w *embedded.World) (func(*server.Server) error, error) {
		d, err := w.StartDemoAs(ctx, lms)
		if err != nil {
			return nil, err
		}
		return func(s *server.Server) error {
			if err := register(ctx, s.Registrations, d); err != nil {
				return err
			}
			return announce(w.Config.PublicURL, d)
		}, nil
	})
}

// lmsFlag takes --lms NAME out of the flags: whose habits the demo LMS has. The LMS itself checks the name.
func lmsFlag(args []string) (lms string, rest []string, err error) {
	for i, arg := range args {
		name, value, given := strings.Cut(arg, "=")
		switch {
		case name != "--lms":
			rest = append(rest, arg)
		case given:
			return value, append(rest, args[i+1:]...), nil
		case i+1 == len(args):
			return "", nil, errors.New("--lms: read nothing, expected the name of an LMS")
		default:
			return args[i+1], append(rest, args[i+2:]...), nil
		}
	}
	return "", rest, nil
}

// register does what an administrator does with `lectern platform add`. A demo LMS that moved to another port is
// registered anew.
func register(ctx context.Context, r *launch.Registrations, d *embedded.Demo) error {
	at := d.LMS.Endpoints()
	_, err := r.Add(ctx, launch.Registration{Name: d.Name, Issuer: at.Issuer, ClientID: d.ClientID, AuthURL: at.AuthURL,
		TokenURL: at.TokenURL, JWKSURL: at.JWKSURL, Deployments: d.Deployments})
	if errors.Is(err, launch.ErrRegistered) {
		return nil
	}
	return err
}

func announce(publicURL string, d *embedded.Demo) error {
	lms := d.LMS.URL()
	_, err := fmt.Print(strings.Join([]string{
		"",
		"Lectern is ready. Open these in a browser; the second in another browser or a private window:",
		"",
		"  as teacher   " + lms + "/course?as=teacher",
		"  as learner   " + lms + "/course?as=learner",
		"  gradebook    " + lms + "/gradebook?as=teacher",
		"",
		"  statements   " + d.LRSURL + "/",
		"  Lectern      " + publicURL,
		"",
		"Stop with Ctrl+C.",
		"", "",
	}, "\n"))
	return err
}

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
	cfg, err := app.EnvironConfig(args)
	if err != nil {
		return err
	}
	return host(ctx, cfg, func(ctx context.Context, w *embedded.World) (func(*server.Server) error, error) {
		d, err := w.StartDemo(ctx)
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

// register does what an administrator does with `lectern platform add`. A demo LMS that moved to another port is
// registered anew.
func register(ctx context.Context, r *launch.Registrations, d *embedded.Demo) error {
	lms := d.LMS.URL()
	_, err := r.Add(ctx, launch.Registration{Name: d.Name, Issuer: lms, ClientID: d.ClientID, AuthURL: lms + "/lti/auth",
		TokenURL: lms + "/lti/token", JWKSURL: lms + "/lti/jwks", Deployments: d.Deployments})
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

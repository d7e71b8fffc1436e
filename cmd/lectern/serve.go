package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/embedded"
	"github.com/lectern-classroom/lectern/app/server"
)

// closeGrace is how long the embedded parts may take to close.
const closeGrace = 15 * time.Second

func serve(ctx context.Context, args []string) error {
	cfg, err := app.EnvironConfig(args)
	if err != nil {
		return err
	}
	return host(ctx, cfg, nil)
}

// host opens the listener, fills the configuration and serves until ctx ends. prepare, where given, runs before.
func host(ctx context.Context, cfg app.Config, prepare func(ctx context.Context, w *embedded.World) (ready func(*server.Server) error, err error)) (err error) {
	log := logger(cfg)
	ln, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("LECTERN_LISTEN: read %q, expected an address that is free: %w", cfg.Listen, err)
	}
	local := localURL(ln)
	log.Info("listening", "address", ln.Addr().String())
	if cfg.PublicURL == "" {
		cfg.PublicURL = local
	}
	world, err := embedded.Fill(ctx, cfg, local, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeGrace)
		defer cancel()
		err = errors.Join(err, world.Close(grace))
	}()
	ready := func(*server.Server) error { return nil }
	if prepare != nil {
		if ready, err = prepare(ctx, world); err != nil {
			return errors.Join(err, ln.Close())
		}
	}
	s, err := server.New(ctx, world.Config, server.Options{Version: version, Log: log})
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	debug.FreeOSMemory() // what the start alone needed
	log.Info("ready", "public_url", world.Config.PublicURL)
	if err := ready(s); err != nil {
		return errors.Join(err, ln.Close())
	}
	err = s.Run(ctx, ln)
	log.Info("stopped")
	return err
}

// localURL is how this machine reaches the listener.
func localURL(ln net.Listener) string {
	a := ln.Addr().(*net.TCPAddr) // a TCP listener has one
	if a.IP.IsUnspecified() {
		return "http://127.0.0.1:" + strconv.Itoa(a.Port)
	}
	return "http://" + a.String()
}

func worker(ctx context.Context, args []string) error {
	cfg, err := app.EnvironConfig(args)
	if err != nil {
		return err
	}
	for _, need := range []struct{ name, value string }{
		{"LECTERN_DATABASE_URL", cfg.DatabaseURL}, {"LECTERN_REDIS_URL", cfg.RedisURL}, {"LECTERN_LIVEKIT_URL", cfg.LiveKitURL},
		{"LECTERN_PUBLIC_URL", cfg.PublicURL}, {"LECTERN_SECRET_KEY", cfg.SecretKey},
	} {
		if need.value == "" {
			err = errors.Join(err, fmt.Errorf("%s: read nothing, expected what `lectern serve` of the same deployment has", need.name))
		}
	}
	if err != nil {
		return err
	}
	log := logger(cfg)
	s, err := server.New(ctx, cfg, server.Options{Version: version, Log: log})
	if err != nil {
		return err
	}
	debug.FreeOSMemory() // as above
	log.Info("working")
	return errors.Join(s.RunWorkers(ctx), s.Close())
}

func openAPI(context.Context, []string) error {
	b, err := server.Describe(version)
	if err != nil {
		return err
	}
	_, err = fmt.Println(string(b))
	return err
}

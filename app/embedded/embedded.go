package embedded

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/lectern-classroom/lectern/app"
)

// World is what was opened.
type World struct {
	Config app.Config
	// LiveKit is the server in this process, or nil where the configuration names one.
	LiveKit *LiveKit
	Redis   *miniredis.Miniredis
	log     *slog.Logger
	closers []func(context.Context) error
}

// Fill opens what the configuration leaves empty and returns it filled. localURL is where this process listens, for
// LiveKit's webhooks. On an error everything is closed again.
func Fill(ctx context.Context, cfg app.Config, localURL string, log *slog.Logger) (*World, error) {
	w := &World{Config: cfg, log: log}
	for _, step := range []func(context.Context, string) error{w.data, w.secret, w.database, w.redis, w.livekit} {
		if err := step(ctx, localURL); err != nil {
			return nil, errors.Join(err, w.Close(ctx))
		}
	}
	return w, nil
}

// Close closes everything that was opened, the last first.
func (w *World) Close(ctx context.Context) error {
	var errs []error
	for i := len(w.closers) - 1; i >= 0; i-- {
		errs = append(errs, w.closers[i](ctx))
	}
	w.closers = nil
	return errors.Join(errs...)
}

func (w *World) data(context.Context, string) error {
	if err := os.MkdirAll(w.Config.DataDir, 0o700); err != nil {
		return fmt.Errorf("LECTERN_DATA_DIR: read %q, expected a folder that can be written: %w", w.Config.DataDir, err)
	}
	return nil
}

// secret generates LECTERN_SECRET_KEY into the data folder at the first start.
func (w *World) secret(context.Context, string) error {
	if w.Config.SecretKey != "" {
		return nil
	}
	key, err := SecretKey(w.Config.DataDir)
	w.Config.SecretKey = key
	return err
}

// SecretKey returns the key that an installation without LECTERN_SECRET_KEY keeps in its data folder, made at the first
// call.
func SecretKey(dataDir string) (string, error) {
	key, err := keep(filepath.Join(dataDir, "secret.key"))
	if err != nil {
		return "", fmt.Errorf("LECTERN_SECRET_KEY: read nothing, expected to generate one: %w", err)
	}
	return key, nil
}

// keep returns the 32 random bytes, as hex, that the file holds, making it where there is none.
func keep(path string) (string, error) {
	if b, err := os.ReadFile(path); err == nil {
		return strings.TrimSpace(string(b)), nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	key := token()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // another process was first
		b, err := os.ReadFile(path)
		return strings.TrimSpace(string(b)), err
	}
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(key + "\n")
	return key, errors.Join(err, f.Sync(), f.Close())
}

func token() string {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		panic("embedded: no randomness: " + err.Error()) // crypto/rand never fails
	}
	return hex.EncodeToString(b)
}

func (w *World) database(context.Context, string) error {
	if w.Config.DatabaseURL != "" {
		return nil
	}
	path, err := filepath.Abs(filepath.Join(w.Config.DataDir, "lectern.db"))
	if err != nil {
		return fmt.Errorf("name the database: %w", err)
	}
	w.Config.DatabaseURL = "sqlite://" + path
	return nil
}

// redis starts the stand-in. Its clock has to be pushed, or nothing in it would ever expire.
func (w *World) redis(context.Context, string) error {
	if w.Config.RedisURL != "" {
		return nil
	}
	server, err := miniredis.Run()
	if err != nil {
		return fmt.Errorf("start the Redis stand-in: %w", err)
	}
	w.Redis = server
	w.Config.RedisURL = "redis://" + server.Addr() + "/0"
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		last := time.Now()
		for {
			select {
			case <-stop:
				return
			case now := <-tick.C:
				server.FastForward(now.Sub(last))
				last = now
			}
		}
	}()
	w.closers = append(w.closers, func(context.Context) error {
		close(stop)
		<-stopped
		server.Close()
		return nil
	})
	return nil
}

func (w *World) livekit(ctx context.Context, localURL string) error {
	cfg := &w.Config
	if cfg.LiveKitURL == "" {
		return w.startLiveKit(ctx, localURL)
	}
	if cfg.LiveKitPublicURL == "" {
		cfg.LiveKitPublicURL = "ws" + strings.TrimPrefix(strings.Replace(cfg.LiveKitURL, "ws", "http", 1), "http")
	}
	return nil
}

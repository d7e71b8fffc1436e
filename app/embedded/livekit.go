//go:build !nolivekit

package embedded

import (
	"context"
	"fmt"
	"strings"

	"github.com/lectern-classroom/lectern/livekit/devserver"
)

// LiveKit is a media server in this process.
type LiveKit = devserver.Server

func (w *World) startLiveKit(ctx context.Context, localURL string) error {
	cfg := &w.Config
	cfg.LiveKitAPIKey, cfg.LiveKitAPISecret = "lectern", token()
	server, err := devserver.Start(ctx, devserver.Config{APIKey: cfg.LiveKitAPIKey, APISecret: cfg.LiveKitAPISecret,
		WebhookURL: localURL + "/livekit/webhook", Log: w.log})
	if err != nil {
		return fmt.Errorf("start LiveKit in this process: %w", err)
	}
	w.LiveKit = server
	w.closers = append(w.closers, server.Close)
	cfg.LiveKitURL = server.URL()
	if cfg.LiveKitPublicURL == "" {
		cfg.LiveKitPublicURL = "ws" + strings.TrimPrefix(cfg.PublicURL, "http") + "/livekit"
	}
	return nil
}

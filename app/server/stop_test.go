package server_test

import (
	"context"
	"log/slog"
	"net"
	"testing"

	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/server"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// TestAStopWhileItStartsIsAStop has a process told to stop before it has done its first step: it ends without an error,
// and what it listened on is free again.
func TestAStopWhileItStartsIsAStop(t *testing.T) {
	t.Parallel()
	for _, databaseURL := range []string{"", storetest.Postgres(t)} {
		w := apptest.New(t, apptest.Options{DatabaseURL: databaseURL})
		s, err := server.New(t.Context(), w.Config, server.Options{Version: "test", Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if err := s.Run(ctx, ln); err != nil {
			t.Errorf("serve: %v", err)
		}
		if err := s.RunWorkers(ctx); err != nil {
			t.Errorf("worker: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		again, err := net.Listen("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	}
}

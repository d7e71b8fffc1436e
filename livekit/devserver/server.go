package devserver

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/livekit/livekit-server/pkg/service"
)

// Limits of Start: how often it looks whether the server is up, how long at most, and how many free
// ports it tries.
const (
	pollEvery    = 10 * time.Millisecond
	startTimeout = 15 * time.Second
	portTries    = 3
)

// Server is LiveKit running in this process.
type Server struct {
	cfg     Config
	lk      *service.LivekitServer
	ended   chan struct{} // closed when Start of LiveKit has returned
	err     error         // what it returned; read after ended
	closing sync.Once
	closed  chan struct{}
}

// Start runs LiveKit on loopback and returns when it answers. Errors wrap ErrConfig or ErrStart.
// The context bounds the start alone; the server lives until Close.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	level, err := cfg.check()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for try := 1; ; try++ {
		ported, err := cfg.withPorts()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrStart, err)
		}
		s, err := start(ctx, ported, level)
		if err == nil {
			return s, nil
		}
		if ported == cfg || try == portTries || ctx.Err() != nil {
			return nil, err
		}
	}
}

func start(ctx context.Context, cfg Config, level slog.Level) (*Server, error) {
	lk, err := build(cfg, level)
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, lk: lk, ended: make(chan struct{}), closed: make(chan struct{})}
	go func() {
		defer close(s.ended)
		s.err = lk.Start()
	}()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.ended:
			return nil, fmt.Errorf("%w: %w", ErrStart, s.err)
		case <-ctx.Done():
			go lk.Stop(true)
			return nil, fmt.Errorf("%w: %w", ErrStart, ctx.Err())
		case <-tick.C:
			if lk.IsRunning() {
				return s, nil
			}
		}
	}
}

// URL is where the API and clients connect: http://127.0.0.1:port.
func (s *Server) URL() string { return "http://" + s.addr() }

// WebSocketURL is the same with ws.
func (s *Server) WebSocketURL() string { return "ws://" + s.addr() }

// Config returns the configuration with the ports in use.
func (s *Server) Config() Config { return s.cfg }

func (s *Server) addr() string { return net.JoinHostPort(loopback, strconv.Itoa(s.cfg.HTTPPort)) }

// Done is closed when the server has ended, by Close or by itself.
func (s *Server) Done() <-chan struct{} { return s.ended }

// Close stops the server: it waits Config.Grace for participants to leave, then sends them out. It
// returns the context's error if LiveKit hasn't stopped by then. A second Close waits for the first.
func (s *Server) Close(ctx context.Context) error {
	s.closing.Do(func() {
		go func() {
			defer close(s.closed)
			s.awaitEmpty(ctx)
			s.lk.Stop(true)
			<-s.ended
		}()
	})
	select {
	case <-s.closed:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("devserver: stop: %w", ctx.Err())
	}
}

func (s *Server) awaitEmpty(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Grace)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for s.lk.RoomManager().HasParticipants() {
		select {
		case <-ctx.Done():
			return
		case <-s.ended:
			return
		case <-tick.C:
		}
	}
}

package devserver

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// EnvVar holds a Config as JSON in the environment of a child process.
const EnvVar = "LECTERN_DEVSERVER_JSON"

const (
	readyLine   = "ready"
	failedLine  = "failed: "
	stopTimeout = 10 * time.Second
)

// RunFromEnv runs a server as the environment says and returns true when it has stopped; without
// EnvVar it returns false at once. Call it first in main or TestMain and return if it ran.
//
// It prints "ready" or "failed: …" as its only line on stdout, stops in order on SIGTERM, on SIGINT
// and when its stdin ends, so that it doesn't outlive its parent.
func RunFromEnv() (ran bool) {
	raw := os.Getenv(EnvVar)
	if raw == "" {
		return false
	}
	if err := runChild(raw); err != nil {
		fmt.Fprintln(os.Stdout, failedLine+strings.ReplaceAll(err.Error(), "\n", " "))
	}
	return true
}

func runChild(raw string) error {
	var cfg Config
	if err := json.Unmarshal([]byte(raw), &cfg); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrConfig, EnvVar, err)
	}
	cfg.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	s, err := Start(ctx, cfg)
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, readyLine)
	orphan := make(chan struct{})
	go func() { // ends with stdin, at the latest with the process
		defer close(orphan)
		_, _ = io.Copy(io.Discard, os.Stdin) // only that it ended matters
	}()
	select {
	case <-ctx.Done():
	case <-orphan:
	case <-s.Done():
	}
	closing, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	return s.Close(closing)
}

// Process is a server in a child process, which can be killed and brought back on the same ports.
type Process struct {
	cfg Config

	mu    sync.Mutex
	child *child // nil while down
}

type child struct {
	cmd    *exec.Cmd
	exited chan struct{}
}

// Spawn runs the executable of this process again as a server and returns when it is ready; the
// executable must call RunFromEnv. The context bounds the start alone: call Stop or Kill at the end.
// Errors wrap ErrConfig or ErrStart.
func Spawn(ctx context.Context, cfg Config) (*Process, error) {
	if _, err := cfg.check(); err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		ported, err := cfg.withPorts()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrStart, err)
		}
		p := &Process{cfg: ported}
		if err = p.Respawn(ctx); err == nil {
			return p, nil
		}
		if ported == cfg || try == portTries || ctx.Err() != nil {
			return nil, err
		}
	}
}

// Respawn starts the server again after Kill or Stop, with the same configuration and ports. It does
// nothing if it is running.
func (p *Process) Respawn(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.child != nil {
		select {
		case <-p.child.exited:
		default:
			return nil
		}
	}
	c, err := launch(ctx, p.cfg)
	if err != nil {
		return err
	}
	p.child = c
	return nil
}

// URL is where the API and clients connect: http://127.0.0.1:port.
func (p *Process) URL() string {
	return "http://" + net.JoinHostPort(loopback, strconv.Itoa(p.cfg.HTTPPort))
}

// Config returns the configuration with the ports in use.
func (p *Process) Config() Config { return p.cfg }

// Kill ends the server as a power cut does: it says goodbye to nobody. It returns when the process is
// gone, and does nothing if it already is.
func (p *Process) Kill() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.child == nil {
		return nil
	}
	err := p.child.kill()
	p.child = nil
	return err
}

// Stop ends the server in order, and by force where the context ends before.
func (p *Process) Stop(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.child == nil {
		return nil
	}
	c := p.child
	p.child = nil
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return errors.Join(fmt.Errorf("devserver: stop process: %w", err), c.kill())
	}
	select {
	case <-c.exited:
		return nil
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("devserver: stop process: %w", ctx.Err()), c.kill())
	}
}

func (c *child) kill() error {
	if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("devserver: kill process: %w", err)
	}
	<-c.exited
	return nil
}

func launch(ctx context.Context, cfg Config) (*child, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	env, err := json.Marshal(cfg)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), EnvVar+"="+string(env))
	cmd.Stderr = os.Stderr
	// Held open until Wait: its end tells the child that its parent is gone.
	if _, err := cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	c := &child{cmd: cmd, exited: make(chan struct{})}
	said := make(chan string, 1)
	go func() { // ends with the process, which ends with stdin, Kill or Stop
		defer close(c.exited)
		line, _ := bufio.NewReader(stdout).ReadString('\n') // an end without a line is told by the line
		said <- strings.TrimSpace(line)
		_, _ = io.Copy(io.Discard, stdout) // as above
		_ = cmd.Wait()                     // a killed process always reports an error
	}()
	return c, c.awaitReady(ctx, said)
}

func (c *child) awaitReady(ctx context.Context, said <-chan string) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	select {
	case line := <-said:
		if line == readyLine {
			return nil
		}
		return errors.Join(fmt.Errorf("%w: process said %q", ErrStart, line), c.kill())
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("%w: process: %w", ErrStart, ctx.Err()), c.kill())
	}
}

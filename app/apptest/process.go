package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/embedded"
	"github.com/lectern-classroom/lectern/app/server"
)

// serveEnv holds the configuration of a child process as JSON.
const serveEnv = "LECTERN_APPTEST_SERVE"

// Process is a Lectern in a process of its own, on a port that stays its own when it is started again.
type Process struct {
	t      testing.TB
	Config app.Config
	URL    string
	binary string // "": this test binary run again
	cmd    *exec.Cmd
	log    bytes.Buffer
}

// FreePort returns a loopback address that nobody listens on.
func FreePort(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// StartProcess starts a Lectern with a complete configuration, but for what embedded.Fill opens without LiveKit, and
// waits until it answers. It ends with the test.
func StartProcess(t testing.TB, cfg app.Config) *Process {
	t.Helper()
	return startProcess(t, cfg, "")
}

// StartBinary is StartProcess with a built `lectern serve`, as schools run it.
func StartBinary(t testing.TB, binary string, cfg app.Config) *Process {
	t.Helper()
	return startProcess(t, cfg, binary)
}

func startProcess(t testing.TB, cfg app.Config, binary string) *Process {
	t.Helper()
	p := &Process{t: t, Config: cfg, URL: cfg.PublicURL, binary: binary}
	t.Cleanup(func() {
		p.Kill()
		if t.Failed() {
			t.Logf("log of the process:\n%s", p.log.String())
		}
	})
	p.Start()
	return p
}

// Start starts the process again after a Kill.
func (p *Process) Start() {
	p.t.Helper()
	if p.binary != "" {
		p.cmd = exec.Command(p.binary, "serve")
		p.cmd.Env = append(os.Environ(), environ(p.Config)...)
	} else {
		b, err := json.Marshal(p.Config)
		if err != nil {
			p.t.Fatal(err)
		}
		p.cmd = exec.Command(os.Args[0])
		p.cmd.Env = append(os.Environ(), serveEnv+"="+string(b))
	}
	p.cmd.Stderr, p.cmd.Stdout = &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	Ready(p.t, p.URL)
}

// environ writes the part of a configuration that binaries are started with.
func environ(c app.Config) []string {
	env := []string{}
	for name, value := range map[string]string{"LECTERN_LISTEN": c.Listen, "LECTERN_PUBLIC_URL": c.PublicURL, "LECTERN_DATA_DIR": c.DataDir,
		"LECTERN_DATABASE_URL": c.DatabaseURL, "LECTERN_REDIS_URL": c.RedisURL,
		"LECTERN_LIVEKIT_URL": c.LiveKitURL, "LECTERN_LIVEKIT_API_KEY": c.LiveKitAPIKey, "LECTERN_LIVEKIT_API_SECRET": c.LiveKitAPISecret,
		"LECTERN_SECRET_KEY": c.SecretKey} {
		env = append(env, name+"="+value)
	}
	return env
}

// PID returns the process's id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill ends the process with SIGKILL, as a crash does.
func (p *Process) Kill() {
	if p.cmd == nil {
		return
	}
	// It may have ended by itself; Wait tells.
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	p.cmd = nil
}

func serveFromEnv() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := serve(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func serve(ctx context.Context) error {
	var cfg app.Config
	if err := json.Unmarshal([]byte(os.Getenv(serveEnv)), &cfg); err != nil {
		return err
	}
	ln, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	world, err := embedded.Fill(ctx, cfg, cfg.PublicURL, log)
	if err != nil {
		return err
	}
	s, err := server.New(ctx, world.Config, server.Options{Version: "test", Log: log})
	if err != nil {
		return err
	}
	return errors.Join(s.Run(ctx, ln), s.Close(), world.Close(context.WithoutCancel(ctx)))
}

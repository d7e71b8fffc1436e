package apptest

import (
	"bufio"
	"net"
	"os/exec"
	"strings"
	"testing"
)

// Redis is a real redis-server in a process of its own, that keeps nothing on disk.
type Redis struct {
	t    testing.TB
	addr string
	cmd  *exec.Cmd
}

// StartRedis starts a Redis that ends with the test.
func StartRedis(t testing.TB) *Redis {
	t.Helper()
	r := &Redis{t: t, addr: FreePort(t)}
	t.Cleanup(r.Kill)
	r.Start()
	return r
}

// URL is for LECTERN_REDIS_URL.
func (r *Redis) URL() string { return "redis://" + r.addr + "/0" }

// Start starts it, empty, on the port that it had, and waits until it answers.
func (r *Redis) Start() {
	r.t.Helper()
	_, port, err := net.SplitHostPort(r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.cmd = exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", r.t.TempDir())
	if err := r.cmd.Start(); err != nil {
		r.t.Fatalf("start redis-server: %v", err)
	}
	Eventually(r.t, Wait, func() error {
		_, err := r.ask("PING")
		return err
	})
}

// Kill ends the process with SIGKILL.
func (r *Redis) Kill() {
	if r.cmd == nil {
		return
	}
	// It may have ended by itself; Wait tells.
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
	r.cmd = nil
}

// Empty forgets everything that is in it.
func (r *Redis) Empty() {
	r.t.Helper()
	if answer, err := r.ask("FLUSHALL"); err != nil || answer != "+OK" {
		r.t.Fatalf("FLUSHALL: %q, %v", answer, err)
	}
}

// ask gives one inline command (redis.io, "Redis serialization protocol", inline commands).
func (r *Redis) ask(command string) (answer string, err error) {
	conn, err := net.Dial("tcp", r.addr)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(command + "\r\n")); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	return strings.TrimSpace(line), err
}

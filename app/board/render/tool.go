package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Tools are the paths of the programs; "" where one isn't installed.
type Tools struct {
	Info, Picture, Text string // pdfinfo, pdftoppm, pdftotext
	Office              string // soffice
	apart               []string
}

// PDF says whether pages of PDFs can be rendered.
func (t Tools) PDF() bool { return t.Info != "" && t.Picture != "" && t.Text != "" }

// Slides says whether slides can be made a PDF.
func (t Tools) Slides() bool { return t.PDF() && t.Office != "" }

// Find looks for the programs in the PATH.
func Find() Tools {
	t := Tools{Info: look("pdfinfo"), Picture: look("pdftoppm"), Text: look("pdftotext"), Office: look("soffice")}
	if unshare := look("unshare"); unshare != "" {
		apart := []string{unshare, "--user", "--map-root-user", "--net", "--"}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if exec.CommandContext(ctx, apart[0], append(apart[1:], "true")...).Run() == nil {
			t.apart = apart
		}
	}
	return t
}

func look(name string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}

// limits bound a program.
type limits struct {
	time, cpu time.Duration
	memory    int // bytes of address space
	file      int // bytes of a file that it writes
}

var (
	pageLimits   = limits{time: 12 * time.Second, cpu: 12 * time.Second, memory: 1500 << 20, file: 128 << 20}
	officeLimits = limits{time: 100 * time.Second, cpu: 120 * time.Second, memory: 8 << 30, file: 512 << 20}
)

// ErrTime says that a program took longer than it may, or more memory: the file is too much for it.
var ErrTime = errors.New("render: the program took too long")

// shell sets the limits and becomes the program, which leaves the processor to whoever draws meanwhile. A limit that can't be
// set is an error: nothing runs without.
const shell = `set -e; ulimit -c 0; ulimit -t "$1"; ulimit -v "$2"; ulimit -f "$3"; ulimit -n 512; shift 3; exec nice -n 10 "$@"`

// said bounds what is kept of what a program says.
const said = 64 << 10

// run runs a program in the folder, which is its home, and returns what it says. An error of the program's holds what it
// complains of.
func (t Tools) run(whole context.Context, dir string, l limits, program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(whole, l.time)
	defer cancel()
	all := []string{"-c", shell, "sh", fmt.Sprint(int(l.cpu.Seconds())), fmt.Sprint(l.memory >> 10), fmt.Sprint(l.file >> 9)}
	all = append(append(append(all, t.apart...), program), args...)
	cmd := exec.CommandContext(ctx, "/bin/sh", all...)
	var out, complaint bounded
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &complaint
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "LANG=C.UTF-8"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 2 * time.Second
	err := cmd.Run()
	if cmd.Process != nil {
		// What it has started itself ends with it. There is nothing to kill where all has ended.
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
	switch {
	case err == nil:
		return out.String(), nil
	case whole.Err() != nil:
		return "", whole.Err()
	case ctx.Err() != nil, killed(err):
		return "", fmt.Errorf("%w: %s", ErrTime, filepath.Base(program))
	}
	return out.String(), fmt.Errorf("%s: %w: %s", filepath.Base(program), err, strings.Join(strings.Fields(complaint.String()), " "))
}

// killed says whether a limit ended the program.
func killed(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && (status.Signal() == syscall.SIGXCPU || status.Signal() == syscall.SIGKILL)
}

// bounded keeps the beginning of what is written.
type bounded struct{ bytes.Buffer }

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if room := said - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}

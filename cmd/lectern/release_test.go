package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheImagesBinary builds what Dockerfile builds: it has no media server in it, and says so where it is to be its own.
func TestTheImagesBinary(t *testing.T) {
	t.Parallel()
	dockerfile, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	const tags = "-tags nolivekit"
	if !strings.Contains(string(dockerfile), "go build -trimpath -buildvcs=false "+tags) {
		t.Fatalf("the Dockerfile builds without %q", tags)
	}
	parts, err := exec.Command("go", "list", "-deps", "-tags", "nolivekit", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, parts)
	}
	if strings.Contains(string(parts), "github.com/livekit/livekit-server") || !strings.Contains(string(parts), "github.com/livekit/server-sdk-go") {
		t.Errorf("the image holds the wrong half of LiveKit:\n%s", parts)
	}
	binary := filepath.Join(t.TempDir(), "lectern")
	if out, err := exec.Command("go", "build", "-tags", "nolivekit", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	for _, command := range []string{"serve", "demo"} {
		cmd := exec.Command(binary, command)
		cmd.Env = append(os.Environ(), "LECTERN_LISTEN=127.0.0.1:0", "LECTERN_DATA_DIR="+t.TempDir(), "LECTERN_LIVEKIT_URL=")
		out, err := cmd.CombinedOutput()
		if _, ended := err.(*exec.ExitError); !ended {
			t.Errorf("%s: %v", command, err)
		}
		want := "lectern: LECTERN_LIVEKIT_URL: read nothing, expected the address of a LiveKit server; this build has none in it\n"
		if !strings.HasSuffix(string(out), want) {
			t.Errorf("%s says %q, want %q", command, out, want)
		}
	}
}

package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// benchLMS starts an LMS for the tool at the address, and registers it with the tool's database.
func benchLMS(b testing.TB, tool, databaseURL string, learners int) *platform.Platform {
	b.Helper()
	lms := startBenchLMS(b, tool, learners)
	s := storetest.Open(b, databaseURL)
	_, err := launch.NewRegistrations(s, func() int64 { return 1 }).Add(b.Context(), launch.Registration{Name: "LMS", Issuer: lms.URL(), ClientID: "lectern",
		AuthURL: lms.URL() + "/lti/auth", TokenURL: lms.URL() + "/lti/token", JWKSURL: lms.URL() + "/lti/jwks", Deployments: []app.DeploymentID{"1"}})
	if err != nil {
		b.Fatal(err)
	}
	return lms
}

func startBenchLMS(b testing.TB, tool string, learners int) *platform.Platform {
	b.Helper()
	course, users := platform.DemoCourse()
	for i := range learners {
		users = append(users, platform.User{ID: platform.UserID(fmt.Sprint(1000 + i)), Username: fmt.Sprintf("l%03d", i), GivenName: "Learner", FamilyName: fmt.Sprint(i), Roles: []string{platform.RoleLearner}})
	}
	lms, err := platform.Start(context.Background(), platform.Config{Listen: "localhost:0", Course: course, Users: users, Tool: platform.ToolConfig{
		ClientID: "lectern", DeploymentIDs: []platform.DeploymentID{"1"}, Title: "Lectern", LoginURL: tool + "/lti/login",
		LaunchURL: tool + "/lti/launch", JWKSURL: tool + "/lti/jwks"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := lms.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	return lms
}

// benchProcess starts the binary as schools run it, with SQLite in a fresh data folder where databaseURL is "", and with LiveKit in process where
// liveKit is "".
func benchProcess(b testing.TB, binary, liveKit, databaseURL string, redis *apptest.Redis) (*apptest.Process, string) {
	b.Helper()
	address, data := apptest.FreePort(b), b.TempDir()
	cfg := app.Config{DatabaseURL: databaseURL, Listen: address, PublicURL: "http://" + address, DataDir: data, LiveKitURL: liveKit, SecretKey: strings.Repeat("k", 40)}
	if liveKit != "" {
		cfg.LiveKitAPIKey, cfg.LiveKitAPISecret = "bench", strings.Repeat("s", 40)
	}
	if redis != nil {
		cfg.RedisURL = redis.URL()
	}
	if databaseURL == "" {
		databaseURL = apptest.SQLiteURL(data)
	}
	return apptest.StartBinary(b, binary, cfg), databaseURL
}

// asReleased is how the binary of the image is built.
var asReleased = []string{"-tags", "nolivekit", "-ldflags", "-s -w"}

// build makes the binary; go's cache makes that quick from the second time on. It is copied, as whoever installs it does:
// what a linker leaves in the system's cache is mapped in larger pieces, which would count as memory of the process.
func build(b testing.TB, flags ...string) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "lectern")
	args := append(append([]string{"build"}, flags...), "-o", path+".linked", "../../cmd/lectern")
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		b.Fatalf("build: %v: %s", err, out)
	}
	linked, err := os.Open(path + ".linked")
	if err != nil {
		b.Fatal(err)
	}
	defer linked.Close()
	copied, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		b.Fatal(err)
	}
	_, err = io.Copy(copied, struct{ io.Reader }{linked})
	if err := errors.Join(err, copied.Close()); err != nil {
		b.Fatal(err)
	}
	return path
}

// ticks is the unit of CPU time in /proc on Linux: a hundredth of a second.
const tick = 10 * time.Millisecond

// usage is the CPU time that a process has used, in its own code and in the kernel on its behalf.
type usage struct{ user, system time.Duration }

// cpu reads the usage of a process (proc(5), fields 14 and 15).
func cpu(b *testing.B, pid int) usage {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var times [2]time.Duration
	for i, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			b.Fatal(err)
		}
		times[i] = time.Duration(n) * tick
	}
	return usage{times[0], times[1]}
}

// rss returns the resident memory of a process in MB.
func rss(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}

// BenchmarkMemory reports the resident memory of the app with LiveKit in process: idle, and with 200 session sockets.
func BenchmarkMemory(b *testing.B) {
	binary := build(b)
	b.ResetTimer()
	for range b.N {
		p, databaseURL := benchProcess(b, binary, "", "", nil)
		lms := benchLMS(b, p.URL, databaseURL, 200)
		idle := rss(b, p.PID())
		teacher := apptest.Enter(b, p.URL, lms, "teacher", "1")
		session := teacher.Start()
		for i := range 200 {
			c := apptest.Enter(b, p.URL, lms, platform.UserID(fmt.Sprintf("l%03d", i)), "1")
			apptest.Dial(b, c.URLOf(session.ID))
		}
		b.ReportMetric(idle, "MB-idle")
		b.ReportMetric(rss(b, p.PID()), "MB-200-sockets")
	}
}

// BenchmarkColdStart reports the time from the start of the process to ready, with LiveKit in process and an empty data
// folder.
func BenchmarkColdStart(b *testing.B) {
	binary := build(b)
	b.ResetTimer()
	for range b.N {
		begun := time.Now()
		p, _ := benchProcess(b, binary, "", "", nil)
		apptest.Eventually(b, apptest.Wait, func() error {
			res, err := http.Get(p.URL + "/readyz")
			if err != nil {
				return err
			}
			defer res.Body.Close()
			if res.StatusCode != http.StatusOK {
				return fmt.Errorf("not ready: %s", res.Status)
			}
			return nil
		})
		b.ReportMetric(time.Since(begun).Seconds(), "s-to-ready")
		p.Kill()
	}
}

package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// benchLMS starts an LMS and registers it with the process's database.
func benchLMS(b testing.TB, p *apptest.Process, databaseURL string, learners int) *platform.Platform {
	b.Helper()
	course, users := platform.DemoCourse()
	for i := range learners {
		users = append(users, platform.User{ID: platform.UserID(fmt.Sprint(1000 + i)), Username: fmt.Sprintf("l%03d", i), GivenName: "Learner", FamilyName: fmt.Sprint(i), Roles: []string{platform.RoleLearner}})
	}
	lms, err := platform.Start(context.Background(), platform.Config{Listen: "localhost:0", Course: course, Users: users, Tool: platform.ToolConfig{
		ClientID: "lectern", DeploymentIDs: []platform.DeploymentID{"1"}, Title: "Lectern", LoginURL: p.URL + "/lti/login",
		LaunchURL: p.URL + "/lti/launch", JWKSURL: p.URL + "/lti/jwks"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := lms.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	s := storetest.Open(b, databaseURL)
	_, err = launch.NewRegistrations(s, func() int64 { return 1 }).Add(b.Context(), launch.Registration{Name: "LMS", Issuer: lms.URL(), ClientID: "lectern",
		AuthURL: lms.URL() + "/lti/auth", TokenURL: lms.URL() + "/lti/token", JWKSURL: lms.URL() + "/lti/jwks", Deployments: []app.DeploymentID{"1"}})
	if err != nil {
		b.Fatal(err)
	}
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

// build makes the binary; go's cache makes that quick from the second time on.
func build(b testing.TB) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "lectern")
	if out, err := exec.Command("go", "build", "-o", path, "../../cmd/lectern").CombinedOutput(); err != nil {
		b.Fatalf("build: %v: %s", err, out)
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

// one launch of the benchmark, as its three requests.
type oneLaunch struct {
	login        url.Values
	state, token string
	cookie       *http.Cookie
	took         time.Duration
}

// each runs the function for every launch with c of them at once.
func each(b *testing.B, c int, launches []*oneLaunch, do func(*oneLaunch) error) {
	b.Helper()
	var wg sync.WaitGroup
	work := make(chan *oneLaunch)
	for range c {
		wg.Go(func() {
			for l := range work {
				begun := time.Now()
				if err := do(l); err != nil {
					b.Error(err)
				}
				l.took += time.Since(begun)
			}
		})
	}
	for _, l := range launches {
		work <- l
	}
	close(work)
	wg.Wait()
}

// BenchmarkLaunch walks login, launch and exchange, with nonce, person, classroom, login and code durable. The server is a
// process of its own, whose CPU time is counted alone: that of SQLite is within, that of PostgreSQL isn't. The LMS signs
// its tokens between the steps, outside the measurement.
func BenchmarkLaunch(b *testing.B) {
	binary := build(b)
	for name, database := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": storetest.Postgres} {
		for _, c := range []int{1, 16} {
			b.Run(fmt.Sprintf("%s/at_once=%d", name, c), func(b *testing.B) { benchLaunches(b, binary, database, c) })
		}
	}
}

func benchLaunches(b *testing.B, binary string, database func(testing.TB) string, c int) {
	p, databaseURL := benchProcess(b, binary, "http://127.0.0.1:1", database(b), nil)
	lms := benchLMS(b, p, databaseURL, 200)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	warm := prepare(b, lms, 250)
	walk(b, client, p, lms, c, warm)
	launches := prepare(b, lms, b.N)
	b.ResetTimer()
	used, wall := walk(b, client, p, lms, c, launches)
	b.StopTimer()
	report(b, launches, used, wall)
}

func prepare(b *testing.B, lms *platform.Platform, n int) []*oneLaunch {
	b.Helper()
	launches := make([]*oneLaunch, n)
	for i := range launches {
		v, err := lms.Initiation(platform.UserID(fmt.Sprintf("l%03d", i%200)), "1")
		if err != nil {
			b.Fatal(err)
		}
		launches[i] = &oneLaunch{login: v}
	}
	return launches
}

// walk takes all launches through the three requests and returns the CPU and wall time that the requests took.
func walk(b *testing.B, client *http.Client, p *apptest.Process, lms *platform.Platform, c int, launches []*oneLaunch) (used usage, wall time.Duration) {
	b.Helper()
	measured := func(do func(*oneLaunch) error) {
		before, begun := cpu(b, p.PID()), time.Now()
		each(b, c, launches, do)
		wall += time.Since(begun)
		after := cpu(b, p.PID())
		used.user += after.user - before.user
		used.system += after.system - before.system
	}
	measured(func(l *oneLaunch) error {
		res, err := client.PostForm(p.URL+"/lti/login", l.login)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		to, err := url.Parse(res.Header.Get("Location"))
		if err != nil || res.StatusCode != http.StatusFound {
			return fmt.Errorf("login: %s, %w", res.Status, err)
		}
		l.state = to.Query().Get("state")
		l.token = to.Query().Get("nonce") // until it is signed
		l.cookie = res.Cookies()[0]
		return nil
	})
	for i, l := range launches {
		token, err := lms.IDToken(platform.LaunchOptions{User: platform.UserID(fmt.Sprintf("l%03d", i%200)), Link: "1"}, l.token)
		if err != nil {
			b.Fatal(err)
		}
		l.token = token
	}
	measured(func(l *oneLaunch) error {
		code, err := l.launch(client, p.URL)
		if err != nil {
			return err
		}
		return exchange(client, p.URL, code)
	})
	return used, wall
}

func (l *oneLaunch) launch(client *http.Client, base string) (code string, err error) {
	form := url.Values{"id_token": {l.token}, "state": {l.state}}
	req, err := http.NewRequest("POST", base+"/lti/launch", strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.AddCookie(l.cookie)
	res, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	_, code, found := strings.Cut(res.Header.Get("Location"), "#code=")
	if !found {
		return "", fmt.Errorf("launch: %s", res.Status)
	}
	return code, nil
}

func exchange(client *http.Client, base, code string) error {
	body, err := json.Marshal(auth.Code{Code: code})
	if err != nil {
		return err
	}
	res, err := client.Post(base+"/api/v1/token", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("exchange: %s, %w", res.Status, err)
	}
	return nil
}

func report(b *testing.B, launches []*oneLaunch, used usage, wall time.Duration) {
	b.Helper()
	took := make([]time.Duration, len(launches))
	for i, l := range launches {
		took[i] = l.took
	}
	slices.Sort(took)
	for _, q := range []int{50, 95, 99} {
		b.ReportMetric(float64(took[(len(took)-1)*q/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", q))
	}
	perLaunch := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(len(took)) }
	b.ReportMetric(perLaunch(used.user+used.system), "cpu-ms/launch")
	b.ReportMetric(perLaunch(used.system), "of-it-kernel-ms")
	b.ReportMetric(float64(len(took))/wall.Seconds(), "launches/s")
}

// BenchmarkMemory reports the resident memory of the app with LiveKit in process: idle, and with 200 session sockets.
func BenchmarkMemory(b *testing.B) {
	binary := build(b)
	b.ResetTimer()
	for range b.N {
		p, databaseURL := benchProcess(b, binary, "", "", nil)
		lms := benchLMS(b, p, databaseURL, 200)
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

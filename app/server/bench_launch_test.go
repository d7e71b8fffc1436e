package server_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// one launch of the benchmark, as its three requests.
type oneLaunch struct {
	login        url.Values
	state, token string
	cookie       *http.Cookie
	took         time.Duration
}

// line is a connection to the server that stays open, one for each launch that is under way. It makes requests with as little
// as that takes, because what makes the load runs on the processors that are measured.
type line struct {
	conn net.Conn
	r    *bufio.Reader
	host string
}

// dial opens a line from an address of its own, as those of people are: what one address may ask for is bounded.
func dial(b *testing.B, base string, number int) *line {
	b.Helper()
	host := strings.TrimPrefix(base, "http://")
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(2+number))}}
	conn, err := from.DialContext(b.Context(), "tcp", host)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := conn.Close(); err != nil {
			b.Error(err)
		}
	})
	return &line{conn, bufio.NewReader(conn), host}
}

// post makes a request; headers end with a line break each. The body of the answer has been read.
func (l *line) post(path, contentType, headers, body string) (*http.Response, []byte, error) {
	_, err := fmt.Fprintf(l.conn, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n%s", path, l.host, contentType, len(body), headers, body)
	if err != nil {
		return nil, nil, err
	}
	res, err := http.ReadResponse(l.r, nil)
	if err != nil {
		return nil, nil, err
	}
	answer, err := io.ReadAll(res.Body)
	return res, answer, errors.Join(err, res.Body.Close())
}

const formType = "application/x-www-form-urlencoded"

// each runs the function for every launch, as many at once as there are lines.
func each(b *testing.B, lines []*line, launches []*oneLaunch, do func(*line, *oneLaunch) error) {
	b.Helper()
	var wg sync.WaitGroup
	work := make(chan *oneLaunch)
	for _, line := range lines {
		wg.Go(func() {
			for l := range work {
				begun := time.Now()
				if err := do(line, l); err != nil {
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

// launchServer is a process that takes launches, and the LMS that they come from.
type launchServer struct {
	name, url string
	pid       int
	lms       *platform.Platform
}

// BenchmarkLaunch walks login, launch and exchange, with nonce, person, classroom, login and code durable, and for comparison
// with npm's @lti-tool/core, which keeps everything in memory. Each server is a process of its own, whose CPU time is counted
// alone: that of SQLite is within, that of PostgreSQL isn't. The LMS signs its tokens between the steps, outside the
// measurement. At the end stands what a launch costs Lectern for each that the other takes in the same run.
func BenchmarkLaunch(b *testing.B) {
	binary := build(b)
	costs := map[string]float64{}
	for _, start := range []func(b *testing.B) *launchServer{
		startLTITool,
		func(b *testing.B) *launchServer { return startLaunched(b, binary, "sqlite", "") },
		func(b *testing.B) *launchServer { return startLaunched(b, binary, "postgres", storetest.Postgres(b)) },
	} {
		for _, c := range []int{1, 16} {
			var name string
			b.Run(fmt.Sprintf("server=%d/at_once=%d", len(costs)/2, c), func(b *testing.B) {
				s := start(b)
				name = fmt.Sprintf("%s, %d at once", s.name, c)
				costs[name] = benchLaunches(b, s, c)
			})
		}
	}
	for _, c := range []int{1, 16} {
		peer := costs[fmt.Sprintf("%s, %d at once", ltiTool, c)]
		for _, name := range []string{"sqlite", "postgres"} {
			name = fmt.Sprintf("%s, %d at once", name, c)
			fmt.Printf("%s: %.2f CPU ms a launch, %.2f of the %.2f of %s\n", name, costs[name], costs[name]/peer, peer, ltiTool)
		}
	}
}

// ltiTool is the other one.
const ltiTool = "@lti-tool/core"

func startLaunched(b *testing.B, binary, name, databaseURL string) *launchServer {
	b.Helper()
	p, databaseURL := benchProcess(b, binary, "http://127.0.0.1:1", databaseURL, nil)
	return &launchServer{name: name, url: p.URL, pid: p.PID(), lms: benchLMS(b, p.URL, databaseURL, 200)}
}

func startLTITool(b *testing.B) *launchServer {
	b.Helper()
	pid, port := startNode(b, "testdata/ltitool.mjs")
	s := &launchServer{name: ltiTool, url: "http://127.0.0.1:" + port, pid: pid}
	s.lms = startBenchLMS(b, s.url, 200)
	body, err := json.Marshal(map[string]string{"iss": s.lms.URL(), "clientId": "lectern", "deploymentId": "1", "authUrl": s.lms.URL() + "/lti/auth",
		"tokenUrl": s.lms.URL() + "/lti/token", "jwksUrl": s.lms.URL() + "/lti/jwks"})
	if err != nil {
		b.Fatal(err)
	}
	if res, _, err := dial(b, s.url, 0).post("/platform", "application/json", "", string(body)); err != nil || res.StatusCode != http.StatusNoContent {
		b.Fatal(err, res)
	}
	return s
}

// benchLaunches returns what a launch costs the server, in CPU ms.
func benchLaunches(b *testing.B, s *launchServer, c int) float64 {
	lines := make([]*line, c)
	for i := range lines {
		lines[i] = dial(b, s.url, i)
	}
	walk(b, lines, s, prepare(b, s.lms, 250)) // to warm up
	launches := prepare(b, s.lms, b.N)
	b.ResetTimer()
	used, wall := walk(b, lines, s, launches)
	b.StopTimer()
	return report(b, launches, used, wall)
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
func walk(b *testing.B, lines []*line, s *launchServer, launches []*oneLaunch) (used usage, wall time.Duration) {
	b.Helper()
	measured := func(do func(*line, *oneLaunch) error) {
		before, begun := cpu(b, s.pid), time.Now()
		each(b, lines, launches, do)
		wall += time.Since(begun)
		after := cpu(b, s.pid)
		used.user += after.user - before.user
		used.system += after.system - before.system
		if b.Failed() {
			b.FailNow()
		}
	}
	measured(func(line *line, l *oneLaunch) error {
		res, _, err := line.post("/lti/login", formType, "", l.login.Encode())
		if err != nil {
			return err
		}
		to, err := res.Location()
		if err != nil || res.StatusCode != http.StatusFound {
			return fmt.Errorf("login: %s, %w", res.Status, err)
		}
		l.state = to.Query().Get("state")
		l.token = to.Query().Get("nonce") // until it is signed
		l.cookie = res.Cookies()[0]
		return nil
	})
	for i, l := range launches {
		token, err := s.lms.IDToken(platform.LaunchOptions{User: platform.UserID(fmt.Sprintf("l%03d", i%200)), Link: "1"}, l.token)
		if err != nil {
			b.Fatal(err)
		}
		l.token = token
	}
	measured(func(line *line, l *oneLaunch) error {
		code, err := l.launch(line)
		if err != nil {
			return err
		}
		return exchange(line, code)
	})
	return used, wall
}

func (l *oneLaunch) launch(line *line) (code string, err error) {
	form := url.Values{"id_token": {l.token}, "state": {l.state}}
	res, _, err := line.post("/lti/launch", formType, "Cookie: "+l.cookie.Name+"="+l.cookie.Value+"\r\n", form.Encode())
	if err != nil {
		return "", err
	}
	_, code, found := strings.Cut(res.Header.Get("Location"), "#code=")
	if !found {
		return "", fmt.Errorf("launch: %s", res.Status)
	}
	return code, nil
}

func exchange(line *line, code string) error {
	body, err := json.Marshal(auth.Code{Code: code})
	if err != nil {
		return err
	}
	res, answer, err := line.post("/api/v1/token", "application/json", "", string(body))
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK || !json.Valid(answer) {
		return fmt.Errorf("exchange: %s", res.Status)
	}
	return nil
}

// report returns the CPU ms of a launch.
func report(b *testing.B, launches []*oneLaunch, used usage, wall time.Duration) float64 {
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
	return perLaunch(used.user + used.system)
}

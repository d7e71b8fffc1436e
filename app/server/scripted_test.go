package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/attendance"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/livekit/devserver"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// The scripted class: what happens when, in seconds from its start.
const (
	scriptClients  = 40
	scriptKillAt   = 14 * time.Second
	scriptOutage   = 2 * time.Second
	scriptLength   = 38 * time.Second
	scriptAccuracy = 2500 * time.Millisecond // a beat, and what it takes to be heard
	scriptSilence  = 6 * time.Second         // between somebody's death and the app's, see scripts
)

// act is one thing that a client does.
type act struct {
	at time.Duration
	do string // join, tab, leave, die, drop
}

// scripts are the ways through the class; each client takes one, with its own offset. Nobody dies in the last seconds
// before the app does: whose silence the app can't note any more is told from a living one by LiveKit's webhook alone.
var scripts = map[string][]act{
	"stays":              {{1, "join"}},
	"leaves":             {{1, "join"}, {22, "leave"}},
	"leaves and returns": {{1, "join"}, {8, "leave"}, {20, "join"}},
	"comes late":         {{18, "join"}},
	"dies":               {{2, "join"}, {6, "die"}},
	"dies and returns":   {{1, "join"}, {6, "die"}, {24, "join"}},
	"second tab":         {{1, "join"}, {7, "tab"}, {26, "leave"}},
	"loses the socket":   {{1, "join"}, {6, "drop"}, {20, "drop"}},
}

// hooks stands between LiveKit and Lectern and spoils webhooks: a fifth gets lost, a fifth comes twice, a fifth comes
// late and after its successor.
type hooks struct {
	target string
	mu     sync.Mutex
	rng    *rand.Rand
	held   []hook
	counts map[string]int
}

type hook struct {
	body   []byte
	header http.Header
}

func (h *hooks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "broken", http.StatusBadRequest)
		return
	}
	one := hook{body, r.Header.Clone()}
	h.mu.Lock()
	fate := []string{"pass", "pass", "lose", "twice", "reverse"}[h.rng.IntN(5)]
	h.counts[fate]++
	var send []hook
	switch fate {
	case "twice":
		send = []hook{one, one}
	case "reverse":
		h.held = append(h.held, one)
	case "pass":
		send = append([]hook{one}, h.held...)
		h.held = nil
	}
	h.mu.Unlock()
	for _, hk := range send {
		h.forward(hk)
	}
	w.WriteHeader(http.StatusOK) // a lost one is lost for good
}

// forward hands a webhook on; while Lectern is down it is lost.
func (h *hooks) forward(hk hook) {
	req, err := http.NewRequest("POST", h.target+"/livekit/webhook", bytes.NewReader(hk.body))
	if err != nil {
		return
	}
	req.Header = hk.header
	if res, err := http.DefaultClient.Do(req); err == nil {
		// Nobody reads the answer.
		_ = res.Body.Close()
	}
}

func (h *hooks) flush() {
	h.mu.Lock()
	held := h.held
	h.held = nil
	h.mu.Unlock()
	for _, hk := range slices.Backward(held) {
		h.forward(hk)
	}
}

// actor is one client of the class with the truth of when it was there.
type actor struct {
	t       *testing.T
	c       *apptest.Client
	session app.SessionID
	script  string
	mu      sync.Mutex
	socket  *apptest.Socket
	bot     *devserver.Bot
	here    bool
	died    time.Time
	truth   []app.Interval
}

func (a *actor) run(start time.Time, offset time.Duration) error {
	for _, step := range scripts[a.script] {
		wait := time.NewTimer(time.Until(start.Add(step.at*time.Second + offset)))
		<-wait.C
		if err := a.do(step.do); err != nil {
			return fmt.Errorf("%s, %s at %d s: %w", a.script, step.do, step.at, err)
		}
	}
	return nil
}

func (a *actor) do(what string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch what {
	case "join":
		if err := a.connect(); err != nil {
			return err
		}
		a.here = true
		a.truth = append(a.truth, app.Interval{Start: time.Now()})
		return a.media()
	case "tab": // the new tab pushes the old one out of LiveKit, and then the old one closes
		old, oldBot := a.socket, a.bot
		if err := a.connect(); err != nil {
			return err
		}
		if err := a.media(); err != nil {
			return err
		}
		old.Leave()
		oldBot.Leave()
	case "drop": // the network blinks: the socket breaks and comes back, media goes on
		a.socket.Drop()
		return a.connect()
	case "leave":
		a.gone()
		a.socket.Leave()
		a.bot.Leave()
	case "die":
		a.gone()
		a.socket.Silence()
		a.bot.Abort()
		a.died = time.Now()
	}
	return nil
}

func (a *actor) gone() {
	a.here = false
	a.truth[len(a.truth)-1].End = time.Now()
}

func (a *actor) connect() error {
	socket, err := apptest.TryDial(a.t, a.c.URLOf(a.session))
	if err != nil {
		return err
	}
	a.socket = socket
	return nil
}

func (a *actor) media() error {
	j := a.c.Join(a.session)
	ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
	defer cancel()
	bot, err := devserver.Join(ctx, devserver.BotConfig{URL: j.LiveKit.URL, Token: j.LiveKit.Token, Deaf: true})
	if err != nil {
		return err
	}
	a.t.Cleanup(bot.Leave)
	a.bot = bot
	return nil
}

// comeBack opens the socket again after the server was away, as clients do.
func (a *actor) comeBack() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.here {
		return nil
	}
	<-a.socket.Done()
	return a.connect()
}

func TestAttendanceOfAScriptedClassOf40(t *testing.T) {
	t.Parallel()
	databases := map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return apptest.SQLiteURL(t.TempDir()) },
		"postgres": storetest.Postgres,
	}
	for name, url := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scriptedClass(t, url(t), 20261125)
		})
	}
}

func scriptedClass(t *testing.T, databaseURL string, seed uint64) {
	t.Logf("seed %d", seed)
	p, spoiler, lms := scriptedWorld(t, databaseURL, seed)
	teacher := apptest.Enter(t, p.URL, lms, "teacher", "1")
	actors := make([]*actor, scriptClients)
	names := make([]string, 0, len(scripts))
	for s := range scripts {
		names = append(names, s)
	}
	slices.Sort(names)
	session := teacher.Start()
	for i := range actors {
		c := apptest.Enter(t, p.URL, lms, platform.UserID(fmt.Sprintf("l%02d", i)), "1")
		actors[i] = &actor{t: t, c: c, session: session.ID, script: names[i%len(names)]}
	}
	start := time.Now()
	stalls := watchStalls(t)
	rng := rand.New(rand.NewPCG(seed, 1))
	var wg sync.WaitGroup
	for _, a := range actors {
		offset := time.Duration(rng.IntN(1500)) * time.Millisecond
		wg.Go(func() {
			if err := a.run(start, offset); err != nil {
				t.Error(err)
			}
		})
	}
	killInMidClass(t, p, actors, start)
	wg.Wait()
	<-time.NewTimer(time.Until(start.Add(scriptLength))).C
	end := time.Now()
	teacher.End(session.ID)
	spoiler.flush()
	checkTruth(t, teacher, session.ID, actors, end, scriptAccuracy+stalls())
	t.Logf("webhooks: %v", spoiler.counts)
}

// killInMidClass kills the app with SIGKILL, starts it again after the outage, and lets the clients come back.
func killInMidClass(t *testing.T, p *apptest.Process, actors []*actor, start time.Time) {
	t.Helper()
	<-time.NewTimer(time.Until(start.Add(scriptKillAt))).C
	for _, a := range actors {
		a.mu.Lock()
		died := a.died
		a.mu.Unlock()
		<-time.NewTimer(time.Until(died.Add(scriptSilence))).C // on a slow machine the script is late
	}
	for _, a := range actors {
		a.mu.Lock() // nobody is in the middle of something that the outage would break
	}
	p.Kill()
	<-time.NewTimer(scriptOutage).C
	p.Start()
	for _, a := range actors {
		a.mu.Unlock()
	}
	for _, a := range actors {
		if err := a.comeBack(); err != nil {
			t.Errorf("%s comes back: %v", a.script, err)
		}
	}
}

func scriptedWorld(t *testing.T, databaseURL string, seed uint64) (*apptest.Process, *hooks, *platform.Platform) {
	t.Helper()
	address := apptest.FreePort(t)
	url := "http://" + address
	spoiler := &hooks{target: url, rng: rand.New(rand.NewPCG(seed, 2)), counts: map[string]int{}}
	receiver := httptest.NewServer(http.StripPrefix("", spoiler))
	t.Cleanup(receiver.Close)
	lk := apptest.SpawnLiveKit(t, receiver.URL)
	cfg := app.Config{Listen: address, PublicURL: url, DataDir: t.TempDir(), DatabaseURL: databaseURL, LiveKitURL: lk.URL(),
		LiveKitAPIKey: lk.Config().APIKey, LiveKitAPISecret: lk.Config().APISecret, SecretKey: strings.Repeat("k", 40)}
	p := apptest.StartProcess(t, cfg)
	lms := bigCourse(t, url)
	s := storetest.Open(t, databaseURL)
	_, err := launch.NewRegistrations(s, func() int64 { return time.Now().UnixMilli() }).Add(t.Context(), launch.Registration{
		Name: "LMS", Issuer: lms.URL(), ClientID: "lectern", AuthURL: lms.URL() + "/lti/auth", TokenURL: lms.URL() + "/lti/token",
		JWKSURL: lms.URL() + "/lti/jwks", Deployments: []app.DeploymentID{"1"}})
	if err != nil {
		t.Fatal(err)
	}
	return p, spoiler, lms
}

func bigCourse(t *testing.T, url string) *platform.Platform {
	t.Helper()
	course, users := platform.DemoCourse()
	users = slices.DeleteFunc(users, func(u platform.User) bool { return u.Username != "teacher" })
	for i := range scriptClients {
		users = append(users, platform.User{ID: platform.UserID(fmt.Sprint(1000 + i)), Username: fmt.Sprintf("l%02d", i), GivenName: "Learner", FamilyName: fmt.Sprint(i), Roles: []string{platform.RoleLearner}})
	}
	lms, err := platform.Start(context.Background(), platform.Config{Listen: "localhost:0", Course: course, Users: users,
		StateFile: filepath.Join(t.TempDir(), "lms.json"), Tool: platform.ToolConfig{ClientID: "lectern", DeploymentIDs: []platform.DeploymentID{"1"},
			Title: "Lectern", LoginURL: url + "/lti/login", LaunchURL: url + "/lti/launch", JWKSURL: url + "/lti/jwks"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lms.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return lms
}

// watchStalls measures for how long at worst nothing ran because the machine was busy: neither the record nor what the
// clients know of themselves can be nearer to the truth.
func watchStalls(t *testing.T) (worst func() time.Duration) {
	const every = 10 * time.Millisecond
	stop, result := make(chan struct{}), make(chan time.Duration, 1)
	go func() {
		most, last := time.Duration(0), time.Now()
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				result <- most
				return
			case <-tick.C:
				most, last = max(most, time.Since(last)-every), time.Now()
			}
		}
	}()
	return func() time.Duration {
		close(stop)
		most := <-result
		t.Logf("at worst the machine stood still for %v", most.Round(time.Millisecond))
		return most
	}
}

// checkTruth compares the record with what the clients know of themselves, once late webhooks have come in.
func checkTruth(t *testing.T, teacher *apptest.Client, id app.SessionID, actors []*actor, end time.Time, accuracy time.Duration) {
	t.Helper()
	apptest.Eventually(t, apptest.Wait, func() error {
		var lines []attendance.AttendanceLine
		teacher.Must(http.StatusOK, "GET", "/sessions/"+string(id)+"/attendance", nil, &lines)
		byUser := map[app.UserID]attendance.AttendanceLine{}
		for _, l := range lines {
			byUser[l.UserID] = l
		}
		var wrong []error
		worst := time.Duration(0)
		for _, a := range actors {
			truth := time.Duration(0)
			for _, i := range a.truth {
				if i.End.IsZero() {
					i.End = end
				}
				truth += i.Duration()
			}
			line := byUser[a.c.Me.UserID]
			off := (time.Duration(line.PresentSeconds*1000)*time.Millisecond - truth).Abs()
			worst = max(worst, off)
			if off > accuracy {
				wrong = append(wrong, fmt.Errorf("%s: %.1f s on record, %.1f s in truth: %+v", a.script, line.PresentSeconds, truth.Seconds(), line.Intervals))
			}
		}
		if len(wrong) == 0 {
			t.Logf("the record of %d clients is within %v of the truth", len(actors), worst)
		}
		return errors.Join(wrong...)
	})
}

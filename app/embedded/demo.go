package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/lti/platform"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// Demo is the demo's LMS and learning record store.
type Demo struct {
	LMS    *platform.Platform
	LRS    *lrs.LRS
	LRSURL string
	// What `lectern platform add` would be told.
	Name, ClientID string
	Deployments    []app.DeploymentID
}

// demoState is kept in the data folder, so that a second demo has the same addresses and keys.
type demoState struct {
	LMSPort     int    `json:"lmsPort"`
	LRSPort     int    `json:"lrsPort"`
	LRSPassword string `json:"lrsPassword"`
}

// StartDemo opens a learning record store and an LMS whose course has Lectern as a tool, and points the configuration at
// the store. The LMS is on localhost where Lectern is on 127.0.0.1, so that its frames are cross-site as real ones are.
func (w *World) StartDemo(ctx context.Context) (*Demo, error) {
	return w.StartDemoAs(ctx, "")
}

// StartDemoAs is StartDemo with an LMS that has the habits of the named one, or its own where the name is "".
func (w *World) StartDemoAs(ctx context.Context, lms string) (*Demo, error) {
	file := filepath.Join(w.Config.DataDir, "demo.json")
	state, err := readDemo(file)
	if err != nil {
		return nil, err
	}
	d := &Demo{Name: "Demo LMS", ClientID: "lectern-demo", Deployments: []app.DeploymentID{"1"}}
	if err := w.startLRS(d, &state); err != nil {
		return nil, err
	}
	if err := w.startLMS(ctx, d, &state, platform.Personality(lms)); err != nil {
		return nil, err
	}
	b, err := json.Marshal(state)
	if err != nil {
		return nil, fmt.Errorf("keep the demo's addresses: %w", err)
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return nil, fmt.Errorf("keep the demo's addresses: %w", err)
	}
	return d, nil
}

func readDemo(file string) (demoState, error) {
	var state demoState
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return demoState{LRSPassword: token()}, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &state)
	}
	if err != nil {
		return state, fmt.Errorf("read the demo's addresses: %w", err)
	}
	return state, nil
}

func (w *World) startLRS(d *Demo, state *demoState) error {
	store, err := lrs.Open(filepath.Join(w.Config.DataDir, "lrs.db"), lrs.Config{Username: "lectern", Password: state.LRSPassword, PublicPage: true})
	if err != nil {
		return fmt.Errorf("open the demo's learning record store: %w", err)
	}
	w.closers = append(w.closers, func(context.Context) error { return store.Close() })
	ln, err := listen("127.0.0.1", state.LRSPort)
	if err != nil {
		return fmt.Errorf("open the demo's learning record store: %w", err)
	}
	state.LRSPort = ln.Addr().(*net.TCPAddr).Port // a TCP listener has one
	server := &http.Server{Handler: store.Handler(), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	w.closers = append(w.closers, func(ctx context.Context) error {
		err := server.Shutdown(ctx)
		if serr := <-served; !errors.Is(serr, http.ErrServerClosed) {
			err = errors.Join(err, serr)
		}
		return err
	})
	d.LRS, d.LRSURL = store, "http://"+ln.Addr().String()
	w.Config.LRSEndpoint, w.Config.LRSUsername, w.Config.LRSPassword = d.LRSURL+"/xapi", "lectern", state.LRSPassword
	return nil
}

func (w *World) startLMS(ctx context.Context, d *Demo, state *demoState, as platform.Personality) error {
	course, users := platform.DemoCourse()
	sets, groups := platform.DemoGroups()
	cfg := platform.Config{Personality: as, Course: course, Users: users, GroupSets: sets, Groups: groups, Logger: w.log, StateFile: filepath.Join(w.Config.DataDir, "lms.json"), Tool: platform.ToolConfig{
		ClientID: platform.ClientID(d.ClientID), DeploymentIDs: []platform.DeploymentID{"1"}, Title: "Lectern",
		LoginURL: w.Config.PublicURL + "/lti/login", LaunchURL: w.Config.PublicURL + "/lti/launch",
		JWKSURL: w.Config.PublicURL + "/lti/jwks", TargetLinkURI: w.Config.PublicURL + "/lti/launch",
		Custom: map[string]string{"groups": groupsVariable(as), "locale": "$Message.locale", "context_id_history": "$Context.id.history", "resource_link_id_history": "$ResourceLink.id.history"},
	}}
	var lms *platform.Platform
	var err error
	for _, port := range []int{state.LMSPort, 0} {
		cfg.Listen = net.JoinHostPort("localhost", strconv.Itoa(port))
		if lms, err = platform.Start(ctx, cfg); err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("start the demo LMS: %w", err)
	}
	w.closers = append(w.closers, lms.Close)
	_, port, err := net.SplitHostPort(lms.URL()[len("http://"):])
	if err == nil {
		state.LMSPort, err = strconv.Atoi(port)
	}
	if err != nil {
		return fmt.Errorf("read the demo LMS's address: %w", err)
	}
	d.LMS = lms
	return nil
}

// groupsVariable is by which an LMS fills the ids of a person's groups in.
func groupsVariable(as platform.Personality) string {
	if as == platform.Canvas {
		return "$Canvas.group.contextIds"
	}
	return "$Moodle.Person.userGroupIds"
}

// listen takes the wanted port, or another one where it is taken.
func listen(host string, port int) (net.Listener, error) {
	ln, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil && port != 0 {
		return net.Listen("tcp", net.JoinHostPort(host, "0"))
	}
	return ln, err
}

package platform_test

import (
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestNewRefusesBadConfigurations(t *testing.T) {
	t.Parallel()
	course, users := platform.DemoCourse()
	broken := filepath.Join(t.TempDir(), "state.json")
	if err := os.WriteFile(broken, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	const base = "http://localhost:1"
	tests := []struct {
		name string
		cfg  platform.Config
		want string
	}{
		{"no course", platform.Config{BaseURL: base}, "Course.ID"},
		{"no base", platform.Config{Course: course}, "BaseURL"},
		{"base with slash", platform.Config{Course: course, BaseURL: base + "/"}, "slash"},
		{"base of another scheme", platform.Config{Course: course, BaseURL: "ftp://x"}, "http"},
		{"a person twice", platform.Config{Course: course, BaseURL: base, Users: append(users, users[0])}, "twice"},
		{"tool without deployment", platform.Config{Course: course, BaseURL: base, Tool: platform.ToolConfig{ClientID: "c"}}, "DeploymentIDs"},
		{"state file of another kind", platform.Config{Course: course, BaseURL: base, StateFile: broken}, "read state"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := platform.New(tt.cfg); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want one about %q", err, tt.want)
			}
		})
	}
}

func TestHandlerServesWithoutStart(t *testing.T) {
	t.Parallel()
	course, users := platform.DemoCourse()
	server := httptest.NewUnstartedServer(nil)
	t.Cleanup(server.Close)
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	tl := newTool(t)
	p, err := platform.New(platform.Config{
		BaseURL: "http://" + server.Listener.Addr().String(), Course: course, Users: users, Tool: tl.config(), Key: tl.key,
		Clock: func() time.Time { return noon },
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = p.Handler()
	server.Start()
	tl.p = p
	launch(t, platform.NewBrowser(p), "teacher", "1")
	if got := tl.claims()["iat"]; got != float64(noon.Unix()) {
		t.Errorf("iat = %v, want the injected clock's", got)
	}
	if err := p.Close(t.Context()); err != nil {
		t.Errorf("close without a server: %v", err)
	}
}

func TestSubmissionReviewNamesThePerson(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	res, err := p.Launch(t.Context(), platform.LaunchOptions{
		User: "teacher", Link: "1", MessageType: platform.MessageSubmissionReview, ForUser: "learner1", Target: "iframe",
	})
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, res)
	c := tl.claims()
	if diff := cmp.Diff(map[string]any{"user_id": "5"}, c[claim("for_user")]); diff != "" {
		t.Errorf("for_user (-want +got):\n%s", diff)
	}
	if c[claim("resource_link")] == nil || c[claim("launch_presentation")].(map[string]any)["document_target"] != "iframe" {
		t.Errorf("claims = %v", c)
	}
	if _, err := p.Initiate(platform.LaunchOptions{User: "nobody", Link: "1"}); !errors.Is(err, platform.ErrNotFound) {
		t.Errorf("unknown person: %v", err)
	}
	if _, err := p.Initiate(platform.LaunchOptions{User: "teacher", Link: "99"}); !errors.Is(err, platform.ErrNotFound) {
		t.Errorf("unknown link: %v", err)
	}
}

func TestCustomParametersAsMoodleSendsThem(t *testing.T) {
	t.Parallel()
	p, tl := world(t, func(c *platform.Config) {
		c.Tool.Custom = map[string]string{"userName": "$User.username", "unknown": "$No.such.variable"}
	})
	launch(t, platform.NewBrowser(p), "observer", "1")
	want := map[string]any{"userName": "observer", "username": "observer", "unknown": "$No.such.variable"}
	if diff := cmp.Diff(want, tl.claims()[claim("custom")]); diff != "" {
		t.Errorf("custom (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{"5"}, tl.claims()[claim("role_scope_mentor")]); diff != "" {
		t.Errorf("role_scope_mentor (-want +got):\n%s", diff)
	}
}

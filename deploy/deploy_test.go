// Package deploy_test holds docker-compose.yml, the templates and the script beside it to what docs/deploy.md promises.
package deploy_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/livekit/livekit-server/pkg/config"
	"go.yaml.in/yaml/v3"

	"github.com/lectern-classroom/lectern/app"
)

type service struct {
	Image       string
	Command     []string
	Ports       []string
	Networks    []string
	Restart     string
	Environment map[string]string
	Secrets     []string
	Logging     map[string]any
	Healthcheck map[string]any
}

type compose struct {
	Services map[string]service
	Networks map[string]struct{ Internal bool }
	Secrets  map[string]struct{ File string }
}

func readCompose(t *testing.T) compose {
	t.Helper()
	b, err := os.ReadFile("../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	var c compose
	if err := yaml.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// prepare runs the script into dir and returns what it said.
func prepare(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("sh", append([]string{"secrets.sh"}, args...)...)
	cmd.Env = append(os.Environ(), "SECRETS_DIR="+filepath.Join(dir, "secrets"), "ENV_FILE="+filepath.Join(dir, ".env"))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func prepared(t *testing.T, args ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if out, err := prepare(t, dir, args...); err != nil {
		t.Fatalf("secrets.sh: %v\n%s", err, out)
	}
	return dir
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		all[e.Name()] = read(t, dir, e.Name())
	}
	return all
}

func TestSecretsAreMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("LRS_ENDPOINT=https://lrs.example.org/xapi\nCLASS_DOMAIN=old.example.org\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := prepare(t, dir, "class.example.org"); err != nil {
		t.Fatalf("first run: %v\n%s", err, out)
	}
	secrets := filepath.Join(dir, "secrets")
	first := contents(t, secrets)
	if out, err := prepare(t, dir, "class.example.org"); err != nil {
		t.Fatalf("second run: %v\n%s", err, out)
	}
	if !cmp.Equal(first, contents(t, secrets)) {
		t.Error("the second run changed a secret")
	}
	info, err := os.Stat(secrets)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v, want 0700", info.Mode().Perm())
	}
	want := "LRS_ENDPOINT=https://lrs.example.org/xapi\nCLASS_DOMAIN=class.example.org\nLIVEKIT_API_KEY=" + first["livekit_api_key"] + "\n"
	if diff := cmp.Diff(want, read(t, dir, ".env")); diff != "" {
		t.Errorf(".env (-want +got):\n%s", diff)
	}
	if other := contents(t, filepath.Join(prepared(t, "class.example.org"), "secrets")); other["lectern_secret_key"] == first["lectern_secret_key"] {
		t.Error("two installations have one key")
	}
}

func TestSecretsRefuseWhatIsNoName(t *testing.T) {
	t.Parallel()
	cases := map[string][]string{
		"nothing":       {},
		"address":       {"https://class.example.org"},
		"port":          {"class.example.org:443"},
		"sed":           {"a|b"},
		"space":         {"a b"},
		"dash":          {"-x"},
		"IP of letters": {"class.example.org", "here"},
	}
	for name, args := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if out, err := prepare(t, dir, args...); err == nil {
				t.Errorf("accepted: %s", out)
			}
			if _, err := os.Stat(filepath.Join(dir, "secrets")); !os.IsNotExist(err) {
				t.Error("made secrets all the same")
			}
		})
	}
}

func TestLiveKitTakesItsConfiguration(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		args   []string
		nodeIP string
	}{
		"public address found": {[]string{"class.example.org"}, "192.0.2.1"},
		"public address given": {[]string{"class.example.org", "203.0.113.9"}, "203.0.113.9"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			secrets := contents(t, filepath.Join(prepared(t, c.args...), "secrets"))
			for _, file := range []string{"livekit.yaml", "egress.yaml"} {
				if i := strings.Index(secrets[file], "\n"); strings.Contains(secrets[file][i:], "@") {
					t.Errorf("%s has something left to fill in", file)
				}
			}
			// Finding the address asks a server on the internet.
			text := strings.Replace(secrets["livekit.yaml"], "  use_external_ip: true\n", "  node_ip: 192.0.2.1\n", 1)
			if external := text != secrets["livekit.yaml"]; external != (c.nodeIP == "192.0.2.1") {
				t.Errorf("the address is found: %t", external)
			}
			cfg, err := config.NewConfig(text, true, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := cfg.ValidateKeys(); err != nil {
				t.Error(err)
			}
			if cfg.RTC.NodeIP.V4 != c.nodeIP {
				t.Errorf("address %q, want %q", cfg.RTC.NodeIP.V4, c.nodeIP)
			}
			want := map[string]string{secrets["livekit_api_key"]: secrets["livekit_api_secret"]}
			if diff := cmp.Diff(want, cfg.Keys); diff != "" {
				t.Errorf("keys (-want +got):\n%s", diff)
			}
			if cfg.WebHook.APIKey != secrets["livekit_api_key"] || !slices.Equal(cfg.WebHook.URLs, []string{"http://app:8080/livekit/webhook"}) {
				t.Errorf("webhook %q to %v", cfg.WebHook.APIKey, cfg.WebHook.URLs)
			}
		})
	}
}

func TestComposePublishesMediaAndTLSAlone(t *testing.T) {
	t.Parallel()
	c := readCompose(t)
	var published []string
	for name, s := range c.Services {
		for _, p := range s.Ports {
			published = append(published, name+" "+p)
		}
		if outside := slices.Contains(s.Networks, "outside"); outside == (name == "postgres" || name == "redis" || name == "egress") {
			t.Errorf("%s on the outer network: %t", name, outside)
		}
	}
	slices.Sort(published)
	want := []string{"caddy 443:443", "caddy 443:443/udp", "caddy 80:80", "livekit 3478:3478/udp", "livekit 7881:7881", "livekit 7882-7885:7882-7885/udp"}
	if diff := cmp.Diff(want, published); diff != "" {
		t.Errorf("published ports (-want +got):\n%s", diff)
	}
	if !c.Networks["inside"].Internal {
		t.Error("the inner network has a way out")
	}
}

func TestComposeRestartsWatchesAndBoundsEveryService(t *testing.T) {
	t.Parallel()
	for name, s := range readCompose(t).Services {
		if s.Restart != "unless-stopped" {
			t.Errorf("%s: restart %q", name, s.Restart)
		}
		options, _ := s.Logging["options"].(map[string]any)
		if options["max-size"] == nil || options["max-file"] == nil {
			t.Errorf("%s: its log has no bound", name)
		}
		if s.Healthcheck == nil && name != "app" { // the image has its own
			t.Errorf("%s: no health check", name)
		}
		if _, tag, ok := strings.Cut(s.Image, ":"); !ok || tag == "latest" {
			t.Errorf("%s: image %s isn't pinned", name, s.Image)
		}
	}
}

func TestComposeGivesLecternAConfigurationItTakes(t *testing.T) {
	t.Parallel()
	dir := prepared(t, "class.example.org")
	secrets := contents(t, filepath.Join(dir, "secrets"))
	c := readCompose(t)
	for name, s := range c.Secrets {
		if file := strings.TrimPrefix(s.File, "./deploy/secrets/"); secrets[file] == "" {
			t.Errorf("secret %s: the script doesn't make %s", name, s.File)
		}
	}
	for _, name := range []string{"app", "worker"} {
		s := c.Services[name]
		var environ []string
		for k, v := range s.Environment {
			environ = append(environ, k+"="+expand(v, map[string]string{"CLASS_DOMAIN": "class.example.org", "LIVEKIT_API_KEY": secrets["livekit_api_key"]}))
		}
		cfg, err := app.LoadConfig(environ, s.Command[1:], func(path string) ([]byte, error) {
			secret := filepath.Base(path)
			if !slices.Contains(s.Secrets, secret) {
				return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
			}
			return []byte(secrets[secret]), nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if cfg.PublicURL != "https://class.example.org" || cfg.LiveKitPublicURL != "wss://class.example.org/livekit" || cfg.LogLevel != "info" || cfg.LRSEndpoint != "" {
			t.Errorf("%s: public %q, LiveKit %q, log %q, LRS %q", name, cfg.PublicURL, cfg.LiveKitPublicURL, cfg.LogLevel, cfg.LRSEndpoint)
		}
		if cfg.NoWorkers != (name == "app") {
			t.Errorf("%s: workers left out: %t", name, cfg.NoWorkers)
		}
	}
}

var variable = regexp.MustCompile(`\$\{([A-Z_]+)(?::([-?])([^}]*))?\}`)

// expand replaces variables as compose does.
func expand(s string, values map[string]string) string {
	return string(variable.ReplaceAllFunc([]byte(s), func(m []byte) []byte {
		parts := variable.FindSubmatch(m)
		if v, ok := values[string(parts[1])]; ok {
			return []byte(v)
		}
		if bytes.Equal(parts[2], []byte("-")) {
			return parts[3]
		}
		return nil
	}))
}

func TestReadmeListsEverySetting(t *testing.T) {
	t.Parallel()
	readme := read(t, "..", "README.md")
	for _, o := range app.Options() {
		star := ""
		if o.Secret {
			star = " *"
		}
		row := "| `" + o.Name + "`" + star + " | "
		if o.Default != "" {
			row += "`" + o.Default + "` "
		}
		if !strings.Contains(readme, row+"| ") {
			t.Errorf("README.md has no row that begins with %q", row)
		}
	}
}

func TestFaultsNameCodesThatExist(t *testing.T) {
	t.Parallel()
	rules, own := read(t, "..", "lti", "RULES.md"), read(t, "..", "app", "launch", "message.go")
	_, codes, _ := strings.Cut(read(t, "..", "docs", "faults.md"), "## Codes of refused launches")
	for _, m := range regexp.MustCompile("`([a-z]+_[a-z_]+)`").FindAllStringSubmatch(codes, -1) {
		if m[1] != "client_id" && !strings.Contains(rules, "`"+m[1]+"`") && !strings.Contains(own, `"`+m[1]+`"`) {
			t.Errorf("neither lti/RULES.md nor app/launch knows a code %s", m[1])
		}
	}
}

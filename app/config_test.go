package app

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

func noFile(name string) ([]byte, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: os.ErrNotExist}
}

func TestLoadConfigDefaults(t *testing.T) {
	t.Parallel()
	c, err := LoadConfig([]string{"HOME=/root"}, nil, noFile)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != ":8080" || c.DataDir != "./data" || c.LogLevel != "info" || c.LogFormat != "text" || c.NoWorkers {
		t.Errorf("defaults are %+v", c)
	}
}

func TestLoadConfigFlagsWinOverEnvironment(t *testing.T) {
	t.Parallel()
	c, err := LoadConfig([]string{"LECTERN_LISTEN=:1", "LECTERN_LOG_LEVEL=warn"},
		[]string{"--listen", "127.0.0.1:0", "--public-url=https://class.example.org/", "--no-workers"}, noFile)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:0" || c.PublicURL != "https://class.example.org" || c.LogLevel != "warn" || !c.NoWorkers {
		t.Errorf("got %+v", c)
	}
}

func TestLoadConfigSecretFromFile(t *testing.T) {
	t.Parallel()
	read := func(name string) ([]byte, error) {
		if name != "/run/secrets/key" {
			return noFile(name)
		}
		return []byte(strings.Repeat("k", 40) + "\n"), nil
	}
	c, err := LoadConfig([]string{"LECTERN_SECRET_KEY_FILE=/run/secrets/key"}, nil, read)
	if err != nil {
		t.Fatal(err)
	}
	if c.SecretKey != strings.Repeat("k", 40) {
		t.Errorf("the secret is %d characters long", len(c.SecretKey))
	}
}

func TestLoadConfigReportsEveryFaultOnALineThatNamesIt(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, env, flag, want string }{
		{"listen", "LECTERN_LISTEN=8080", "", `LECTERN_LISTEN: read "8080", expected host:port`},
		{"port", "LECTERN_LISTEN=:99999", "", `LECTERN_LISTEN: read ":99999", expected a port`},
		{"public url", "LECTERN_PUBLIC_URL=class.example.org", "", `LECTERN_PUBLIC_URL: read "class.example.org", expected an address`},
		{"database", "LECTERN_DATABASE_URL=mysql://x/y", "", `LECTERN_DATABASE_URL: read a secret value, expected an address that begins with postgres://`},
		{"redis", "LECTERN_REDIS_URL=localhost:6379", "", `LECTERN_REDIS_URL: read a secret value, expected`},
		{"level", "LECTERN_LOG_LEVEL=loud", "", `LECTERN_LOG_LEVEL: read "loud", expected one of debug`},
		{"unknown variable", "LECTERN_LISTN=:1", "", `LECTERN_LISTN: read a variable that Lectern doesn't know`},
		{"short secret", "LECTERN_SECRET_KEY=abc", "", `LECTERN_SECRET_KEY: read a secret value, expected at least 32`},
		{"livekit without key", "LECTERN_LIVEKIT_URL=wss://lk.example.org", "", `LECTERN_LIVEKIT_API_KEY: read nothing`},
		{"file", "LECTERN_LRS_PASSWORD_FILE=/nowhere", "", `LECTERN_LRS_PASSWORD_FILE: read "/nowhere", expected a readable file`},
		{"unknown flag", "", "--colour", `--colour: read an argument that Lectern doesn't know`},
		{"flag without value", "", "--listen", `--listen: read nothing`},
		{"bool", "LECTERN_NO_WORKERS=maybe", "", `LECTERN_NO_WORKERS: read "maybe", expected true or false`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var flags []string
			if tc.flag != "" {
				flags = []string{tc.flag}
			}
			_, err := LoadConfig([]string{tc.env}, flags, noFile)
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, tc.want)
			}
		})
	}
	_, err := LoadConfig([]string{"LECTERN_LISTEN=x", "LECTERN_LOG_FORMAT=xml"}, nil, noFile)
	if err == nil || len(strings.Split(err.Error(), "\n")) != 2 {
		t.Errorf("two faults give %v", err)
	}
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		t.Errorf("faults aren't joined")
	}
}

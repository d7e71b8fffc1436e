package app

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"sort"
	"strings"
)

// Config is what Lectern is told from outside. Features get what they need of it from app/server.
type Config struct {
	Listen    string
	PublicURL string // no trailing slash; "" until the listener is open: then http://127.0.0.1:<port>
	DataDir   string

	DatabaseURL string // "" : SQLite in DataDir
	RedisURL    string // "" : in-process stand-in

	LiveKitURL       string // "" : in-process LiveKit
	LiveKitPublicURL string // what browsers connect to; "" : derived
	LiveKitAPIKey    string
	LiveKitAPISecret string

	LRSEndpoint string // "" : statements stay in the built-in store
	LRSUsername string
	LRSPassword string

	SecretKey string // hex or any text of at least 32 characters; "" : generated into DataDir

	LogLevel  string
	LogFormat string

	// NoWorkers leaves background jobs to `lectern worker`.
	NoWorkers bool
}

// Option is one setting: an environment variable and a flag of the same name.
type Option struct {
	Name    string // LECTERN_PUBLIC_URL; the flag is --public-url
	Default string
	Doc     string
	Secret  bool // <Name>_FILE reads it from a file; its value is never shown
	Bool    bool
	set     func(*Config, string) error
}

// Flag returns the option's flag without the dashes.
func (o Option) Flag() string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(o.Name, "LECTERN_")), "_", "-")
}

// Options lists every setting, in the order of the documentation.
func Options() []Option {
	return []Option{
		{Name: "LECTERN_LISTEN", Default: ":8080", Doc: "address to listen on; port 0 picks one", set: setListen},
		{Name: "LECTERN_PUBLIC_URL", Doc: "the address people reach Lectern at, like https://class.example.org", set: setURL(func(c *Config) *string { return &c.PublicURL }, "http", "https")},
		{Name: "LECTERN_DATA_DIR", Default: "./data", Doc: "folder for the database, keys and files", set: setText(func(c *Config) *string { return &c.DataDir })},
		{Name: "LECTERN_DATABASE_URL", Secret: true, Doc: "postgres://user:password@host/database; empty: SQLite in the data folder", set: setURL(func(c *Config) *string { return &c.DatabaseURL }, "postgres", "postgresql")},
		{Name: "LECTERN_REDIS_URL", Secret: true, Doc: "redis://host:6379/0; empty: in this process", set: setURL(func(c *Config) *string { return &c.RedisURL }, "redis", "rediss")},
		{Name: "LECTERN_LIVEKIT_URL", Doc: "LiveKit server, like wss://livekit.example.org; empty: in this process", set: setURL(func(c *Config) *string { return &c.LiveKitURL }, "ws", "wss", "http", "https")},
		{Name: "LECTERN_LIVEKIT_PUBLIC_URL", Doc: "where browsers reach LiveKit; empty: LECTERN_LIVEKIT_URL, or /livekit of the public address when LiveKit is in this process", set: setURL(func(c *Config) *string { return &c.LiveKitPublicURL }, "ws", "wss", "http", "https")},
		{Name: "LECTERN_LIVEKIT_API_KEY", Doc: "LiveKit API key", set: setText(func(c *Config) *string { return &c.LiveKitAPIKey })},
		{Name: "LECTERN_LIVEKIT_API_SECRET", Secret: true, Doc: "LiveKit API secret, at least 32 characters", set: setSecret(func(c *Config) *string { return &c.LiveKitAPISecret })},
		{Name: "LECTERN_LRS_ENDPOINT", Doc: "xAPI endpoint, like https://lrs.example.org/xapi; empty: statements stay in the built-in store", set: setURL(func(c *Config) *string { return &c.LRSEndpoint }, "http", "https")},
		{Name: "LECTERN_LRS_USERNAME", Doc: "user name for the LRS", set: setText(func(c *Config) *string { return &c.LRSUsername })},
		{Name: "LECTERN_LRS_PASSWORD", Secret: true, Doc: "password for the LRS", set: setText(func(c *Config) *string { return &c.LRSPassword })},
		{Name: "LECTERN_SECRET_KEY", Secret: true, Doc: "encrypts keys and secrets at rest, at least 32 characters; empty: generated into the data folder", set: setSecret(func(c *Config) *string { return &c.SecretKey })},
		{Name: "LECTERN_LOG_LEVEL", Default: "info", Doc: "debug, info, warn or error", set: setOneOf(func(c *Config) *string { return &c.LogLevel }, "debug", "info", "warn", "error")},
		{Name: "LECTERN_LOG_FORMAT", Default: "text", Doc: "text or json", set: setOneOf(func(c *Config) *string { return &c.LogFormat }, "text", "json")},
		{Name: "LECTERN_NO_WORKERS", Bool: true, Doc: "leave background jobs to `lectern worker`", set: setBool(func(c *Config) *bool { return &c.NoWorkers })},
	}
}

// LoadConfig reads the configuration from the environment (as of os.Environ) and from flags, which win. Every fault
// is reported at once, one line each that names the variable, what was read and what is expected; LECTERN_
// variables that nobody knows are faults. readFile reads *_FILE secrets (os.ReadFile).
func LoadConfig(environ, flags []string, readFile func(string) ([]byte, error)) (Config, error) {
	opts := Options()
	byFlag := map[string]Option{}
	values := map[string]string{}
	for _, o := range opts {
		values[o.Name] = o.Default
		byFlag[o.Flag()] = o
	}
	faults := readEnviron(opts, values, environ, readFile)
	faults = append(faults, readFlags(byFlag, values, flags)...)
	cfg := Config{}
	for _, o := range opts {
		if err := o.set(&cfg, values[o.Name]); err != nil {
			shown := fmt.Sprintf("%q", values[o.Name])
			if o.Secret {
				shown = "a secret value"
			}
			faults = append(faults, fmt.Errorf("%s: read %s, expected %w", o.Name, shown, err))
		}
	}
	faults = append(faults, crossChecks(cfg)...)
	return cfg, errors.Join(faults...)
}

func readEnviron(opts []Option, values map[string]string, environ []string, readFile func(string) ([]byte, error)) []error {
	byName := map[string]Option{}
	for _, o := range opts {
		byName[o.Name] = o
	}
	var faults []error
	sort.Strings(environ)
	for _, kv := range environ {
		name, value, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(name, "LECTERN_") {
			continue
		}
		if base, isFile := strings.CutSuffix(name, "_FILE"); isFile && byName[base].Secret {
			content, err := readFile(value)
			if err != nil {
				faults = append(faults, fmt.Errorf("%s: read %q, expected a readable file: %v", name, value, errors.Unwrap(err)))
				continue
			}
			values[base] = strings.TrimSpace(string(bytes.TrimSpace(content)))
			continue
		}
		if _, known := byName[name]; !known {
			faults = append(faults, fmt.Errorf("%s: read a variable that Lectern doesn't know, expected one of `lectern help`", name))
			continue
		}
		if value != "" {
			values[name] = value
		}
	}
	return faults
}

func readFlags(byFlag map[string]Option, values map[string]string, flags []string) []error {
	var faults []error
	for i := 0; i < len(flags); i++ {
		name, value, has := strings.Cut(strings.TrimLeft(flags[i], "-"), "=")
		o, known := byFlag[name]
		switch {
		case !known || !strings.HasPrefix(flags[i], "--"):
			faults = append(faults, fmt.Errorf("%s: read an argument that Lectern doesn't know, expected a flag of `lectern help`", flags[i]))
			continue
		case has:
		case o.Bool:
			value = "true"
		case i+1 < len(flags):
			i++
			value = flags[i]
		default:
			faults = append(faults, fmt.Errorf("--%s: read nothing, expected %s", name, o.Doc))
			continue
		}
		values[o.Name] = value
	}
	return faults
}

func crossChecks(c Config) []error {
	var faults []error
	if c.LiveKitURL != "" && (c.LiveKitAPIKey == "" || c.LiveKitAPISecret == "") {
		faults = append(faults, errors.New("LECTERN_LIVEKIT_API_KEY: read nothing for the key or the secret, expected both LECTERN_LIVEKIT_API_KEY and LECTERN_LIVEKIT_API_SECRET beside LECTERN_LIVEKIT_URL"))
	}
	return faults
}

func setText(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error {
		*field(c) = v
		return nil
	}
}

func setSecret(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error {
		if v != "" && len(v) < 32 {
			return fmt.Errorf("at least 32 characters, not %d", len(v))
		}
		*field(c) = v
		return nil
	}
}

func setURL(field func(*Config) *string, schemes ...string) func(*Config, string) error {
	return func(c *Config, v string) error {
		if v == "" {
			*field(c) = ""
			return nil
		}
		u, err := url.Parse(v)
		if err == nil && (u.Host != "" || u.Query().Get("host") != "") { // PostgreSQL's may name a socket's folder
			for _, s := range schemes {
				if u.Scheme == s {
					*field(c) = strings.TrimRight(v, "/")
					return nil
				}
			}
		}
		return fmt.Errorf("an address that begins with %s://", strings.Join(schemes, ":// or "))
	}
}

func setOneOf(field func(*Config) *string, words ...string) func(*Config, string) error {
	return func(c *Config, v string) error {
		for _, w := range words {
			if v == w {
				*field(c) = v
				return nil
			}
		}
		return fmt.Errorf("one of %s", strings.Join(words, ", "))
	}
}

func setBool(field func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, v string) error {
		switch v {
		case "", "false", "0":
			*field(c) = false
		case "true", "1":
			*field(c) = true
		default:
			return errors.New("true or false")
		}
		return nil
	}
}

func setListen(c *Config, v string) error {
	_, port, err := net.SplitHostPort(v)
	if err != nil {
		return errors.New("host:port or :port")
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return errors.New("a port from 0 to 65535 after the colon")
	}
	c.Listen = v
	return nil
}

// SecretBytes returns the 32 bytes behind LECTERN_SECRET_KEY: hex of 64 digits as it is, any other text by its bytes
// through the caller's key derivation.
func (c Config) SecretBytes() []byte {
	if b, err := hex.DecodeString(c.SecretKey); err == nil && len(b) == 32 {
		return b
	}
	return []byte(c.SecretKey)
}

// EnvironConfig is LoadConfig with this process's environment.
func EnvironConfig(flags []string) (Config, error) {
	return LoadConfig(os.Environ(), flags, os.ReadFile)
}

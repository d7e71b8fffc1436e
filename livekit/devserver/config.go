package devserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/livekit/livekit-server/pkg/config"
	"github.com/livekit/livekit-server/pkg/routing"
	"github.com/livekit/livekit-server/pkg/service"
	"github.com/livekit/livekit-server/pkg/telemetry/prometheus"
	"github.com/livekit/protocol/logger"
)

// loopback is the only address that is listened on.
const loopback = "127.0.0.1"

// deadSTUN keeps LiveKit from telling clients to ask public STUN servers. Nobody answers there (RFC 863's port). It must
// not be the media port: a browser takes whatever comes from a STUN server's address for an answer of that server, and
// media never connects.
const deadSTUN = loopback + ":9"

// Errors of Start and Spawn.
var (
	// ErrConfig says that the configuration can't be used.
	ErrConfig = errors.New("devserver: bad configuration")
	// ErrStart says that LiveKit didn't come up; a port that somebody else holds is the usual cause.
	ErrStart = errors.New("devserver: start")
)

// Config of a server. Its JSON form is what a child process is given.
type Config struct {
	APIKey    string `json:"apiKey"`
	APISecret string `json:"apiSecret"` // at least 32 bytes
	HTTPPort  int    `json:"httpPort"`  // 0: a free one
	UDPPort   int    `json:"udpPort"`   // 0: a free one
	// WebhookURL receives every event, signed with APIKey; empty: none are sent.
	WebhookURL string `json:"webhookURL,omitempty"`
	// LogLevel is debug, info, warn or error (default). From debug on, messages name participants.
	LogLevel string `json:"logLevel,omitempty"`
	// Log receives LiveKit's messages; nil drops them. A child process writes to its stderr instead.
	Log *slog.Logger `json:"-"`
	// EmptyTimeout and DepartureTimeout are the defaults of rooms that don't say (5 min and 20 s):
	// how long a room stays that nobody joined, and that everybody left.
	EmptyTimeout     time.Duration `json:"emptyTimeout,omitempty"`
	DepartureTimeout time.Duration `json:"departureTimeout,omitempty"`
	// Grace is how long Close waits for participants to leave by themselves; 0: not at all.
	Grace time.Duration `json:"grace,omitempty"`
}

func (c Config) check() (slog.Level, error) {
	var level slog.Level
	name := c.LogLevel
	if name == "" {
		name = "error"
	}
	err := level.UnmarshalText([]byte(name))
	switch {
	case err != nil:
		return 0, fmt.Errorf("%w: log level %q", ErrConfig, c.LogLevel)
	case c.APIKey == "" || len(c.APISecret) < 32:
		return 0, fmt.Errorf("%w: an API key and a secret of 32 bytes are needed", ErrConfig)
	case c.HTTPPort < 0 || c.HTTPPort > 65535 || c.UDPPort < 0 || c.UDPPort > 65535:
		return 0, fmt.Errorf("%w: port out of range", ErrConfig)
	case c.EmptyTimeout < 0 || c.DepartureTimeout < 0 || c.Grace < 0:
		return 0, fmt.Errorf("%w: negative duration", ErrConfig)
	}
	return level, nil
}

// withPorts fills in free ports. Another process can take one before LiveKit does; Start tries again.
func (c Config) withPorts() (Config, error) {
	if c.HTTPPort == 0 {
		l, err := net.Listen("tcp4", loopback+":0")
		if err != nil {
			return c, fmt.Errorf("find a free port: %w", err)
		}
		c.HTTPPort = l.Addr().(*net.TCPAddr).Port
		if err := l.Close(); err != nil {
			return c, fmt.Errorf("free the port found: %w", err)
		}
	}
	if c.UDPPort == 0 {
		p, err := net.ListenPacket("udp4", loopback+":0")
		if err != nil {
			return c, fmt.Errorf("find a free port: %w", err)
		}
		c.UDPPort = p.LocalAddr().(*net.UDPAddr).Port
		if err := p.Close(); err != nil {
			return c, fmt.Errorf("free the port found: %w", err)
		}
	}
	return c, nil
}

// document is LiveKit's own configuration; JSON is YAML too.
func (c Config) document() (string, error) {
	room := map[string]any{"auto_create": true}
	if c.EmptyTimeout > 0 {
		room["empty_timeout"] = int((c.EmptyTimeout + time.Second - 1) / time.Second)
	}
	if c.DepartureTimeout > 0 {
		room["departure_timeout"] = int((c.DepartureTimeout + time.Second - 1) / time.Second)
	}
	doc := map[string]any{
		"port":           c.HTTPPort,
		"bind_addresses": []string{loopback},
		"keys":           map[string]string{c.APIKey: c.APISecret},
		"room":           room,
		"rtc": map[string]any{
			"udp_port":                  c.UDPPort,
			"tcp_port":                  0,
			"node_ip":                   loopback,
			"use_external_ip":           false,
			"enable_loopback_candidate": true,
			"interfaces":                map[string]any{"includes": []string{"lo"}},
			"stun_servers":              []string{deadSTUN},
		},
	}
	if c.WebhookURL != "" {
		doc["webhook"] = map[string]any{"api_key": c.APIKey, "urls": []string{c.WebhookURL}}
	}
	out, err := json.Marshal(doc)
	if err != nil {
		return "", fmt.Errorf("encode configuration: %w", err)
	}
	return string(out), nil
}

// build makes the server without starting it.
func build(c Config, level slog.Level) (server *service.LivekitServer, err error) {
	defer func() {
		if r := recover(); r != nil {
			server, err = nil, fmt.Errorf("%w: %v", ErrStart, r)
		}
	}()
	doc, err := c.document()
	if err != nil {
		return nil, err
	}
	conf, err := config.NewConfig(doc, true, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	logger.SetLogger(newLogger(c.Log, level), "livekit")
	if err := conf.ValidateKeys(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	node, err := routing.NewLocalNode(conf)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	if err := prometheus.Init(string(node.NodeID()), node.NodeType()); err != nil {
		return nil, fmt.Errorf("%w: metrics: %w", ErrStart, err)
	}
	server, err = service.InitializeServer(conf, node)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	return server, nil
}

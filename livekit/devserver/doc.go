// Package devserver runs a real LiveKit server on loopback: in this process for the demo, or in a
// child process that a test can kill; and it brings a client without a browser for tests and benches.
//
// It is for demos, tests and benches on one machine. The embedded version is older than the newest
// release and has no TLS: it listens on 127.0.0.1 alone and offers media there alone.
//
// # Concurrency
//
// Server, Process and Bot are safe for use by many goroutines. Run one Server at a time in a process:
// LiveKit keeps its logger, its metrics and its node statistics in package variables.
//
// # Lifecycle
//
// Start returns when the server answers, Close waits until it has stopped or the context ends. A
// server may be started again after Close; each round leaves about 50 goroutines of LiveKit's behind.
// Spawn does the same in a child made from the running executable, whose main (or TestMain) must call
// RunFromEnv first; Kill ends it as a power cut does and Respawn brings it back on the same ports.
//
// # Traps that are handled here
//
//   - LiveKit's own initialisation replaces slog's default logger. Here its logger is set directly,
//     and messages go to Config.Log or nowhere.
//   - LiveKit registers its metrics ("livekit_…") with Prometheus' default registry, once in a
//     process, and panics if somebody else took the names; that panic is returned as an error. Serve
//     your own metrics from your own registry.
//   - The SDK's WebRTC stack logs to a package variable: the first Join of a Bot silences it.
//   - It may end the process (os.Exit) when one of its media goroutines panics.
//   - Stopping in order waits for the last participant without limit: Close waits for Config.Grace,
//     then forces.
//     participant_left is queued then and delivered a moment after Close, while the process lives.
//   - rtc.tcp_port binds every interface whatever bind_addresses says, so there is none.
//   - Without a STUN server of its own the server tells clients to use public ones: it names its own
//     media port, where nobody answers and nobody needs to.
//
// A browser reaches media on 127.0.0.1 if the machine has any other network interface; with loopback
// alone Chromium needs --allow-loopback-in-peer-connection, and a Bot can't connect.
//
// # Imports
//
// livekit-server, livekit/protocol, server-sdk-go, Prometheus and pion; nothing of ours. Only the
// embedded world and tests import this package.
package devserver

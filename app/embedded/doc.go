// Package embedded is the rest of the world in this process: SQLite in the data folder, a Redis stand-in, LiveKit on
// loopback and, for the demo, an LMS and a learning record store. It opens real listeners that speak the real wire and
// returns a configuration of URLs and keys; nothing of Lectern knows whether what it talks to is embedded.
//
// The LiveKit in here is bound to loopback: it is for the demo, for tests and for trying Lectern on one machine. A school
// runs LiveKit beside Lectern (docker-compose.yml), with a binary that was built with the tag nolivekit and has none in it.
//
// Lifecycle: Fill and StartDemo open, World.Close closes in reverse order. One World with LiveKit a process.
// Allowed imports: app, livekit/devserver, lti/platform, xapi/lrs, miniredis.
package embedded

// Package apptest gives tests a whole Lectern on port 0: World is server and embedded parts in this process, with LiveKit
// in a process of its own so that it can be killed, and the demo's LMS and learning record store; Process is a Lectern in
// a process of its own for tests that kill it. Client is a person without a browser: a launch from the LMS, the API, the
// session socket and a LiveKit bot.
//
// A test package that uses it has `func TestMain(m *testing.M) { os.Exit(apptest.Main(m)) }`: child processes are this
// test binary run again.
// Allowed imports: everything of ours; nothing but tests imports it.
package apptest

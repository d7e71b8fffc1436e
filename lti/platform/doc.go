// Package platform is the LMS's side of LTI 1.3 and LTI Advantage: a small
// learning management system with a course, people, activities and a
// gradebook, served over real HTTP.
//
// It has two purposes. It is the demo LMS that a newcomer meets in a browser,
// and it is the test double against which a tool is tested on a real wire: it
// signs launches as the caller wants them bent, counts and breaks its own
// endpoints on demand and keeps a journal of every score it accepted.
//
// Behaviour follows LTI Core 1.3, the 1EdTech Security Framework 1.0, NRPS
// 2.0, AGS 2.0 and Deep Linking 2.0. Where the standards leave room it does as
// Moodle 4.5 does, because a tool that survives Moodle survives most: line
// item addresses carry a query, media types are compared exactly, a score
// without scoreGiven erases, a teacher's override wins, the answer of the
// token endpoint is labelled text/html.
//
// Tools can register themselves (Dynamic Registration 1.0): /admin/tools opens a
// tool's registration page in a frame, and the tool waits there until somebody
// activates it.
//
// # Concurrency and lifecycle
//
// A [Platform] is safe for concurrent use. All of its data stand behind one
// mutex that is never held during I/O. A change is durable in Config.StateFile
// before the request that made it is answered. [New] makes a platform without
// a listener (see [Platform.Handler]); [Start] listens by itself and
// [Platform.Close] ends the listener and everything that hangs on it.
//
// # Imports
//
// The package imports the standard library, jwx and uuid. It shares no code
// with the tool's side of LTI, so that the two sides check each other.
package platform

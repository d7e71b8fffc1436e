// Package breakout keeps the breakouts of a session: sets of groups, each a room of its own with a board, a chat and a call
// for help. Who is in which group, when groups are open, and who may choose, go and visit is decided here and nowhere else.
//
// State is a pure machine: Decide says what comes of a command or refuses it, Apply takes that in; RULES.md has its table.
// Service gives it to the live stream as a module, which decides one command of a session after the other, and is the
// stream's Placer. Each change is written in the transaction of its command, a row a breakout, so that a process that dies
// in between leaves what was before or what came after. A planned breakout is the staff's own; whatever was opened once is
// kept until the session is pruned.
//
// The end of a session closes its groups, with the same facts and events as a close (BRK-25): in the turn that ends the stream.
// Whoever reads before that finds them closed already.
//
// Files of tasks are claimed by the plan that names them first, and deleted once none does; State.FilesOf says who sees them.
//
// Place, Access and the lists answer from the database, in any process and after the session: there everybody is in the
// main room again. Who speaks is passed on as it is heard, and kept nowhere.
//
// Planner is what there is beside the stream: groups that are proposed (by app/breakout/propose, which is pure), sets of
// them that a classroom keeps, and what earlier sessions had. It decides nothing: whatever it answers is planned by a
// command, or is nothing.
//
// A Service and a Planner are safe for concurrent use; a state of the module belongs to one goroutine. Nothing here runs by
// itself.
// Allowed imports: app, app/breakout/propose, app/live, app/store, app/web; gorm in store.go, Echo in http.go.
package breakout

// Package server is the composition root: it builds the features from one configuration, mounts their routes, registers
// their jobs, and runs everything under one group of goroutines.
//
// Lifecycle: New opens the database and builds; Run serves until its context ends, then drains: no new requests, sockets
// told to come back, jobs put down; Close releases the database. RunWorkers is the half of Run that `lectern worker` is.
// Allowed imports: every feature, app/live, app/outbox, app/store, app/web, the libraries, Echo, asynq.
package server

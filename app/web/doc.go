// Package web is the glue between Echo and the features: one table from error codes to HTTP statuses and WebSocket
// close codes, bearer authentication, request ids, body and rate limits, taking in uploads, the endpoint tables from which
// the routes and the OpenAPI description are made, and accepting WebSockets.
//
// A feature lists its routes as []Endpoint made with JSON; web binds the body, hands over the Actor and renders the
// answer or the problem (RFC 9457). Nothing of a request but method, route pattern, status, duration and request id
// is logged: paths and queries may carry tokens.
//
// Everything is safe for concurrent use. Allowed imports: app, Echo, kin-openapi, coder/websocket, golang.org/x/time/rate.
package web

package apptest

import "log/slog"

// Stranger returns a client that hasn't launched, with the given token or none.
func (w *World) Stranger(token string) *Client {
	c := &Client{t: w.T, base: w.URL}
	c.Token.Token = token
	return c
}

// Logger writes into the World's log.
func (w *World) Logger() *slog.Logger { return slog.New(slog.NewTextHandler(w.log, nil)) }

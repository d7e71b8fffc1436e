package web

import (
	"github.com/coder/websocket"
	"github.com/labstack/echo/v4"
)

// AcceptSocket upgrades the request to a WebSocket that reads messages of at most limit bytes. Any origin may
// connect: the token in the query authenticates, no cookie does, so there is nothing for a foreign page to ride on.
func AcceptSocket(c echo.Context, limit int64) (*websocket.Conn, error) {
	conn, err := websocket.Accept(c.Response().Writer, c.Request(), &websocket.AcceptOptions{
		InsecureSkipVerify: true,
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(limit)
	return conn, nil
}

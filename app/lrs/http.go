package lrs

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// route is the store's; what lies below it is the library's.
const route = prefix + "/*"

// Register mounts the store. Its credentials are its own, so it stands outside of the API.
func (s *Service) Register(e *echo.Echo) { e.Any(route, echo.WrapHandler(s.handler())) }

// Larger says which routes take how many bytes.
func (s *Service) Larger() map[string]int64 {
	return map[string]int64{http.MethodPost + " " + route: lrs.MaxRequest, http.MethodPut + " " + route: lrs.MaxRequest}
}

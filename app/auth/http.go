package auth

import (
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("POST", "/token", "Exchange the single-use code of a launch for a bearer token.", http.StatusOK, s.postToken).OpenTo(),
		web.JSON("POST", "/token/renew", "A fresh token for the same login.", http.StatusOK, s.postRenew),
		web.JSON("POST", "/token/handoff", "A single-use code, good for a minute, that opens the login in another tab.", http.StatusOK, s.postHandoff),
		web.JSON("GET", "/me", "Who the token speaks for and what they may do.", http.StatusOK, s.getMe),
	}
}

// Code is a single-use launch code.
type Code struct {
	Code string `json:"code"`
}

// Me is the person a token speaks for.
type Me struct {
	UserID app.UserID `json:"userId"`
	Name   string     `json:"name"`
	Role   app.Role   `json:"role" enum:"instructor,assistant,learner,observer"`
}

// Token is the answer to a code.
type Token struct {
	Token       string          `json:"token"`
	ExpiresAt   *time.Time      `json:"expiresAt"`
	Me          Me              `json:"me"`
	ClassroomID app.ClassroomID `json:"classroomId"`
	Locale      string          `json:"locale"`
	ReturnURL   string          `json:"returnUrl"`
	// Page is what the launch asked for, and About whom "record" shows; "" where that person isn't known here.
	Page  app.Page   `json:"page" enum:"class,choose,record"`
	About app.UserID `json:"about"`
}

// Self is the answer to GET /me.
type Self struct {
	UserID      app.UserID      `json:"userId"`
	Name        string          `json:"name"`
	Role        app.Role        `json:"role" enum:"instructor,assistant,learner,observer"`
	Permissions []app.Action    `json:"permissions"`
	ClassroomID app.ClassroomID `json:"classroomId"`
}

func (s *Service) postToken(c web.Call, in Code) (Token, error) {
	g, err := s.Exchange(c.Ctx(), in.Code)
	if err != nil {
		return Token{}, err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return render(g), nil
}

func (s *Service) postRenew(c web.Call, _ web.None) (Token, error) {
	g, err := s.Renew(c.Ctx(), c.Actor)
	if err != nil {
		return Token{}, err
	}
	return render(g), nil
}

func (s *Service) postHandoff(c web.Call, _ web.None) (Code, error) {
	code, err := s.Handoff(c.Ctx(), c.Actor)
	return Code{Code: code}, err
}

func (s *Service) getMe(c web.Call, _ web.None) (Self, error) {
	p, err := s.person(c.Ctx(), c.Actor.User)
	if err != nil {
		return Self{}, err
	}
	return Self{UserID: p.ID, Name: p.Name, Role: c.Actor.Role, Permissions: app.Permissions(c.Actor), ClassroomID: c.Actor.Classroom}, nil
}

func render(g Grant) Token {
	page := g.Login.Page
	if page == "" { // of a login from before there were others
		page = app.PageClass
	}
	return Token{
		Page: page, About: g.Login.About,
		Token: g.Token, ExpiresAt: web.At(g.Expires), ClassroomID: g.Login.Classroom, Locale: g.Login.Locale, ReturnURL: g.Login.ReturnURL,
		Me: Me{UserID: g.Login.User, Name: g.Login.Name, Role: g.Login.Role},
	}
}

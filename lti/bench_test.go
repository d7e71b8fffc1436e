package lti_test

import (
	"testing"

	"github.com/lectern-classroom/lectern/lti"
)

func BenchmarkLogin(b *testing.B) {
	w := newWorld(b)
	r := loginRequest()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.tool.Login(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLaunch(b *testing.B) {
	w := newWorld(b)
	login := w.login(b)
	r := lti.LaunchRequest{IDToken: w.token(b, w.goodClaims(login.Nonce)), State: login.State, BrowserSecrets: []string{login.BrowserSecret}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.tool.Launch(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
}

package livekit_test

import (
	"fmt"
	"testing"

	"github.com/lectern-classroom/lectern/livekit"
)

func benchClient(b *testing.B) *livekit.Client {
	b.Helper()
	c, err := livekit.New(livekit.Config{URL: "http://127.0.0.1:1", APIKey: key, APISecret: secret})
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func BenchmarkToken(b *testing.B) {
	c, g := benchClient(b), learner("room", "identity")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Token(g); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWebhook(b *testing.B) {
	c, body := benchClient(b), []byte(lateBody)
	token := signed(`{"alg":"HS256"}`, fmt.Sprintf(`{"iss":%q,"sha256":%q}`, key, digest(body)), secret)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Webhook(body, token); err != nil {
			b.Fatal(err)
		}
	}
}

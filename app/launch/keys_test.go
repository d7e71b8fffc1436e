package launch_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jws"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// signedBy signs something and says with which key.
func signedBy(t *testing.T, k *launch.Keys) string {
	t.Helper()
	b, err := k.Sign([]byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	m, err := jws.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return m.Signatures()[0].ProtectedHeaders().KeyID()
}

func published(t *testing.T, k *launch.Keys) string {
	t.Helper()
	keys, err := k.Current(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	set, err := keys.PublicSet()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct{ Keys []map[string]any }
	if err := json.Unmarshal(set, &doc); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, key := range doc.Keys {
		if key["d"] != nil {
			t.Error("a private member is published")
		}
		ids = append(ids, key["kid"].(string))
	}
	return strings.Join(ids, " ")
}

func states(t *testing.T, k *launch.Keys) map[app.ToolKeyState][]string {
	t.Helper()
	list, err := k.List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	out := map[app.ToolKeyState][]string{}
	for _, key := range list {
		out[key.State] = append(out[key.State], key.ID)
	}
	return out
}

func TestKeysAreExchangedWithoutABreak(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		sealer, err := auth.NewSealer([]byte(strings.Repeat("s", 32)))
		if err != nil {
			t.Fatal(err)
		}
		clock := storetest.NewClock(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
		k, other := launch.NewKeys(s, sealer, clock.Now), launch.NewKeys(s, sealer, clock.Now) // two processes
		old := signedBy(t, k)
		if signedBy(t, other) != old {
			t.Fatal("two processes have different keys")
		}
		if err := k.Rotate(ctx); err != nil {
			t.Fatal(err)
		}
		next := states(t, k)[app.ToolKeyNext][0]
		if signedBy(t, k) != old || !strings.Contains(published(t, k), next) {
			t.Error("LTI-KEY-08 the new key signs before it was published long enough")
		}
		wantConflict(t, "a second new key", k.Rotate(ctx))
		wantConflict(t, "retiring the key that signs", k.Retire(ctx, old))
		clock.Add(launch.KeyLead - time.Second)
		if signedBy(t, k) != old {
			t.Error("signs too early")
		}
		clock.Add(time.Second)
		clock.Add(11 * time.Second) // what was read is good for a moment
		for _, process := range []*launch.Keys{k, other} {
			if signedBy(t, process) != next || !strings.Contains(published(t, process), old) {
				t.Errorf("LTI-KEY-08 after its time: signs with %s, publishes %s", signedBy(t, process), published(t, process))
			}
		}
		if err := k.Retire(ctx, old); err != nil || published(t, k) != next {
			t.Errorf("retired: %v, %s", err, published(t, k))
		}
		if err := k.Retire(ctx, old); app.CodeOf(err) != app.CodeNotFound {
			t.Errorf("retired twice: %v", err)
		}
		if err := k.Rotate(ctx); err != nil {
			t.Fatal(err)
		}
		third := states(t, k)[app.ToolKeyNext][0]
		if err := k.UseNow(ctx, third); err != nil || signedBy(t, k) != third {
			t.Errorf("by hand: %v, %s", err, signedBy(t, k))
		}
		wantConflict(t, "letting it sign again", k.UseNow(ctx, third))
		wantConflict(t, "letting an old one sign", k.UseNow(ctx, next))
	})
}

func wantConflict(t *testing.T, what string, err error) {
	t.Helper()
	var e *app.Error
	if !errors.As(err, &e) || e.Code != app.CodeConflict {
		t.Errorf("%s: %v", what, err)
	}
}

func TestARegistrationIsChangedButForItsNames(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		r := launch.NewRegistrations(s, func() int64 { return 1000 })
		reg := app.Registration{Name: "Moodle", Issuer: "https://a.example", ClientID: "c", AuthURL: "https://a.example/1", TokenURL: "https://a.example/2",
			JWKSURL: "https://a.example/3", Product: "moodle", Messages: []string{"LtiDeepLinkingRequest"}}
		if _, err := r.Add(ctx, reg); err == nil {
			t.Error("added without a deployment")
		}
		id, err := r.AddPending(ctx, reg)
		if err != nil {
			t.Fatal(err)
		}
		second := reg
		second.ClientID = "d"
		if _, err := r.AddPending(ctx, second); err != nil {
			t.Fatalf("a second registration of one issuer: %v", err)
		}
		if _, err := r.AddPending(ctx, reg); !errors.Is(err, launch.ErrRegistered) {
			t.Errorf("added twice: %v", err)
		}
		change := app.Registration{ID: id, Name: "Our Moodle", Issuer: "https://evil.example", ClientID: "x", AuthURL: "https://a.example/4", TokenURL: "https://a.example/5",
			JWKSURL: "https://a.example/6", TokenAudience: "https://a.example", Deployments: []app.DeploymentID{"1", "2"}}
		if err := r.Change(ctx, change); err != nil {
			t.Fatal(err)
		}
		got, err := r.RegistrationByID(ctx, string(id))
		if err != nil || got.Issuer != "https://a.example" || got.ClientID != "c" || got.AuthURL != "https://a.example/4" || got.TokenAudience != "https://a.example" || len(got.Deployments) != 2 {
			t.Errorf("%+v, %v", got, err)
		}
		list, err := r.List(ctx)
		if err != nil || len(list) != 2 || list[1].Product != "moodle" || len(list[1].Messages) != 1 {
			t.Errorf("%+v, %v", list, err)
		}
		change.ID = "nobody"
		if err := r.Change(ctx, change); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("changed what isn't there: %v", err)
		}
	})
}

package admin_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// codeOf returns the code of an admin link.
func (o *office) codeOf(t *testing.T) string {
	t.Helper()
	address, expires, err := o.Link(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil || u.Path != "/admin" || u.RawQuery != "" || !expires.Equal(o.clock.Now().Add(admin.LinkLife)) {
		t.Fatalf("%s until %v, %v", address, expires, err)
	}
	return strings.TrimPrefix(u.Fragment, "code=")
}

func TestALinkOpensTheAdminPagesOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		ctx := context.Background()
		code := o.codeOf(t)
		token, expires, err := o.Enter(ctx, code)
		if err != nil || !expires.Equal(o.clock.Now().Add(admin.TokenLife)) {
			t.Fatalf("until %v, %v", expires, err)
		}
		if actor, err := o.auth.Authenticate(token); err != nil || actor.Role != app.RoleAdministrator || actor.Classroom != "" || o.Entered(ctx, actor) != nil || o.Entered(ctx, app.Administrator()) == nil {
			t.Errorf("the token speaks for %+v, %v", actor, err)
		}
		_, _, err = o.Enter(ctx, code)
		wantCode(t, "used", err, app.CodeLaunchCodeUsed)
		for name, code := range map[string]string{"made up": strings.Repeat("A", 32), "empty": "", "with a NUL": code[:31] + "\x00", "huge": strings.Repeat("A", 1<<20)} {
			_, _, err := o.Enter(ctx, code)
			wantCode(t, name, err, app.CodeLaunchCodeUnknown)
		}
		late := o.codeOf(t)
		o.clock.Add(admin.LinkLife)
		_, _, err = o.Enter(ctx, late)
		wantCode(t, "expired", err, app.CodeLaunchCodeUnknown)
		o.clock.Add(admin.TokenLife)
		if _, err := o.auth.Authenticate(token); app.CodeOf(err) != app.CodeUnauthorized {
			t.Errorf("after hours the token is still good: %v", err)
		}
		_, err = o.auth.Renew(ctx, app.Administrator())
		wantCode(t, "renewed", err, app.CodeUnauthorized)
		o.clock.Add(60 * 24 * time.Hour)
		var left int64
		if err := errors.Join(o.Prune(ctx), s.Read(ctx).Raw("SELECT COUNT(*) FROM admin_links").Scan(&left).Error); err != nil || left != 0 {
			t.Errorf("%d links are kept for ever, %v", left, err)
		}
	})
}

func TestOfManyWhoOpenALinkOneEnters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		code := o.codeOf(t)
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, _, errs[i] = o.Enter(context.Background(), code) })
		}
		wg.Wait()
		in := 0
		for _, err := range errs {
			if err == nil {
				in++
				continue
			}
			wantCode(t, "second", err, app.CodeLaunchCodeUsed)
		}
		if in != 1 {
			t.Errorf("%d entered", in)
		}
	})
}

func TestSecretsAreKeptAsHashesAlone(t *testing.T) {
	t.Parallel()
	o := newSQLite(t)
	ctx := context.Background()
	code, address := o.codeOf(t), o.invite(t, "")
	invite := address[strings.LastIndex(address, "=")+1:]
	for _, query := range []string{"SELECT code_hash FROM admin_links", "SELECT code_hash FROM platform_invites"} {
		var kept []string
		if err := o.store.Read(ctx).Raw(query).Scan(&kept).Error; err != nil {
			t.Fatal(err)
		}
		if len(kept) != 1 || strings.Contains(kept[0], code) || strings.Contains(kept[0], invite) {
			t.Errorf("kept %v", kept)
		}
	}
	if log := o.log.String(); strings.Contains(log, code) || strings.Contains(log, invite) {
		t.Error("the log holds a code")
	}
	for _, life := range []time.Duration{time.Second, 31 * 24 * time.Hour, -time.Hour} {
		_, err := o.Invite(ctx, "", life)
		wantCode(t, life.String(), err, app.CodeInvalid)
	}
}

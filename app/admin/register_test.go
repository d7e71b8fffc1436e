package admin_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestAnLMSRegistersByItself(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		u := o.open(t, o.invite(t, "Our school"))
		res, err := http.Get(u.String())
		asked := read(t, res, err)
		if asked.status != http.StatusOK || !strings.Contains(asked.body, "Demo LMS") || !strings.Contains(asked.body, "<code>"+o.lms.URL()+"</code>") {
			t.Fatalf("%d %s", asked.status, asked.body)
		}
		if len(o.lms.Registrations()) != 0 || len(o.platforms(t)) != 0 {
			t.Fatal("registered before it was confirmed")
		}
		done := o.confirm(t, u)
		if done.status != http.StatusOK || !strings.Contains(done.body, "press Activate") || !strings.Contains(done.body, "data-close") {
			t.Fatalf("%d %s", done.status, done.body)
		}
		card := o.platforms(t)[0]
		if card.Name != "Our school" || card.Issuer != o.lms.URL() || card.Product != "Demo LMS" || len(card.Deployments) != 1 || card.LastLaunchAt != nil {
			t.Errorf("%+v", card)
		}
		if active, known := o.lms.Registrations()[platform.ClientID(card.ClientID)]; !known || active {
			t.Errorf("at the LMS: known %v, active %v", known, active)
		}
		if err := o.lms.Activate(platform.ClientID(card.ClientID)); err != nil {
			t.Fatal(err)
		}
		launched, err := platform.NewBrowser(o.lms).Launch(t.Context(), "teacher", o.lms.Links()[0].ID)
		if p := read(t, launched, err); p.status != http.StatusSeeOther {
			t.Errorf("a launch after it: %d %s", p.status, p.body)
		}
		if again := o.confirm(t, o.open(t, o.url+"/lti/register?invite="+u.Query().Get("invite"))); again.code != "invite_used" || len(o.lms.Registrations()) != 1 {
			t.Errorf("the invite works twice: %d %s", again.status, again.code)
		}
		if strings.Contains(o.log.String(), u.Query().Get("registration_token")) || strings.Contains(o.log.String(), u.Query().Get("invite")) {
			t.Error("the log holds a secret")
		}
	})
}

func TestAFailedTryLeavesTheInvite(t *testing.T) {
	t.Parallel()
	o := newSQLite(t)
	address := o.invite(t, "")
	good := o.open(t, address)
	with := func(name, value string) *url.URL {
		u := *good
		q := u.Query()
		q.Set(name, value)
		u.RawQuery = q.Encode()
		return &u
	}
	for _, tc := range []struct {
		name, code string
		url        *url.URL
		fault      func(f *platform.Faults)
	}{
		{"LTI-REG-03 the LMS is down", "platform_configuration_unavailable", good, func(f *platform.Faults) { f.Set(platform.EndpointConfiguration, platform.Fault{Drop: true}) }},
		{"LTI-REG-03 a page", "platform_configuration_malformed", good, func(f *platform.Faults) {
			f.Set(platform.EndpointConfiguration, platform.Fault{Status: 200, Body: "<html>"})
		}},
		{"LTI-REG-10 refused", "registration_refused", good, func(f *platform.Faults) {
			f.Set(platform.EndpointRegistration, platform.Fault{Status: 400, Body: "missing_domain"})
		}},
		{"LTI-REG-10 a failure", "registration_unanswered", good, func(f *platform.Faults) { f.Set(platform.EndpointRegistration, platform.Fault{}) }},
		{"LTI-REG-10 a token of another", "registration_token_refused", with("registration_token", "a.b.c"), nil},
		{"LTI-REG-04 somebody else's issuer", "platform_issuer_mismatch", good, func(f *platform.Faults) {
			f.Set(platform.EndpointConfiguration, platform.Fault{Status: 200, Type: "application/json", Body: `{"issuer":"https://moodle.example","authorization_endpoint":"https://moodle.example/a","token_endpoint":"https://moodle.example/t","jwks_uri":"https://moodle.example/j","registration_endpoint":"https://moodle.example/r"}`})
		}},
		{"LTI-REG-01 no address", "registration_address_missing", with("openid_configuration", ""), nil},
		{"LTI-REG-02 where clouds keep secrets", "registration_address_private", with("openid_configuration", "http://169.254.169.254/latest"), nil},
		{"an invite that nobody made", "invite_unknown", with("invite", strings.Repeat("x", 32)), nil},
		{"no invite", "invite_unknown", with("invite", ""), nil},
	} {
		o.lms.Faults().ClearAll()
		if tc.fault != nil {
			tc.fault(o.lms.Faults())
		}
		p := o.confirm(t, tc.url)
		if p.status < 400 || p.status > 499 || p.code != tc.code || strings.Contains(p.body, "moodle.example/a") {
			t.Errorf("%s: %d %s, want %s", tc.name, p.status, p.code, tc.code)
		}
		if len(o.platforms(t)) != 0 {
			t.Fatalf("%s: registered", tc.name)
		}
	}
	before := o.lms.Faults().Count(platform.EndpointConfiguration)
	if res, err := http.Get(with("invite", "nobody").String()); read(t, res, err).code != "invite_unknown" || o.lms.Faults().Count(platform.EndpointConfiguration) != before {
		t.Error("an address was asked without an invite")
	}
	o.lms.Faults().ClearAll()
	if p := o.confirm(t, good); p.status != http.StatusOK { // the LMS's token wasn't used up either
		t.Errorf("after all that: %d %s", p.status, p.code)
	}
}

func TestInvitesEnd(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		u := o.open(t, o.invite(t, ""))
		o.clock.Add(admin.InviteLife)
		if p := o.confirm(t, u); p.code != "invite_expired" {
			t.Errorf("%d %s", p.status, p.code)
		}
	})
}

func TestOfTwoRegistrationsWithOneInviteOneIsKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		address := o.invite(t, "")
		pages := make([]page, 4)
		opened := make([]*url.URL, len(pages))
		for i := range opened {
			opened[i] = o.open(t, address)
		}
		var wg sync.WaitGroup
		for i := range pages {
			wg.Go(func() { pages[i] = o.confirm(t, opened[i]) })
		}
		wg.Wait()
		kept := 0
		for _, p := range pages {
			switch {
			case p.status == http.StatusOK:
				kept++
			case p.code != "invite_busy" && p.code != "invite_used":
				t.Errorf("%d %s", p.status, p.code)
			}
		}
		if kept != 1 || len(o.platforms(t)) != 1 || len(o.lms.Registrations()) != 1 {
			t.Errorf("%d kept, %d known here, %d known there", kept, len(o.platforms(t)), len(o.lms.Registrations()))
		}
	})
}

func TestARegistrationOutlivesItsInvitesLink(t *testing.T) {
	t.Parallel()
	o := newSQLite(t)
	card := o.connect(t)
	if err := o.registrations.Remove(context.Background(), card.ID); err != nil {
		t.Fatal(err)
	}
	if len(o.platforms(t)) != 0 {
		t.Error("still there")
	}
	o.connect(t) // the same LMS again, by another invite
}

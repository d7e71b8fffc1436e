package admin_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// until polls the LMS's card until it is as wanted.
func (o *office) until(t *testing.T, what string, wanted func(admin.Platform) bool) admin.Platform {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		card := o.platforms(t)[0]
		if wanted(card) {
			return card
		}
		select {
		case <-deadline.C:
			t.Fatalf("%s: the card is %+v, failure %+v", what, card, card.LastFailure)
		case <-tick.C:
		}
	}
}

func TestTheCardShowsHowAnLMSIsDoing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		o.keepNotes(t)
		id := o.connect(t).ID
		if p := o.launchAs(t, "teacher"); p.status != http.StatusSeeOther {
			t.Fatal(p.status)
		}
		card := o.until(t, "a launch", func(p admin.Platform) bool { return p.LastLaunchAt != nil })
		if card.Classrooms != 1 || card.LastFailure != nil || card.LastTokenAt != nil {
			t.Errorf("%+v", card)
		}
		o.clock.Add(2 * time.Minute)
		walk(t, o.Service, id)
		o.until(t, "a token", func(p admin.Platform) bool { return p.LastTokenAt != nil })

		o.lms.Faults().Set(platform.EndpointToken, platform.Fault{Status: 404, Body: "<html>"})
		o.clock.Add(time.Second)
		walk(t, o.Service, id) // a failure of another kind is written at once
		card = o.until(t, "a failure", func(p admin.Platform) bool { return p.LastFailure != nil })
		if f := card.LastFailure; f.Code != "keys_blocked" || !f.Current || !strings.Contains(f.Message, "private address or port blocked") || f.Mend == "" {
			t.Errorf("%+v", f)
		}
		o.lms.Faults().ClearAll()
		o.clock.Add(2 * time.Minute)
		walk(t, o.Service, id)
		o.until(t, "a mended one", func(p admin.Platform) bool { return p.LastFailure != nil && !p.LastFailure.Current })

		if err := o.registrations.Change(t.Context(), app.Registration{ID: id, Name: "x", Issuer: card.Issuer, ClientID: card.ClientID, AuthURL: card.AuthURL,
			TokenURL: card.TokenURL, JWKSURL: card.JWKSURL, Deployments: []app.DeploymentID{"other"}}); err != nil {
			t.Fatal(err)
		}
		o.clock.Add(2 * time.Minute)
		if res, err := platform.NewBrowser(o.lms).Launch(t.Context(), "teacher", o.lms.Links()[0].ID); err == nil {
			read(t, res, err)
		}
		o.until(t, "an unknown deployment", func(p admin.Platform) bool { return p.LastFailure != nil && p.LastFailure.Code == "launch_deployment" })
	})
}

func TestALaunchIsNotAWriteEach(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		stop := o.keepNotes(t)
		id := o.connect(t).ID
		o.ledger.Launched(id, lti.MessageResourceLink)
		first := *o.until(t, "the first", func(p admin.Platform) bool { return p.LastLaunchAt != nil }).LastLaunchAt
		for range 300 {
			o.clock.Add(100 * time.Millisecond) // half a minute in all
			o.ledger.Launched(id, lti.MessageResourceLink)
		}
		o.ledger.Refused(id, "key_set_unavailable") // written at once, and what waits with it
		card := o.until(t, "a failure", func(p admin.Platform) bool { return p.LastFailure != nil })
		if got := card.LastLaunchAt.Sub(first); got > 31*time.Second || got < 29*time.Second {
			t.Errorf("written with the failure: %v after the first", got)
		}
		o.clock.Add(time.Second)
		o.ledger.Launched(id, lti.MessageDeepLinking)
		stop() // nothing is lost when the process ends
		if card := o.platforms(t)[0]; card.LastDeepLinkAt == nil || card.LastDeepLinkAt.Sub(first) < 30*time.Second {
			t.Errorf("%+v", card)
		}
		o.ledger.Launched("", lti.MessageResourceLink) // of no registration
	})
}

func TestWhatIsNotTheLMSsFaultIsNotNoted(t *testing.T) {
	t.Parallel()
	o := newSQLite(t)
	stop := o.keepNotes(t)
	id := o.connect(t).ID
	o.ledger.Observe(lti.Registration{ID: string(id)}, "members", &lti.ServiceError{Op: "members", Code: lti.ServiceCanceled})
	if _, err := http.PostForm(o.url+"/lti/launch", map[string][]string{"id_token": {"x"}, "state": {"made up"}}); err != nil {
		t.Fatal(err)
	}
	b := platform.NewBrowser(o.lms)
	if p := o.launchAs(t, "teacher"); p.status != http.StatusSeeOther {
		t.Fatal(p.status)
	}
	initiation, err := o.lms.Initiation("learner1", o.lms.Links()[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	to, err := b.Login(t.Context(), platform.Form{Action: o.url + "/lti/login", Fields: initiation})
	if err != nil {
		t.Fatal(err)
	}
	form, err := b.Authorize(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.PostForm(form.Action, form.Fields) // another browser
	if p := read(t, res, err); p.code != "browser_unproven" {
		t.Errorf("%d %s", p.status, p.code)
	}
	stop()
	if card := o.platforms(t)[0]; card.LastFailure != nil || card.LastLaunchAt == nil {
		t.Errorf("%+v", card.LastFailure)
	}
	var left int64
	err = errors.Join(o.registrations.Remove(t.Context(), id), o.Prune(t.Context()), o.store.Read(t.Context()).Raw("SELECT COUNT(*) FROM platform_facts").Scan(&left).Error)
	if err != nil || left != 0 {
		t.Errorf("%d notes outlive their registration, %v", left, err)
	}
}

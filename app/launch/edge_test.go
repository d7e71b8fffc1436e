package launch_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// post posts a form without cookies and doesn't follow redirects.
func post(t *testing.T, address string, form url.Values) answer {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, res)
}

// begin walks a launch up to the form that the LMS would send to /lti/launch.
func (d *door) begin(t *testing.T, b *platform.Browser, user platform.UserID) platform.Form {
	t.Helper()
	initiation, err := d.lms.Initiation(user, "1")
	if err != nil {
		t.Fatal(err)
	}
	to, err := b.Login(t.Context(), platform.Form{Action: d.url + "/lti/login", Fields: initiation})
	if err != nil {
		t.Fatal(err)
	}
	form, err := b.Authorize(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

func TestLaunchIsBoundToTheBrowserThatBegan(t *testing.T) {
	t.Parallel()
	d := newDoor(t, storetest.Open(t, storetest.SQLite(t)))
	begun := d.begin(t, platform.NewBrowser(d.lms), "teacher")

	checkRefusal(t, "no cookie", "browser_unproven", post(t, begun.Action, begun.Fields))

	stranger := platform.NewBrowser(d.lms)
	d.begin(t, stranger, "learner1") // has a cookie of its own login
	res, err := stranger.Submit(t.Context(), begun)
	if err != nil {
		t.Fatal(err)
	}
	checkRefusal(t, "another browser", "browser_unproven", read(t, res))

	forged := url.Values{"id_token": begun.Fields["id_token"], "state": begun.Fields["state"], "lectern_storage_proof": {"guess"}}
	checkRefusal(t, "a guessed proof", "browser_unproven", post(t, begun.Action, forged))
	if d.count(t, "launches") != 0 {
		t.Error("somebody got in")
	}
}

func TestOneLaunchPostedManyTimesGetsInOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDoor(t, s)
		b := platform.NewBrowser(d.lms)
		form := d.begin(t, b, "teacher")
		var in, replayed int
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				res, err := b.Submit(context.Background(), form)
				if err != nil {
					t.Error(err)
					return
				}
				a := read(t, res)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case a.status == http.StatusSeeOther:
					in++
				case a.code == "launch_replayed", a.code == "browser_unproven": // the cookie is gone once one got in
					replayed++
				default:
					t.Errorf("%d %s", a.status, a.code)
				}
			})
		}
		wg.Wait()
		if in != 1 || replayed != 7 || d.count(t, "launches") != 1 {
			t.Errorf("%d got in, %d were refused, %d logins", in, replayed, d.count(t, "launches"))
		}
	})
}

func TestANULIsRefusedAndNoFaultOfOurs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDoor(t, s)
		for _, field := range []string{"iss", "client_id", "login_hint", "target_link_uri", "lti_deployment_id"} {
			form, err := d.lms.Initiation("teacher", "1")
			if err != nil {
				t.Fatal(err)
			}
			form.Set(field, "a\x00b")
			if a := post(t, d.url+"/lti/login", form); a.status < 400 || a.status > 499 {
				t.Errorf("%s: %d", field, a.status)
			}
		}
	})
}

func TestLoginEdges(t *testing.T) {
	t.Parallel()
	d := newDoor(t, storetest.Open(t, storetest.SQLite(t)))
	good, err := d.lms.Initiation("teacher", "1")
	if err != nil {
		t.Fatal(err)
	}
	with := func(name, value string) url.Values {
		v := url.Values{}
		for k := range good {
			v[k] = good[k]
		}
		if value == "" {
			delete(v, name)
		} else {
			v.Set(name, value)
		}
		return v
	}
	for _, tc := range []struct {
		name, code string
		form       url.Values
	}{
		{"LTI-LOGIN-03 no issuer", "issuer_missing", with("iss", "")},
		{"LTI-LOGIN-04 no hint", "login_hint_missing", with("login_hint", "")},
		{"LTI-LOGIN-05 no target", "target_missing", with("target_link_uri", "")},
		{"LTI-LOGIN-06 unknown issuer", "registration_unknown", with("iss", "https://evil.example")},
		{"LTI-LOGIN-06 unknown client", "registration_unknown", with("client_id", "nobody")},
		{"LTI-LOGIN-08 target elsewhere", "target_not_allowed", with("target_link_uri", "https://evil.example/")},
		{"LTI-LOGIN-02 far too long", "parameter_too_long", with("client_id", strings.Repeat("c", 300))},
		{"nothing", "issuer_missing", url.Values{}},
	} {
		a := post(t, d.url+"/lti/login", tc.form)
		checkRefusal(t, tc.name, tc.code, a)
	}
	if a := post(t, d.url+"/lti/login", url.Values{"iss": {strings.Repeat("x", 2<<20)}}); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("2 MiB: %d", a.status)
	}
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		req, err := http.NewRequest(method, d.url+"/lti/launch", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if a := read(t, res); a.status != http.StatusNotFound {
			t.Errorf("%s /lti/launch: %d", method, a.status)
		}
	}
}

func TestLoginIsAPlainRedirectWithBoundCookies(t *testing.T) {
	t.Parallel()
	d := newDoor(t, storetest.Open(t, storetest.SQLite(t)))
	good, err := d.lms.Initiation("teacher", "1")
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, get := range []bool{false, true} {
		var res *http.Response
		if get {
			res, err = client.Get(d.url + "/lti/login?" + good.Encode())
		} else {
			res, err = client.PostForm(d.url+"/lti/login", good)
		}
		if err != nil {
			t.Fatal(err)
		}
		a := read(t, res)
		to, err := url.Parse(a.location)
		if err != nil || a.status != http.StatusFound {
			t.Fatalf("%d to %q", a.status, a.location)
		}
		q := to.Query()
		for name, want := range map[string]string{"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
			"client_id": "lectern", "redirect_uri": d.url + "/lti/launch", "login_hint": good.Get("login_hint"), "lti_message_hint": good.Get("lti_message_hint")} {
			if q.Get(name) != want {
				t.Errorf("%s is %q, want %q", name, q.Get(name), want)
			}
		}
		if strings.ContainsAny(q.Get("state"), "<>+/= ") || q.Get("state") == "" {
			t.Errorf("state %q would be changed on the way", q.Get("state"))
		}
		cookies := strings.Join(res.Header.Values("Set-Cookie"), "\n")
		for _, want := range []string{"HttpOnly", "Secure", "SameSite=None", "Partitioned"} {
			if !strings.Contains(cookies, want) {
				t.Errorf("no %s in %s", want, cookies)
			}
		}
	}
}

func TestLoginFillsPlatformStorageWhereItIsOffered(t *testing.T) {
	t.Parallel()
	d := newDoor(t, storetest.Open(t, storetest.SQLite(t)))
	b := platform.NewBrowser(d.lms)
	initiation, err := d.lms.Initiation("teacher", "1")
	if err != nil {
		t.Fatal(err)
	}
	initiation.Set("lti_storage_target", "_parent")
	put := post(t, d.url+"/lti/login", initiation)
	if put.status != http.StatusOK || !strings.Contains(put.body, `data-action="put"`) || !strings.Contains(put.body, `data-origin="`+d.lms.URL()+`"`) {
		t.Fatalf("%d %s", put.status, put.body)
	}
	next := attribute(t, put.body, "data-next")
	to, err := url.Parse(next)
	if err != nil {
		t.Fatal(err)
	}
	form, err := b.Authorize(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	get := post(t, form.Action, form.Fields) // no cookie came back
	if get.status != http.StatusOK || !strings.Contains(get.body, `data-action="get"`) {
		t.Fatalf("%d %s", get.status, get.body)
	}
	form.Fields.Set("lectern_storage_proof", attribute(t, put.body, "data-value"))
	checkRefusal(t, "posted from another origin", "browser_unproven", post(t, form.Action, form.Fields))
	req, err := http.NewRequest("POST", form.Action, strings.NewReader(form.Fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", d.url)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if a := read(t, res); a.status != http.StatusSeeOther {
		t.Errorf("%d %s", a.status, a.code)
	}
}

func attribute(t *testing.T, page, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, name+`="`)
	value, _, ok2 := strings.Cut(rest, `"`)
	if !ok || !ok2 {
		t.Fatalf("no %s in %s", name, page)
	}
	return strings.NewReplacer("&amp;", "&", "&#43;", "+", "&#34;", `"`).Replace(value)
}

func TestRegistrationsActAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDoor(t, s)
		list, err := d.registrations.List(t.Context())
		if err != nil || len(list) != 1 || len(list[0].Deployments) != 2 {
			t.Fatalf("%+v, %v", list, err)
		}
		if _, err := d.registrations.Add(t.Context(), list[0]); err == nil {
			t.Error("the same issuer and client id were registered twice")
		}
		b := platform.NewBrowser(d.lms)
		form := d.begin(t, b, "teacher")
		if err := d.registrations.Remove(t.Context(), list[0].ID); err != nil {
			t.Fatal(err)
		}
		res, err := b.Submit(t.Context(), form)
		if err != nil {
			t.Fatal(err)
		}
		checkRefusal(t, "removed between login and launch", "registration_unknown", read(t, res))
		d.register(t, "lectern", "1")
		res, err = d.lms.Launch(t.Context(), platform.LaunchOptions{User: "teacher", Link: "1"})
		if err != nil {
			t.Fatal(err)
		}
		if a := read(t, res); a.status != http.StatusSeeOther {
			t.Errorf("registered again: %d %s", a.status, a.code)
		}
	})
}

func TestRegistrationFaultsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	r := launch.NewRegistrations(storetest.Open(t, storetest.SQLite(t)), func() int64 { return 1 })
	_, err := r.Add(t.Context(), launch.Registration{Issuer: "lms.example.org"})
	for _, flag := range []string{"--name", "--issuer", "--client-id", "--auth-url", "--token-url", "--jwks-url", "--deployment"} {
		if err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("%s isn't named in %v", flag, err)
		}
	}
}

func TestARotatedKeyIsAcceptedWithin35Seconds(t *testing.T) {
	t.Parallel()
	d := newDoor(t, storetest.Open(t, storetest.SQLite(t)))
	launchNow := func() answer {
		res, err := d.lms.Launch(t.Context(), platform.LaunchOptions{User: "teacher", Link: "1"})
		if err != nil {
			t.Fatal(err)
		}
		return read(t, res)
	}
	if a := launchNow(); a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, a.code)
	}
	if _, err := d.lms.RotateKey(false); err != nil {
		t.Fatal(err)
	}
	d.offset.Store(int64(35 * time.Second))
	if a := launchNow(); a.status != http.StatusSeeOther {
		t.Errorf("35 s after the rotation: %d %s", a.status, a.code)
	}
	before := d.lms.Faults().Count("jwks")
	for range 20 {
		res, err := d.lms.Launch(t.Context(), platform.LaunchOptions{User: "teacher", Link: "1", Sign: platform.SignOptions{Kid: "made-up"}})
		if err != nil {
			t.Fatal(err)
		}
		checkRefusal(t, "made-up kid", "key_unknown", read(t, res))
	}
	if n := d.lms.Faults().Count("jwks") - before; n > 1 {
		t.Errorf("20 made-up key ids fetched the key set %d times", n)
	}
}

func TestPeopleAreKeyedByIssuerAndSubject(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDoor(t, s)
		for _, bend := range []spoil{nil, set("email", "new@example.org"), set("name", "Renamed"), nameless, set("sub", "another")} {
			res, err := d.lms.Launch(t.Context(), platform.LaunchOptions{User: "learner1", Link: "1", Mutate: bend})
			if err != nil {
				t.Fatal(err)
			}
			if a := read(t, res); a.status != http.StatusSeeOther {
				t.Fatalf("%d %s", a.status, a.code)
			}
		}
		if n := d.count(t, "users"); n != 2 {
			t.Errorf("%d users, want 2: a new name or mail is the same person, a new sub isn't", n)
		}
		if n := d.count(t, "classrooms"); n != 1 {
			t.Errorf("%d classrooms", n)
		}
		var name string
		err := d.store.Read(t.Context()).Raw("SELECT name FROM users WHERE subject <> 'another'").Scan(&name).Error
		if err != nil || name != "Renamed" {
			t.Errorf("name %q, %v: a launch without a name must not erase it", name, err)
		}
	})
}

func TestTwoLinksAndTwoDeploymentsAreDifferentClassrooms(t *testing.T) {
	t.Parallel()
	d := newDoor(t, storetest.Open(t, storetest.SQLite(t)))
	for _, o := range []platform.LaunchOptions{{User: "learner1", Link: "1"}, {User: "learner1", Link: "2"}, {User: "learner1", Link: "1", DeploymentID: "2"}} {
		res, err := d.lms.Launch(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if a := read(t, res); a.status != http.StatusSeeOther {
			t.Fatalf("%+v: %d %s", o, a.status, a.code)
		}
	}
	if n := d.count(t, "classrooms"); n != 3 {
		t.Errorf("%d classrooms, want 3", n)
	}
}

func TestAClientThatKeepsNoSecureCookiesOverHTTPGetsIn(t *testing.T) {
	t.Parallel()
	d := newDoor(t, storetest.Open(t, storetest.SQLite(t)))
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	initiation, err := d.lms.Initiation("teacher", "1")
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.PostForm(d.url+"/lti/login", initiation)
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(read(t, res).location)
	if err != nil {
		t.Fatal(err)
	}
	form, err := platform.NewBrowser(d.lms).Authorize(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	res, err = client.PostForm(form.Action, form.Fields)
	if err != nil {
		t.Fatal(err)
	}
	if a := read(t, res); a.status != http.StatusSeeOther {
		t.Errorf("%d %s", a.status, a.code)
	}
}

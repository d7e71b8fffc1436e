package server_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/web"
)

func TestPlatformsByHand(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	a := w.Stranger(administrator(t, w))
	good := admin.PlatformInput{Name: " Moodle ", Issuer: "https://moodle.example", ClientID: "abc", AuthURL: "https://moodle.example/a",
		TokenURL: "https://moodle.example/t", JWKSURL: "https://moodle.example/j", Deployments: []app.DeploymentID{"1", " 2 "}, Product: "moodle"}
	for name, tc := range map[string]struct {
		field string
		bend  func(*admin.PlatformInput)
	}{
		"no name":            {"name", func(in *admin.PlatformInput) { in.Name = " " }},
		"no address":         {"issuer", func(in *admin.PlatformInput) { in.Issuer = "moodle.example" }},
		"a script":           {"authUrl", func(in *admin.PlatformInput) { in.AuthURL = "javascript:alert(1)" }},
		"credentials":        {"tokenUrl", func(in *admin.PlatformInput) { in.TokenURL = "https://a:b@moodle.example/t" }},
		"a fragment":         {"jwksUrl", func(in *admin.PlatformInput) { in.JWKSURL += "#x" }},
		"no client id":       {"clientId", func(in *admin.PlatformInput) { in.ClientID = "" }},
		"no deployment":      {"deployments", func(in *admin.PlatformInput) { in.Deployments = nil }},
		"a deployment twice": {"deployments", func(in *admin.PlatformInput) { in.Deployments = []app.DeploymentID{"1", "1"} }},
		"words for audience": {"tokenAudience", func(in *admin.PlatformInput) { in.TokenAudience = "two words" }},
	} {
		in := good
		tc.bend(&in)
		var p web.Problem
		if got := a.Call("POST", "/admin/platforms", in, &p); got != http.StatusBadRequest || !strings.Contains(p.Detail, tc.field) {
			t.Errorf("%s: %d %s", name, got, p.Detail)
		}
	}
	var card admin.Platform
	a.Must(http.StatusCreated, "POST", "/admin/platforms", good, &card)
	if card.Name != "Moodle" || card.Product != "Moodle" || len(card.Deployments) != 2 || card.Deployments[1] != "2" {
		t.Errorf("%+v", card)
	}
	if got := a.Call("POST", "/admin/platforms", good, nil); got != http.StatusConflict {
		t.Errorf("added twice: %d", got)
	}
	second := good
	second.ClientID = "def"
	a.Must(http.StatusCreated, "POST", "/admin/platforms", second, nil)
	path := "/admin/platforms/" + string(card.ID)
	edit := admin.PlatformEdit{Name: "Our Moodle", AuthURL: good.AuthURL, TokenURL: good.TokenURL, JWKSURL: "https://moodle.example/j2", Deployments: []app.DeploymentID{"3"}}
	a.Must(http.StatusOK, "PUT", path, edit, &card)
	if card.Name != "Our Moodle" || card.JWKSURL != "https://moodle.example/j2" || card.ClientID != "abc" || len(card.Deployments) != 1 {
		t.Errorf("%+v", card)
	}
	if got := a.Call("PUT", "/admin/platforms/none", edit, nil); got != http.StatusNotFound {
		t.Errorf("edited what isn't there: %d", got)
	}
	a.Must(http.StatusNoContent, "DELETE", path, nil, nil)
	if got := a.Call("DELETE", path, nil, nil); got != http.StatusNotFound {
		t.Errorf("removed twice: %d", got)
	}
	var list []admin.Platform
	a.Must(http.StatusOK, "GET", "/admin/platforms", nil, &list)
	if len(list) != 2 {
		t.Errorf("%d platforms", len(list))
	}
}

func TestInvitesAndKeysOfTheAdminPages(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	a := w.Stranger(administrator(t, w))
	var made admin.PlatformInvite
	a.Must(http.StatusCreated, "POST", "/admin/invites", admin.InviteInput{Name: "Moodle"}, &made)
	var open []admin.PlatformInvite
	a.Must(http.StatusOK, "GET", "/admin/invites", nil, &open)
	if len(open) != 1 || open[0].URL != "" || !strings.HasPrefix(made.URL, w.URL+"/lti/register?invite=") {
		t.Errorf("made %+v, listed %+v", made, open)
	}
	a.Must(http.StatusNoContent, "DELETE", "/admin/invites/"+made.ID, nil, nil)
	res, err := http.Get(made.URL + "&openid_configuration=" + w.LMS.URL() + "/lti/openid-configuration")
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("a withdrawn invite: %d", res.StatusCode)
	}
	var keys []admin.AdminKey
	a.Must(http.StatusOK, "POST", "/admin/keys", nil, &keys)
	if len(keys) != 2 || keys[0].State != app.ToolKeyNext {
		t.Fatalf("%+v", keys)
	}
	a.Must(http.StatusOK, "POST", "/admin/keys/"+keys[0].ID+"/use", nil, &keys)
	a.Must(http.StatusOK, "DELETE", "/admin/keys/"+keys[1].ID, nil, &keys)
	if len(keys) != 1 || keys[0].State != app.ToolKeySigning {
		t.Errorf("%+v", keys)
	}
}

func TestTheDoctorTellsEachStepAsItIsDone(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	w.Enter("teacher")
	a := w.Stranger(administrator(t, w))
	var list []admin.Platform
	a.Must(http.StatusOK, "GET", "/admin/platforms", nil, &list)
	req, err := http.NewRequest("POST", w.URL+"/api/v1/admin/platforms/"+string(list[0].ID)+"/doctor", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.Token.Token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var names []string
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		var step admin.DoctorStep
		if err := json.Unmarshal(lines.Bytes(), &step); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		names = append(names, step.Step)
		if step.Step != "deep_link" && step.Verdict != admin.Good {
			t.Errorf("%+v", step)
		}
	}
	if strings.Join(names, " ") != strings.Join(admin.Steps, " ") || res.Header.Get("Content-Type") != "application/x-ndjson" {
		t.Errorf("steps %v as %s", names, res.Header.Get("Content-Type"))
	}
	if got := a.Call("POST", "/admin/platforms/none/doctor", nil, nil); got != http.StatusNotFound {
		t.Errorf("no such platform: %d", got)
	}
}

package launch_test

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

func deploymentID(s string) app.DeploymentID { return app.DeploymentID(s) }

const claim = "https://purl.imsglobal.org/spec/lti/claim/"

type spoil = platform.Mutation

func set(name string, value any) spoil {
	return func(_, claims map[string]any) { claims[name] = value }
}

func drop(name string) spoil { return func(_, claims map[string]any) { delete(claims, name) } }

func header(name string, value any) spoil {
	return func(head, _ map[string]any) { head[name] = value }
}

func at(iat, exp time.Duration) spoil {
	return func(_, claims map[string]any) {
		claims["iat"], claims["exp"] = time.Now().Add(iat).Unix(), time.Now().Add(exp).Unix()
	}
}

// nameless is what privacy settings leave of a person.
func nameless(_, claims map[string]any) {
	for _, n := range []string{"name", "given_name", "family_name", "email"} {
		delete(claims, n)
	}
}

// launches is the matrix as an LMS's browser sees it. The code is "" where the launch gets in, with that role.
func launches(t *testing.T) []struct {
	name string
	code string
	role app.Role
	user platform.UserID
	sign platform.SignOptions
	bend spoil
} {
	t.Helper()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	type row = struct {
		name string
		code string
		role app.Role
		user platform.UserID
		sign platform.SignOptions
		bend spoil
	}
	roles := claim + "roles"
	member := "http://purl.imsglobal.org/vocab/lis/v2/membership"
	return []row{
		{name: "a teacher", role: app.RoleInstructor, user: "teacher"},
		{name: "a learner", role: app.RoleLearner, user: "learner1"},
		{name: "an assistant", role: app.RoleAssistant, user: "assistant"},
		{name: "an observer", role: app.RoleObserver, user: "observer"},
		{name: "LTI-ROLE bare word", role: app.RoleInstructor, bend: set(roles, []string{"Instructor"})},
		{name: "LTI-ROLE institution role gives nothing", role: app.RoleObserver, bend: set(roles, []string{"http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"})},
		{name: "LTI-ROLE system administrator gives nothing", role: app.RoleObserver, bend: set(roles, []string{"http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"})},
		{name: "LTI-ROLE NonInstructor isn't Instructor", role: app.RoleObserver, bend: set(roles, []string{member + "#NonInstructor"})},
		{name: "LTI-ROLE assistant beside instructor", role: app.RoleAssistant, bend: set(roles, []string{member + "#Instructor", member + "/Instructor#TeachingAssistant"})},
		{name: "LTI-ROLE empty list", role: app.RoleObserver, bend: set(roles, []string{})},
		{name: "LTI-SEC-10 audience a list", role: app.RoleLearner, bend: set("aud", []string{"lectern"})},
		{name: "LTI-SEC-13 the LMS's clock two minutes behind", role: app.RoleLearner, bend: at(-2*time.Minute, -time.Minute)},
		{name: "LTI-SEC-14 the LMS's clock two minutes ahead", role: app.RoleLearner, bend: at(2*time.Minute, 3*time.Minute)},
		{name: "LTI-MSG-13 no names", role: app.RoleLearner, bend: nameless},
		{name: "LTI-SEC-09 no claims at all", code: "issuer_mismatch", bend: func(_, c map[string]any) { clear(c); c["x"] = strings.Repeat("[", 3) }},
		{name: "LTI-SEC-02 too large", code: "token_too_large", bend: set("x", strings.Repeat("A", 70<<10))},
		{name: "LTI-SEC-03 a NUL", code: "token_malformed", bend: set("name", "Ana\x00")},
		{name: "LTI-SEC-04 alg none", code: "alg_not_allowed", sign: platform.SignOptions{Alg: "none"}},
		{name: "LTI-SEC-04 HMAC", code: "alg_not_allowed", sign: platform.SignOptions{Alg: "HS256", Key: []byte("lectern-lectern-lectern-lectern-")}},
		{name: "LTI-SEC-04 an algorithm that wasn't agreed", code: "alg_not_allowed", sign: platform.SignOptions{Alg: "RS512"}},
		{name: "LTI-SEC-05 crit header", code: "header_not_allowed", bend: header("crit", []string{"x"})},
		{name: "LTI-SEC-06 another key", code: "signature_invalid", sign: platform.SignOptions{Key: other}},
		{name: "LTI-KEY-01 unknown kid", code: "key_unknown", sign: platform.SignOptions{Kid: "made-up"}},
		{name: "LTI-SEC-09 another issuer", code: "issuer_mismatch", bend: set("iss", "https://evil.example")},
		{name: "LTI-SEC-10 another audience", code: "audience_mismatch", bend: set("aud", "somebody-else")},
		{name: "LTI-SEC-10 no audience", code: "audience_mismatch", bend: drop("aud")},
		{name: "LTI-SEC-11 two audiences without azp", code: "azp_missing", bend: set("aud", []string{"lectern", "x"})},
		{name: "LTI-SEC-12 azp of another", code: "azp_mismatch", bend: set("azp", "x")},
		{name: "LTI-SEC-13 expired", code: "token_expired", bend: at(-4*time.Minute, -3*time.Minute)},
		{name: "LTI-SEC-08 without exp", code: "claim_missing", bend: drop("exp")},
		{name: "LTI-SEC-14 issued in the future", code: "issued_in_future", bend: at(5*time.Minute, 6*time.Minute)},
		{name: "LTI-SEC-15 an old token", code: "issued_too_early", bend: at(-time.Hour, time.Hour)},
		{name: "LTI-SEC-17 no nonce", code: "nonce_missing", bend: drop("nonce")},
		{name: "LTI-SEC-18 another nonce", code: "nonce_mismatch", bend: set("nonce", "abc")},
		{name: "LTI-MSG-01 version", code: "version_unsupported", bend: set(claim+"version", "LTI-1p0")},
		{name: "LTI-MSG-02 unknown message", code: "message_type_unsupported", bend: set(claim+"message_type", "LtiStartProctoring")},
		{name: "LTI-MSG-03 no deployment", code: "deployment_missing", bend: drop(claim + "deployment_id")},
		{name: "LTI-MSG-04 unknown deployment", code: "deployment_unknown", bend: set(claim+"deployment_id", "99")},
		{name: "LTI-MSG-05 another deployment than at the login", code: "deployment_mismatch", bend: set(claim+"deployment_id", "2")},
		{name: "LTI-MSG-06 another target", code: "target_mismatch", bend: set(claim+"target_link_uri", "https://evil.example/")},
		{name: "LTI-MSG-07 anonymous", code: "subject_missing", bend: drop("sub")},
		{name: "LTI-MSG-08 sub too long", code: "subject_malformed", bend: set("sub", strings.Repeat("a", 256))},
		{name: "LTI-MSG-09 no roles claim", code: "roles_missing", bend: drop(roles)},
		{name: "LTI-MSG-10 no resource link", code: "resource_link_missing", bend: drop(claim + "resource_link")},
		{name: "LTI-MSG-11 resource link id too long", code: "resource_link_malformed", bend: set(claim+"resource_link", map[string]any{"id": strings.Repeat("a", 256)})},
		{name: "LTI-SEC-08 roles a text", code: "claim_malformed", bend: set(roles, "Instructor")},
	}
}

func TestLaunchMatrix(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDoor(t, s)
		sentences := map[string]string{}
		for _, row := range launches(t) {
			user := row.user
			if user == "" {
				user = "learner1"
			}
			before := d.count(t, "launches")
			res, err := d.lms.Launch(t.Context(), platform.LaunchOptions{User: user, Link: "1", Mutate: row.bend, Sign: row.sign})
			if err != nil {
				t.Errorf("%s: %v", row.name, err)
				continue
			}
			a := read(t, res)
			if row.code == "" {
				d.checkIn(t, row.name, a, row.role)
				continue
			}
			checkRefusal(t, row.name, row.code, a)
			if n := d.count(t, "launches"); n != before {
				t.Errorf("%s: a refused launch left a login", row.name)
			}
			if old, seen := sentences[a.sentence]; seen && old != a.code && a.code != "claim_missing" {
				t.Errorf("%s and %s say the same sentence", old, a.code)
			}
			sentences[a.sentence] = a.code
		}
		for _, secret := range []string{"García", "learner1@", "eyJ"} {
			if strings.Contains(d.log.String(), secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	})
}

func checkRefusal(t *testing.T, name, code string, a answer) {
	t.Helper()
	if a.status < 400 || a.status > 499 || a.code != code || a.sentence == "" || strings.Contains(a.body, "eyJ") {
		t.Errorf("%s: %d, code %q, want %q: %s", name, a.status, a.code, code, a.sentence)
	}
}

// checkIn exchanges the code of a launch that got in and checks its role; the code works once.
func (d *door) checkIn(t *testing.T, name string, a answer, role app.Role) {
	t.Helper()
	u, err := url.Parse(a.location)
	if a.status != http.StatusSeeOther || err != nil || u.Path != "/launch" || u.Host != "" {
		t.Errorf("%s: %d to %q, code %q", name, a.status, a.location, a.code)
		return
	}
	code := strings.TrimPrefix(u.Fragment, "code=")
	for i, want := range []int{http.StatusOK, http.StatusGone} {
		res, err := http.Post(d.url+"/api/v1/token", "application/json", strings.NewReader(`{"code":"`+code+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, res)
		if got.status != want || (i == 0 && !strings.Contains(got.body, `"role":"`+string(role)+`"`)) {
			t.Errorf("%s: exchange %d gives %d %s, want role %s", name, i+1, got.status, got.body, role)
		}
	}
}

package lti_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/lestrrat-go/jwx/v2/jwa"

	"github.com/lectern-classroom/lectern/lti"
)

const (
	dlClaim   = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
	nrpsClaim = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
	gsClaim   = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
	agsClaim  = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
)

func TestLaunchParties(t *testing.T) {
	t.Parallel()
	runLaunches(t, []launchCase{
		{name: "LTI-SEC-08 iss a number", code: "claim_malformed", spoil: set("iss", 5)},
		{name: "LTI-SEC-08 aud an object", code: "claim_malformed", spoil: set("aud", map[string]any{"a": 1})},
		{name: "LTI-SEC-09 another issuer", code: "issuer_mismatch", spoil: set("iss", "https://evil.example")},
		{name: "LTI-SEC-09 no issuer", code: "issuer_mismatch", spoil: without("iss")},
		{name: "LTI-SEC-09 issuer with a slash more", code: "issuer_mismatch", spoil: set("iss", issuer+"/")},
		{name: "LTI-SEC-10 another audience", code: "audience_mismatch", spoil: set("aud", "client-2")},
		{name: "LTI-SEC-10 no audience", code: "audience_mismatch", spoil: without("aud")},
		{name: "LTI-SEC-10 no audience in the list", code: "audience_mismatch", spoil: set("aud", []string{})},
		{name: "LTI-SEC-10 audience in another case", code: "audience_mismatch", spoil: set("aud", "CLIENT-1")},
		{name: "LTI-SEC-10 audience a list of one", spoil: set("aud", []string{clientID})},
		{name: "LTI-SEC-11 several audiences without azp", code: "azp_missing", spoil: set("aud", []string{clientID, "x"})},
		{name: "LTI-SEC-11 several audiences with azp", spoil: func(a *attempt) {
			a.claims["aud"], a.claims["azp"] = []string{"x", clientID}, clientID
		}},
		{name: "LTI-SEC-12 azp of another", code: "azp_mismatch", spoil: func(a *attempt) {
			a.claims["aud"], a.claims["azp"] = []string{"x", clientID}, "x"
		}},
		{name: "LTI-SEC-12 azp of another beside one audience", code: "azp_mismatch", spoil: set("azp", "x")},
		{name: "LTI-SEC-17 no nonce", code: "nonce_missing", spoil: without("nonce")},
		{name: "LTI-SEC-18 another nonce", code: "nonce_mismatch", spoil: set("nonce", "n")},
		{name: "LTI-SEC-18 nonce of another login", code: "nonce_mismatch", spoil: func(a *attempt) { a.claims["nonce"] = a.w.login(a.t).Nonce }},
		{name: "LTI-MSG-03 no deployment", code: "deployment_missing", spoil: without(ltiClaim + "deployment_id")},
		{name: "LTI-MSG-03 deployment null", code: "deployment_missing", spoil: set(ltiClaim+"deployment_id", nil)},
		{name: "LTI-SEC-08 deployment a number", code: "claim_malformed", spoil: set(ltiClaim+"deployment_id", 1)},
		{name: "LTI-MSG-04 unknown deployment", code: "deployment_unknown", spoil: set(ltiClaim+"deployment_id", "3")},
		{name: "LTI-MSG-04 deployment of another registration", code: "deployment_unknown", spoil: set(ltiClaim+"deployment_id", "9")},
		{name: "LTI-MSG-05 another deployment than at the login", code: "deployment_mismatch", spoil: set(ltiClaim+"deployment_id", "2")},
	})
}

func TestLaunchTimes(t *testing.T) {
	t.Parallel()
	var sent time.Time
	runLaunches(t, []launchCase{
		{name: "LTI-SEC-13 expired", code: "token_expired", spoil: at(-151*time.Second, -150*time.Second)},
		{name: "LTI-SEC-08 no exp", code: "claim_missing", spoil: without("exp")},
		{name: "LTI-SEC-08 no iat", code: "claim_missing", spoil: without("iat")},
		{name: "LTI-SEC-08 exp text", code: "claim_malformed", spoil: set("exp", "1795355544")},
		{name: "LTI-SEC-08 exp negative", code: "claim_malformed", spoil: set("exp", -1)},
		{name: "LTI-SEC-08 exp beyond all years", code: "claim_malformed", spoil: set("exp", 1e300)},
		{name: "LTI-SEC-08 exp before iat", code: "claim_malformed", spoil: at(100*time.Second, 50*time.Second)},
		{name: "LTI-SEC-13 the platform's clock two minutes behind", spoil: at(-120*time.Second, -60*time.Second)},
		{name: "LTI-SEC-14 the platform's clock two minutes ahead", spoil: at(120*time.Second, 180*time.Second)},
		{name: "LTI-DL-08 when the platform sent it", spoil: func(a *attempt) {
			a.claims["iat"], a.claims["exp"] = a.w.clock.Now().Unix()+100, a.w.clock.Now().Unix()+160
			sent = time.Unix(a.w.clock.Now().Unix()+100, 0)
		}, check: func(t *testing.T, l *lti.Launch) {
			if !l.IssuedAt.Equal(sent) {
				t.Errorf("issued at %s, want %s", l.IssuedAt, sent)
			}
		}},
		{name: "LTI-SEC-14 issued three minutes ahead", code: "issued_in_future", spoil: at(180*time.Second, 240*time.Second)},
		{name: "LTI-SEC-15 issued before the login", code: "issued_too_early", spoil: at(-200*time.Second, time.Hour)},
		{name: "LTI-SEC-16 nbf now", spoil: func(a *attempt) { a.claims["nbf"] = a.w.clock.Now().Unix() }},
		{name: "LTI-SEC-16 nbf in three minutes", code: "not_yet_valid", spoil: func(a *attempt) { a.claims["nbf"] = a.w.clock.Now().Unix() + 180 }},
		{name: "LTI-SEC-08 nbf text", code: "claim_malformed", spoil: set("nbf", "soon")},
		{name: "LTI-SEC-13 fractions of seconds", spoil: func(a *attempt) {
			a.claims["iat"], a.claims["exp"] = float64(a.w.clock.Now().Unix())+0.25, float64(a.w.clock.Now().Unix())+60.75
		}},
	})
}

func TestLaunchMessage(t *testing.T) {
	t.Parallel()
	evil := "https://evil.example/class"
	runLaunches(t, []launchCase{
		{name: "LTI-MSG-01 version 1.1", code: "version_unsupported", spoil: set(ltiClaim+"version", "LTI-1p0")},
		{name: "LTI-MSG-01 version 1.3", code: "version_unsupported", spoil: set(ltiClaim+"version", "1.3")},
		{name: "LTI-MSG-01 no version", code: "version_unsupported", spoil: without(ltiClaim + "version")},
		{name: "LTI-MSG-02 unknown message", code: "message_type_unsupported", spoil: set(ltiClaim+"message_type", "LtiStartProctoring")},
		{name: "LTI-MSG-02 message in another case", code: "message_type_unsupported", spoil: set(ltiClaim+"message_type", "ltiresourcelinkrequest")},
		{name: "LTI-MSG-02 no message", code: "message_type_unsupported", spoil: without(ltiClaim + "message_type")},
		{name: "LTI-LOGIN-05 no target", code: "target_missing", spoil: without(ltiClaim + "target_link_uri")},
		{name: "LTI-MSG-06 another target", code: "target_mismatch", spoil: set(ltiClaim+"target_link_uri", target+"?room=2")},
		{name: "LTI-MSG-06 a target elsewhere", code: "target_mismatch", spoil: set(ltiClaim+"target_link_uri", evil)},
		{name: "LTI-MSG-07 anonymous", code: "subject_missing", spoil: without("sub")},
		{name: "LTI-MSG-07 empty sub", code: "subject_missing", spoil: set("sub", "")},
		{name: "LTI-MSG-08 sub of 256", code: "subject_malformed", spoil: set("sub", strings.Repeat("a", 256))},
		{name: "LTI-MSG-08 sub of 255", spoil: set("sub", strings.Repeat("a", 255))},
		{name: "LTI-MSG-08 sub beyond ASCII", code: "subject_malformed", spoil: set("sub", "Zoë")},
		{name: "LTI-MSG-08 sub with a line break", code: "subject_malformed", spoil: set("sub", "5\n6")},
		{name: "LTI-MSG-08 sub a number", code: "subject_malformed", spoil: set("sub", 5)},
		{name: "LTI-MSG-09 no roles", code: "roles_missing", spoil: without(ltiClaim + "roles")},
		{name: "LTI-SEC-08 roles a text", code: "claim_malformed", spoil: set(ltiClaim+"roles", "Learner")},
		{name: "LTI-SEC-08 roles of numbers", code: "claim_malformed", spoil: set(ltiClaim+"roles", []int{1})},
		{name: "LTI-MSG-09 an empty list of roles", spoil: set(ltiClaim+"roles", []string{}), check: principal(lti.PrincipalObserver)},
		{name: "LTI-MSG-10 no resource link", code: "resource_link_missing", spoil: without(ltiClaim + "resource_link")},
		{name: "LTI-MSG-10 resource link without id", code: "resource_link_missing", spoil: set(ltiClaim+"resource_link", map[string]any{"title": "x"})},
		{name: "LTI-MSG-10 resource link an empty list", code: "resource_link_missing", spoil: set(ltiClaim+"resource_link", []any{})},
		{name: "LTI-MSG-11 resource link of 256", code: "resource_link_malformed", spoil: set(ltiClaim+"resource_link", map[string]any{"id": strings.Repeat("7", 256)})},
		{name: "LTI-MSG-11 resource link a text", code: "resource_link_malformed", spoil: set(ltiClaim+"resource_link", "7")},
		{name: "LTI-MSG-11 resource link id a number", code: "resource_link_malformed", spoil: set(ltiClaim+"resource_link", map[string]any{"id": 7})},
		{name: "LTI-SEC-08 a roster at no web address", code: "claim_malformed", spoil: set(nrpsClaim, map[string]any{"context_memberships_url": "file:///etc/passwd"})},
		{name: "LTI-SEC-08 line items at no web address", code: "claim_malformed", spoil: set(agsClaim, map[string]any{"lineitems": "javascript:1"})},
		{name: "LTI-SEC-08 name a number", code: "claim_malformed", spoil: set("name", 5)},
		{name: "LTI-MSG-13 empty objects as PHP writes them", spoil: func(a *attempt) {
			a.claims[ltiClaim+"custom"], a.claims[ltiClaim+"lis"], a.claims[ltiClaim+"context"] = []any{}, []any{}, []any{}
		}},
		{name: "LTI-MSG-13 nulls", spoil: func(a *attempt) {
			for _, c := range []string{"name", "email", ltiClaim + "custom", ltiClaim + "context", nrpsClaim, agsClaim} {
				a.claims[c] = nil
			}
		}},
		{name: "LTI-MSG-13 services", spoil: func(a *attempt) {
			a.claims[agsClaim] = map[string]any{"scope": lti.ScopeScore, "lineitem": issuer + "/li?x=1"}
			a.claims[gsClaim] = map[string]any{"scope": []string{"s"}, "context_groups_url": issuer + "/groups", "service_versions": []string{"1.0"}}
		}, check: func(t *testing.T, l *lti.Launch) {
			if l.NRPS != nil || l.AGS == nil || l.AGS.LineItem != issuer+"/li?x=1" || !l.AGS.Allows(lti.ScopeScore) {
				t.Errorf("nrps %+v, ags %+v", l.NRPS, l.AGS)
			}
			if l.Groups == nil || l.Groups.GroupsURL != issuer+"/groups" {
				t.Errorf("groups %+v", l.Groups)
			}
		}},
		{name: "LTI-SEC-08 groups at no web address", code: "claim_malformed", spoil: set(gsClaim, map[string]any{"context_groups_url": "/groups"})},
		{name: "LTI-SEC-08 a course id of 256", code: "claim_malformed", spoil: set(ltiClaim+"context", map[string]any{"id": strings.Repeat("c", 256)})},
		{name: "LTI-MSG-13 custom of all sorts", spoil: set(ltiClaim+"custom", map[string]any{"a": "x", "b": nil, "c": 3, "d": "$No.such", "e": []int{1}}),
			check: func(t *testing.T, l *lti.Launch) {
				want := map[string]string{"a": "x", "b": "", "c": "3", "d": "$No.such", "e": "[1]"}
				if diff := cmp.Diff(want, l.Custom); diff != "" {
					t.Error(diff)
				}
			}},
	})
}

func principal(want lti.Principal) func(*testing.T, *lti.Launch) {
	return func(t *testing.T, l *lti.Launch) {
		if l.Principal != want {
			t.Errorf("principal %q, want %q", l.Principal, want)
		}
	}
}

func TestLaunchOtherMessages(t *testing.T) {
	t.Parallel()
	settings := map[string]any{
		"deep_link_return_url": issuer + "/return?id=1", "accept_types": []string{"ltiResourceLink"},
		"accept_presentation_document_targets": []string{"iframe", "window"}, "accept_multiple": true, "title": "Classroom", "data": "d",
	}
	deep := func(s any) func(*attempt) {
		return func(a *attempt) {
			a.claims[ltiClaim+"message_type"] = lti.MessageDeepLinking
			delete(a.claims, ltiClaim+"resource_link")
			if s != nil {
				a.claims[dlClaim] = s
			}
		}
	}
	review := func(user any) func(*attempt) {
		return func(a *attempt) {
			a.claims[ltiClaim+"message_type"] = lti.MessageSubmissionReview
			a.claims[ltiClaim+"for_user"] = user
		}
	}
	runLaunches(t, []launchCase{
		{name: "LTI-DL-01 a request", spoil: deep(settings), check: func(t *testing.T, l *lti.Launch) {
			if l.DeepLinking == nil || l.DeepLinking.ReturnURL != issuer+"/return?id=1" || !l.DeepLinking.Accepts("ltiResourceLink") || l.DeepLinking.Data != "d" {
				t.Errorf("settings %+v", l.DeepLinking)
			}
		}},
		{name: "LTI-DL-01 no settings", code: "deep_linking_missing", spoil: deep(nil)},
		{name: "LTI-DL-02 no return address", code: "deep_linking_malformed", spoil: deep(map[string]any{"accept_types": []string{"link"}})},
		{name: "LTI-DL-02 a script as return address", code: "deep_linking_malformed", spoil: deep(map[string]any{"accept_types": []string{"link"}, "deep_link_return_url": "javascript:alert(1)"})},
		{name: "LTI-DL-02 nothing accepted", code: "deep_linking_malformed", spoil: deep(map[string]any{"deep_link_return_url": issuer})},
		{name: "LTI-DL-02 settings a text", code: "deep_linking_malformed", spoil: deep("x")},
		{name: "LTI-DL-01 without a target", spoil: func(a *attempt) {
			deep(settings)(a)
			delete(a.claims, ltiClaim+"target_link_uri")
		}},
		{name: "LTI-MSG-12 a review", spoil: review(map[string]any{"user_id": "9"}), check: func(t *testing.T, l *lti.Launch) {
			if l.ForUser == nil || l.ForUser.UserID != "9" {
				t.Errorf("for user %+v", l.ForUser)
			}
		}},
		{name: "LTI-MSG-12 a review of nobody", code: "for_user_missing", spoil: review(map[string]any{})},
		{name: "LTI-MSG-12 a review without user", code: "for_user_missing", spoil: review(nil)},
	})
}

func TestLaunchKeys(t *testing.T) {
	t.Parallel()
	with := func(keys ...any) func(*world) {
		return func(w *world) { w.keys.body.Store(serveKeys(keys...)) }
	}
	r1 := func(pairs ...string) map[string]any { return public(rsaOne().Public(), "k1", pairs...) }
	r2 := public(rsaTwo().Public(), "k2")
	allow := func(algs ...string) func(*world) { return func(w *world) { w.regs[0].Algorithms = algs } }
	by := func(alg jwa.SignatureAlgorithm, key any) func(*attempt) {
		return func(a *attempt) { a.alg, a.key, a.header["alg"] = alg, key, string(alg) }
	}
	runLaunches(t, []launchCase{
		{name: "LTI-KEY-01 made-up key id", code: "key_unknown", spoil: header("kid", "zz")},
		{name: "LTI-SEC-06 key id of another key", code: "signature_invalid", setup: with(r1(), r2), spoil: header("kid", "k2")},
		{name: "LTI-KEY-02 no key id, one key", spoil: header("kid", nil)},
		{name: "LTI-KEY-02 no key id, one key for the algorithm", setup: with(r1(), public(ecOne().Public(), "e")), spoil: header("kid", nil)},
		{name: "LTI-KEY-02 no key id, several keys", code: "key_id_missing", setup: with(r1(), r2), spoil: header("kid", nil)},
		{name: "LTI-KEY-03 weak key", code: "key_unsuitable", setup: with(public(rsaWeak().Public(), "k1")), spoil: func(a *attempt) { a.key = rsaWeak() }},
		{name: "LTI-KEY-03 private key published", code: "key_unsuitable", setup: with(public(rsaOne(), "k1"))},
		{name: "LTI-KEY-03 symmetric key published", code: "key_unsuitable", setup: with(map[string]any{"kty": "oct", "k": "c2VjcmV0", "kid": "k1"})},
		{name: "LTI-KEY-03 key for encryption", code: "key_unsuitable", setup: with(r1("use", "enc"))},
		{name: "LTI-KEY-03 key for another algorithm", code: "key_unsuitable", setup: with(r1("alg", "RS512"))},
		{name: "LTI-KEY-03 key of another type", code: "key_unsuitable", setup: with(public(ecOne().Public(), "k1"))},
		{name: "LTI-KEY-03 broken keys beside a good one", setup: with(map[string]any{"kty": "RSA", "kid": "x"}, "text", r1())},
		{name: "LTI-KEY-03 two keys of one id", setup: with(public(rsaTwo().Public(), "k1"), r1())},
		{name: "LTI-KEY-04 key set down", code: "key_set_unavailable", setup: func(w *world) { w.keys.Close() }},
		{name: "LTI-KEY-03 RS512 agreed, key for RS256 only", setup: allow("RS512"), spoil: by(jwa.RS512, rsaOne()), code: "key_unsuitable"},
		{name: "LTI-SEC-04 PS256 agreed", setup: func(w *world) {
			allow("PS256", "RS256")(w)
			with(r1())(w)
		}, spoil: by(jwa.PS256, rsaOne())},
		{name: "LTI-SEC-04 ES256 agreed", setup: func(w *world) {
			allow("ES256")(w)
			with(public(ecOne().Public(), "k1"))(w)
		}, spoil: by(jwa.ES256, ecOne())},
		{name: "LTI-KEY-03 ES256 token under an RSA key", code: "key_unsuitable", setup: allow("ES256"), spoil: by(jwa.ES256, ecOne())},
	})
}

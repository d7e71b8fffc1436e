package lti_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti"
)

// recorded gives a launch of a case: what Moodle 4.5 sent, with the parties and times of the test's world.
func recorded(name string) func(*attempt) {
	return func(a *attempt) {
		b, err := os.ReadFile("testdata/moodle-" + name + ".json")
		if err != nil {
			a.t.Fatal(err)
		}
		var claims map[string]any
		if err := json.Unmarshal(b, &claims); err != nil {
			a.t.Fatal(err)
		}
		for _, c := range []string{"iss", "aud", "nonce", "iat", "exp", ltiClaim + "target_link_uri"} {
			claims[c] = a.claims[c]
		}
		a.claims = claims
	}
}

func TestRecordedLaunches(t *testing.T) {
	t.Parallel()
	const services = "http://localhost:8300/mod/lti/services.php"
	runLaunches(t, []launchCase{
		{name: "LTI-MSG-13 Moodle, a teacher", spoil: recorded("launch-teacher"), check: func(t *testing.T, l *lti.Launch) {
			principal(lti.PrincipalInstructor)(t, l)
			if l.ResourceLink.ID != "1" || l.Context.Label != "BIO101" || l.Locale != "en" || l.Presentation.DocumentTarget != "iframe" {
				t.Errorf("link %+v, context %+v, presentation %+v", l.ResourceLink, l.Context, l.Presentation)
			}
			if l.LIS["person_sourcedid"] != "T-0001" || l.Custom["unknown_var"] != "$No.such.variable" || l.Custom["MixedCase"] != "Value" {
				t.Errorf("lis %v, custom %v", l.LIS, l.Custom)
			}
			if l.NRPS == nil || l.NRPS.MembershipsURL != services+"/CourseSection/2/bindings/1/memberships" {
				t.Errorf("nrps %+v", l.NRPS)
			}
			want := &lti.AGSEndpoint{Scopes: lti.StringList{lti.ScopeLineItem, lti.ScopeLineItemReadOnly, lti.ScopeResultReadOnly, lti.ScopeScore},
				LineItems: services + "/2/lineitems?type_id=1", LineItem: services + "/2/lineitems/2/lineitem?type_id=1"}
			if diff := cmp.Diff(want, l.AGS); diff != "" {
				t.Error(diff)
			}
			if !l.AGS.Allows(lti.ScopeScore) || l.AGS.Allows("x") || l.Platform.ProductFamilyCode != "moodle" {
				t.Errorf("platform %+v", l.Platform)
			}
		}},
		{name: "LTI-MSG-13 Moodle, nothing told of the person", spoil: recorded("launch-privacy-off"), check: func(t *testing.T, l *lti.Launch) {
			principal(lti.PrincipalLearner)(t, l)
			if l.Subject == "" || l.Name+l.GivenName+l.FamilyName+l.Email != "" {
				t.Errorf("subject %q, name %q, e-mail %q", l.Subject, l.Name, l.Email)
			}
		}},
		{name: "LTI-ROLE-02 Moodle, an administrator", spoil: recorded("launch-admin"), check: principal(lti.PrincipalInstructor)},
		{name: "LTI-DL-01 Moodle", spoil: recorded("deep-linking"), check: func(t *testing.T, l *lti.Launch) {
			if d := l.DeepLinking; d == nil || d.AcceptMultiple == nil || !*d.AcceptMultiple || d.AcceptLineItem != nil || d.Data != "" {
				t.Errorf("settings %+v", d)
			}
			if l.AGS == nil || l.AGS.LineItem != "" {
				t.Errorf("ags %+v", l.AGS)
			}
		}},
		{name: "LTI-DL-07 Moodle, a link that was added", spoil: recorded("deep-linked"), check: func(t *testing.T, l *lti.Launch) {
			principal(lti.PrincipalLearner)(t, l)
			if l.ResourceLink.ID != "3" || l.Custom["room"] != "room-7" || l.Custom["tier"] != "seminar" || l.AGS.LineItem == "" {
				t.Errorf("link %+v, custom %v, ags %+v", l.ResourceLink, l.Custom, l.AGS)
			}
		}},
		{name: "LTI-MSG-12 Moodle", spoil: recorded("submission-review"), check: func(t *testing.T, l *lti.Launch) {
			if l.ForUser == nil || l.ForUser.UserID != "5" || l.Subject != "3" {
				t.Errorf("for user %+v", l.ForUser)
			}
		}},
	})
}

func TestDeepLinkingResponse(t *testing.T) {
	t.Parallel()
	no, yes := false, true
	reg := lti.Registration{Issuer: issuer, ClientID: clientID}
	settings := lti.DeepLinkingSettings{AcceptTypes: lti.StringList{"ltiResourceLink"}, AcceptMultiple: &yes, Data: "opaque"}
	item := lti.ContentItem{Title: "Live class", URL: target, Custom: map[string]string{"room": "a"},
		LineItem: &lti.ContentLineItem{Label: "Attendance", ScoreMaximum: 100, Tag: "attendance"}}
	respond := func(s lti.DeepLinkingSettings, items ...lti.ContentItem) (string, error) {
		return lti.SignDeepLinkingResponse(toolKeys(), reg, "1", s, lti.DeepLinkingResponse{Items: items, Message: "Added"}, start())
	}
	t.Run("LTI-DL-04 claims", func(t *testing.T) {
		t.Parallel()
		jwt, err := respond(settings, item)
		if err != nil {
			t.Fatal(err)
		}
		c := verified(t, jwt)
		if c["nonce"] == "" {
			t.Error("no nonce")
		}
		delete(c, "nonce")
		const dl = "https://purl.imsglobal.org/spec/lti-dl/claim/"
		want := map[string]any{
			"iss": clientID, "aud": issuer, "iat": float64(start().Unix() - 30), "exp": float64(start().Unix() + 300),
			ltiClaim + "message_type": "LtiDeepLinkingResponse", ltiClaim + "version": "1.3.0", ltiClaim + "deployment_id": "1",
			dl + "data": "opaque", dl + "msg": "Added",
			dl + "content_items": []any{map[string]any{"type": "ltiResourceLink", "title": "Live class", "url": target, "custom": map[string]any{"room": "a"},
				"lineItem": map[string]any{"label": "Attendance", "scoreMaximum": 100.0, "tag": "attendance"}}},
		}
		if diff := cmp.Diff(want, c); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("LTI-DL-04 nothing chosen", func(t *testing.T) {
		t.Parallel()
		jwt, err := respond(settings)
		if err != nil {
			t.Fatal(err)
		}
		if items, ok := verified(t, jwt)["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"].([]any); !ok || len(items) != 0 {
			t.Errorf("items %v", items)
		}
	})
	items := func(t *testing.T, s lti.DeepLinkingSettings, item lti.ContentItem) map[string]any {
		t.Helper()
		jwt, err := respond(s, item)
		if err != nil {
			t.Fatal(err)
		}
		return verified(t, jwt)["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"].([]any)[0].(map[string]any)
	}
	for name, tc := range map[string]struct {
		offered        lti.StringList
		wish           string
		window, iframe any
	}{
		"LTI-DL-05 a window":         {lti.StringList{"frame", "iframe", "window"}, "window", map[string]any{"targetName": "_blank"}, nil},
		"LTI-DL-05 a frame":          {lti.StringList{"iframe"}, "iframe", nil, map[string]any{"width": 1024.0, "height": 768.0}},
		"LTI-DL-05 not offered":      {lti.StringList{"iframe"}, "window", nil, nil},
		"LTI-DL-05 nothing offered":  {nil, "window", nil, nil},
		"LTI-DL-05 no wish":          {lti.StringList{"iframe", "window"}, "", nil, nil},
		"LTI-DL-05 an unknown place": {lti.StringList{"embed"}, "embed", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, wish := settings, item
			s.AcceptTargets, wish.Target = tc.offered, tc.wish
			got := items(t, s, wish)
			if diff := cmp.Diff([]any{tc.window, tc.iframe}, []any{got["window"], got["iframe"]}); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("LTI-DL-06 no line items are taken", func(t *testing.T) {
		t.Parallel()
		s := settings
		s.AcceptLineItem = &no
		if got := items(t, s, item); got["lineItem"] != nil || got["title"] != "Live class" {
			t.Errorf("%v", got)
		}
	})
	bad, broken := settings, item
	bad.AcceptMultiple = &no
	broken.Custom = map[string]string{"a": "x\ny"}
	noMaximum := item
	noMaximum.LineItem = &lti.ContentLineItem{}
	for name, f := range map[string]func() (string, error){
		"LTI-DL-03 two where one is accepted": func() (string, error) { return respond(bad, item, item) },
		"LTI-DL-03 links aren't accepted":     func() (string, error) { return respond(lti.DeepLinkingSettings{}, item) },
		"LTI-DL-03 a line break in custom":    func() (string, error) { return respond(settings, broken) },
		"LTI-DL-03 a column without maximum":  func() (string, error) { return respond(settings, noMaximum) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := f()
			if lti.Code(err) != "content_item_refused" {
				t.Fatal(err)
			}
			checkRefusal(t, name, err)
		})
	}
}

// The answer that Moodle 4.5 took is what this package makes of the same choice for the recorded request.
func TestDeepLinkingAnswerThatMoodleTook(t *testing.T) {
	t.Parallel()
	var request, want map[string]any
	for file, into := range map[string]*map[string]any{"moodle-deep-linking": &request, "moodle-deep-linking-answer": &want} {
		b, err := os.ReadFile("testdata/" + file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, into); err != nil {
			t.Fatal(err)
		}
	}
	b, err := json.Marshal(request["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"])
	if err != nil {
		t.Fatal(err)
	}
	var settings lti.DeepLinkingSettings
	if err := json.Unmarshal(b, &settings); err != nil {
		t.Fatal(err)
	}
	reg := lti.Registration{Issuer: want["aud"].(string), ClientID: want["iss"].(string)}
	for name, item := range map[string]lti.ContentItem{"LTI-DL-04 Moodle, as it was": {
		Title: "Seminar room 7", Text: "Deep linked live class", URL: "http://127.0.0.1:9300/launch?room=7", Target: "window",
		Custom:   map[string]string{"room": "room-7", "tier": "seminar"},
		LineItem: &lti.ContentLineItem{Label: "Participation", ScoreMaximum: 10, ResourceID: "room-7", Tag: "attendance"},
	}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			jwt, err := lti.SignDeepLinkingResponse(toolKeys(), reg, "1", settings, lti.DeepLinkingResponse{Items: []lti.ContentItem{item}}, start())
			if err != nil {
				t.Fatal(err)
			}
			got := verified(t, jwt)
			for _, c := range []string{"nonce", "iat", "exp"} {
				if got[c] == nil {
					t.Errorf("no %s", c)
				}
				got[c] = want[c]
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

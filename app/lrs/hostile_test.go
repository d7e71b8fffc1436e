package lrs_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// TestNothingThatIsSentBreaksTheDatabase sends what SQLite takes and PostgreSQL doesn't, and the other way round: each is
// stored or refused, and nothing is an error of ours.
func TestNothingThatIsSentBreaksTheDatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRig(t, s)
		all := r.add("all")
		long := strings.Repeat("x", 9000)
		named := func(name, account, object string) string {
			return fmt.Sprintf(`{"actor":{"name":"%s","account":{"homePage":"http://a.example","name":"%s"}},"verb":{"id":"http://v.example/did"},"object":{"id":"http://o.example/%s","definition":{"name":{"en":"%s"}}}}`,
				name, account, object, name)
		}
		for _, body := range []string{named(`a\u0000b`, "u", "1"), named("a", `u\u0000v`, "1"), named(long, "u", "1"), named("a", long, "1"), named("a", "u", long), named(`\ud800`, "u", "1")} {
			r.want(200, "POST", "/statements", body, all)
		}
		agent := func(name string) string {
			return "agent=" + url.QueryEscape(`{"account":{"homePage":"http://a.example","name":"`+name+`"}}`)
		}
		activity := "activityId=" + url.QueryEscape("http://o.example/1")
		for path, want := range map[string]int{
			"/statements?" + agent(`u\u0000v`): 200, "/statements?" + agent(long): 200, "/agents?" + agent(`u\u0000v`): 200, "/agents?" + agent(long): 200,
			"/statements?verb=http://v.example/%ff": 400, "/statements?verb=http://v.example/%00": 400, "/activities?activityId=http://o.example/" + long: 200,
			"/activities/profile?profileId=%ff&" + activity: 400, "/activities/profile?profileId=%00&" + activity: 400,
			"/activities/profile?profileId=" + long + "&" + activity: 400, "/agents/profile?profileId=p&" + agent(`u\u0000v`): 400,
			"/statements?since=0001-01-01T00:00:00Z": 200, "/statements?until=9999-12-31T23:59:59Z": 200, "/statements?cursor=9223372036854775807": 200,
			"/statements?limit=99999999999999999999": 400,
		} {
			if got, body := r.do("GET", path, "", all); got != want {
				t.Errorf("%.80s: %d, want %d: %s", path, got, want, body)
			}
		}
		r.want(204, "POST", "/activities/profile?profileId=p&"+activity, "{}", all)
	})
}

package poll

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/web"
)

func TestWhatTheFeatureSaysOfItself(t *testing.T) {
	t.Parallel()
	s := New(Deps{}) // one that only describes has no parts
	var _ live.Module = s
	if _, err := web.OpenAPI("/api/v1", "test", s.Endpoints(), nil); err != nil {
		t.Fatal(err)
	}
	for _, spec := range s.Commands() {
		if !strings.HasPrefix(spec.Type, s.Name()+".") {
			t.Errorf("%s isn't named after the feature", spec.Type)
		}
	}
	for name, frame := range s.Frames() {
		if d, described := frame.(live.Described); described {
			frame = d.Value
			if !strings.HasPrefix(d.Type, "poll.") {
				t.Errorf("%s has the type %q", name, d.Type)
			}
		}
		if got := reflect.TypeOf(frame).Name(); got != name {
			t.Errorf("%s is described as %s", got, name)
		}
	}
}

func TestRolesOfCommands(t *testing.T) {
	t.Parallel()
	for _, spec := range New(Deps{}).Commands() {
		for _, role := range app.Roles {
			actor := app.Actor{User: "u", Classroom: "c", Role: role}
			want := role.IsStaff()
			if spec.Type == cmdVote {
				want = role == app.RoleLearner
			}
			if got := app.Can(actor, spec.Action, app.Resource{Classroom: "c"}); got != want {
				t.Errorf("%s may %s: %v", role, spec.Type, got)
			}
		}
	}
}

func TestCountsOfWordsAreBounded(t *testing.T) {
	t.Parallel()
	p := newPoll("p", 1, must(PollDefinition{Kind: KindText, Question: "Why?"}.normal()))
	for i := range 2000 {
		p.vote(fmt.Sprint(i), []string{fmt.Sprintf("%04d%s", i, strings.Repeat("ü", 400))})
	}
	for _, staff := range []bool{true, false} {
		got := p.tally(staff)
		if size := len(must(json.Marshal(got))); size > 2*wordsBytes || len(got.Words)+got.More != 2000 || got.Voted != 2000 {
			t.Errorf("%d bytes, %d words and %d more of %d", size, len(got.Words), got.More, got.Voted)
		}
	}
}

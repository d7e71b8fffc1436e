package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/server"
)

func TestDoctorPrintsALineForEachCheckAndTheMendOfWhatIsNotGood(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		checks []server.Check
		want   string
		failed bool
	}{
		"good and warned": {
			[]server.Check{{Name: "database", Verdict: server.Good, Detail: "answers", Mend: "nothing"}, {Name: "turn", Verdict: server.Warn, Detail: "not tested"}},
			"ok    database  answers\nwarn  turn      not tested\n", false,
		},
		"failed": {
			[]server.Check{{Name: "redis", Verdict: server.Fail, Detail: "down", Mend: "start it"}},
			"FAIL  redis  down\n             mend: start it\n", true,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			failed, err := printChecks(&b, c.checks)
			if err != nil || failed != c.failed {
				t.Errorf("failed %t, %v; want %t", failed, err, c.failed)
			}
			if diff := cmp.Diff(c.want, b.String()); diff != "" {
				t.Errorf("printed (-want +got):\n%s", diff)
			}
		})
	}
}

package forward_test

import (
	"testing"

	"github.com/lectern-classroom/lectern/app/ruletest"
)

// TestEveryRuleHasATest wants each rule in the name of a test, and no test of a rule that isn't written.
func TestEveryRuleHasATest(t *testing.T) {
	t.Parallel()
	ruletest.Covered(t, "FWD")
}

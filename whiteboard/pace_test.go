package whiteboard

import (
	"testing"
	"time"
)

// TestAWindowGrowsWithTheLoadAndNotWithOneSlowAppend: what was slow once isn't waited for again and again.
func TestAWindowGrowsWithTheLoadAndNotWithOneSlowAppend(t *testing.T) {
	t.Parallel()
	const least, most = 6 * time.Millisecond, 16 * time.Millisecond
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	for name, c := range map[string]struct {
		took []time.Duration
		want time.Duration
	}{
		"nothing yet":           {nil, least},
		"an idle machine":       {[]time.Duration{ms(1), ms(1), ms(1), ms(1)}, least},
		"a checkpoint":          {[]time.Duration{ms(1), ms(1), ms(1), ms(80)}, least},
		"two in a row":          {[]time.Duration{ms(1), ms(1), ms(80), ms(40)}, least},
		"a large class":         {[]time.Duration{ms(4), ms(3), ms(4)}, ms(9)},
		"a machine that is hot": {[]time.Duration{ms(1), ms(30), ms(20), ms(25)}, most},
		"and has cooled down":   {[]time.Duration{ms(30), ms(20), ms(25), ms(1)}, least},
	} {
		var l lately
		for _, d := range c.took {
			l.took(d)
		}
		if got := l.window(least, most); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

package whiteboard

import (
	"testing"
	"time"
)

// TestAWindowGrowsWithTheLoadAndNotWithOneSlowAppend: what was slow once isn't waited for again and again.
func TestAWindowGrowsWithTheLoadAndNotWithOneSlowAppend(t *testing.T) {
	t.Parallel()
	const within, most = 7 * time.Millisecond, 16 * time.Millisecond
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	for name, c := range map[string]struct {
		took []time.Duration
		want time.Duration
	}{
		"nothing yet":           {nil, within},
		"an idle machine":       {[]time.Duration{ms(1), ms(1), ms(1), ms(1)}, ms(6)},
		"a checkpoint":          {[]time.Duration{ms(1), ms(1), ms(1), ms(80)}, ms(6)},
		"two in a row":          {[]time.Duration{ms(1), ms(1), ms(80), ms(40)}, ms(6)},
		"a large class":         {[]time.Duration{ms(4), ms(3), ms(4)}, ms(9)},
		"a machine that is hot": {[]time.Duration{ms(1), ms(30), ms(20), ms(25)}, most},
		"and has cooled down":   {[]time.Duration{ms(30), ms(20), ms(25), ms(1)}, ms(6)},
	} {
		var l lately
		for _, d := range c.took {
			l.took(d)
		}
		if got := l.window(within, most); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestWhatIsReadRightAfterATellingHasWaited: nothing else has, and a long telling isn't followed by the next at once.
func TestWhatIsReadRightAfterATellingHasWaited(t *testing.T) {
	t.Parallel()
	at := func(us int) time.Time { return time.Unix(1, 0).Add(time.Duration(us) * time.Microsecond) }
	for name, c := range map[string]struct {
		told span
		now  time.Time
		want time.Duration
	}{
		"nothing was told yet":   {span{}, at(0), 0},
		"right after":            {span{at(0), at(1500)}, at(1520), 1520 * time.Microsecond},
		"later":                  {span{at(0), at(1500)}, at(1700), 0},
		"right after a long one": {span{at(0), at(9000)}, at(9010), 2500 * time.Microsecond},
	} {
		if got := c.told.before(c.now, 2500*time.Microsecond); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

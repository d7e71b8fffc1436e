package xapi_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/xapi"
)

func TestDurationIsWrittenInSecondsWithTwoDecimals(t *testing.T) {
	t.Parallel()
	tests := map[time.Duration]string{
		0:                              "PT0S",
		-time.Second:                   "PT0S",
		4 * time.Millisecond:           "PT0S",
		5 * time.Millisecond:           "PT0.01S",
		100 * time.Millisecond:         "PT0.1S",
		1994 * time.Millisecond:        "PT1.99S",
		1995 * time.Millisecond:        "PT2S",
		2952*time.Second + 500000000:   "PT2952.5S",
		10 * time.Second:               "PT10S",
		100*time.Hour + 70*time.Minute: "PT364200S",
	}
	for d, want := range tests {
		if got := xapi.Duration(d).String(); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

func TestParseDuration(t *testing.T) {
	t.Parallel()
	good := map[string]time.Duration{
		"PT2952.5S": 2952*time.Second + 500*time.Millisecond,
		"PT1H2M3S":  time.Hour + 2*time.Minute + 3*time.Second,
		"P2W":       14 * 24 * time.Hour,
		"P1DT1S":    24*time.Hour + time.Second,
	}
	for s, want := range good {
		if got, err := xapi.ParseDuration(s); err != nil || time.Duration(got) != want {
			t.Errorf("%s: %v %v, want %v", s, time.Duration(got), err, want)
		}
	}
	for _, s := range []string{"", "P", "PT", "P1DT", "P1Y", "P1M", "PT2", "5", "PT1.5H", "PT99999999999999999999S"} {
		if got, err := xapi.ParseDuration(s); !errors.Is(err, xapi.ErrDuration) {
			t.Errorf("%q: %v %v", s, got, err)
		}
	}
}

func TestTimestampIsUTCWithMilliseconds(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 11, 0, 0, 123_999_999, time.FixedZone("CET", 3600))
	b, err := json.Marshal(xapi.At(at))
	if err != nil || string(b) != `"2026-11-22T10:00:00.123Z"` {
		t.Errorf("%s %v", b, err)
	}
	var back xapi.Timestamp
	if err := json.Unmarshal([]byte(`"2026-11-22T11:00:00.1239+01:00"`), &back); err != nil || back.String() != "2026-11-22T10:00:00.123Z" {
		t.Errorf("%v %v", back, err)
	}
	if !xapi.At(time.Time{}).IsZero() {
		t.Error("no time became one")
	}
}

package xapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Timestamp is an instant, written in UTC with milliseconds, such as
// 2026-11-22T10:00:00.123Z (xAPI 1.0.3 Data 4.5).
type Timestamp struct{ time.Time }

// At makes a Timestamp: UTC, cut to the millisecond.
func At(t time.Time) Timestamp {
	if t.IsZero() {
		return Timestamp{}
	}
	return Timestamp{t.UTC().Truncate(time.Millisecond)}
}

// String writes the instant as it stands in JSON.
func (t Timestamp) String() string {
	return t.UTC().Truncate(time.Millisecond).Format("2006-01-02T15:04:05.000Z")
}

// MarshalJSON writes UTC with three decimals.
func (t Timestamp) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }

// UnmarshalJSON reads RFC 3339 with any zone.
func (t *Timestamp) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("xapi: timestamp: %w", err)
	}
	v, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return fmt.Errorf("xapi: timestamp: %w", err)
	}
	*t = At(v)
	return nil
}

// Duration is a length of time, written as seconds with at most two decimals,
// such as PT2952.5S (xAPI 1.0.3 Data 4.6: more decimals are not compared).
type Duration time.Duration

// ErrDuration says that a text is no ISO 8601 duration of fixed length:
// malformed, or with years or months, whose length depends on the calendar
// (xAPI 1.0.3 Data 4.6).
var ErrDuration = errors.New("xapi: not an ISO 8601 duration of fixed length (Data 4.6)")

// String writes the duration as it stands in JSON. Negative ones become PT0S:
// they come from clocks that were set back, not from facts.
func (d Duration) String() string {
	hundredths := (max(0, time.Duration(d)) + 5*time.Millisecond) / (10 * time.Millisecond)
	whole, frac := int64(hundredths/100), int64(hundredths%100)
	if frac == 0 {
		return "PT" + strconv.FormatInt(whole, 10) + "S"
	}
	return "PT" + strings.TrimRight(fmt.Sprintf("%d.%02d", whole, frac), "0") + "S"
}

// MarshalJSON writes seconds with at most two decimals.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads an ISO 8601 duration of fixed length.
func (d *Duration) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("xapi: duration: %w", err)
	}
	v, err := ParseDuration(s)
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// durationPattern is the grammar of ISO 8601 durations with a fraction on the
// seconds alone: stores refuse PT1.5H.
var durationPattern = regexp.MustCompile(
	`^P(?:(\d+)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?)$`)

// isDuration tells whether s follows ISO 8601 and has at least one part, also
// after a T.
func isDuration(s string) bool {
	return durationPattern.MatchString(s) && s != "P" && !strings.HasSuffix(s, "T")
}

// ParseDuration reads an ISO 8601 duration. Years and months are refused with
// [ErrDuration].
func ParseDuration(s string) (Duration, error) {
	m := durationPattern.FindStringSubmatch(s)
	if m == nil || !isDuration(s) || m[2] != "" || m[3] != "" {
		return 0, fmt.Errorf("%w: %.40q", ErrDuration, s)
	}
	var seconds float64
	for part, unit := range map[int]float64{1: 7 * 86400, 4: 86400, 6: 3600, 7: 60, 8: 1} {
		if m[part] == "" {
			continue
		}
		v, err := strconv.ParseFloat(m[part], 64)
		if err != nil {
			return 0, fmt.Errorf("%w: %.40q", ErrDuration, s)
		}
		seconds += v * unit
	}
	if seconds > float64(1<<62)/float64(time.Second) {
		return 0, fmt.Errorf("%w: %.40q is too long", ErrDuration, s)
	}
	return Duration(seconds * float64(time.Second)), nil
}

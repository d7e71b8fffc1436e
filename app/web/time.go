package web

import "time"

// At returns a time for the wire, in UTC and cut to milliseconds, or nil (null) where it is zero.
func At(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	cut := t.UTC().Truncate(time.Millisecond)
	return &cut
}

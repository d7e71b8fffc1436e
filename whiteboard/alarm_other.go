//go:build !linux

package whiteboard

func newAlarm() alarm { return newTimerAlarm() }

//go:build !linux

package main

// slacken does nothing where timers have no slack that a program could set.
func slacken() {}

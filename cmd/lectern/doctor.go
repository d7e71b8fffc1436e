package main

import "context"

func doctor(ctx context.Context, args []string) error { return nil }

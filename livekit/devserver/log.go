package devserver

import (
	"context"
	"log/slog"
	"slices"

	"github.com/livekit/protocol/logger"
	"github.com/livekit/protocol/logger/zaputil"
)

// slogLogger carries LiveKit's messages to slog, with a floor of its own.
type slogLogger struct {
	log   *slog.Logger
	floor slog.Level
}

// newLogger makes LiveKit's logger; without log it drops everything.
func newLogger(log *slog.Logger, floor slog.Level) logger.Logger {
	if log == nil {
		return logger.GetDiscardLogger()
	}
	return slogLogger{log: log, floor: floor}
}

func (l slogLogger) write(level slog.Level, msg string, err error, kv []any) {
	if level < l.floor {
		return
	}
	if err != nil {
		kv = append(slices.Clip(kv), "error", err)
	}
	l.log.Log(context.Background(), level, msg, kv...)
}

func (l slogLogger) with(kv ...any) slogLogger {
	return slogLogger{log: l.log.With(kv...), floor: l.floor}
}

// Debugw writes at slog.LevelDebug.
func (l slogLogger) Debugw(msg string, kv ...any) { l.write(slog.LevelDebug, msg, nil, kv) }

// Infow writes at slog.LevelInfo.
func (l slogLogger) Infow(msg string, kv ...any) { l.write(slog.LevelInfo, msg, nil, kv) }

// Warnw writes at slog.LevelWarn.
func (l slogLogger) Warnw(msg string, err error, kv ...any) { l.write(slog.LevelWarn, msg, err, kv) }

// Errorw writes at slog.LevelError.
func (l slogLogger) Errorw(msg string, err error, kv ...any) { l.write(slog.LevelError, msg, err, kv) }

// WithValues adds attributes.
func (l slogLogger) WithValues(kv ...any) logger.Logger { return l.with(kv...) }

// WithUnlikelyValues adds attributes when a message is written.
func (l slogLogger) WithUnlikelyValues(kv ...any) logger.UnlikelyLogger {
	return logger.NewUnlikelyLogger(l, kv...)
}

// WithName names the part of LiveKit that speaks.
func (l slogLogger) WithName(name string) logger.Logger { return l.with("component", name) }

// WithComponent is WithName: levels by component aren't kept apart.
func (l slogLogger) WithComponent(name string) logger.Logger { return l.WithName(name) }

// WithCallDepth changes nothing; sources aren't written.
func (l slogLogger) WithCallDepth(int) logger.Logger { return l }

// WithItemSampler changes nothing; the floor keeps the volume down.
func (l slogLogger) WithItemSampler() logger.Logger { return l }

// WithoutSampler changes nothing.
func (l slogLogger) WithoutSampler() logger.Logger { return l }

// WithDeferredValues drops the deferred values.
func (l slogLogger) WithDeferredValues() (logger.Logger, logger.DeferredFieldResolver) {
	return l, zaputil.NoOpDeferrer{}
}

package web

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/lectern-classroom/lectern/app"
)

// Uploads bounds how often a person uploads: at once so many, and one more each so often.
type Uploads struct {
	every time.Duration
	burst int
	clock func() time.Time

	mu     sync.Mutex
	limits map[app.UserID]*rate.Limiter
}

// NewUploads returns an Uploads.
func NewUploads(every time.Duration, burst int, clock func() time.Time) *Uploads {
	return &Uploads{every: every, burst: burst, clock: clock, limits: map[app.UserID]*rate.Limiter{}}
}

// Take takes one upload from the person's allowance, or refuses it with CodeRateLimited.
func (u *Uploads) Take(user app.UserID) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := u.clock()
	limit, known := u.limits[user]
	if !known {
		for id, l := range u.limits { // those that have come to rest are as good as new ones
			if l.TokensAt(now) >= float64(u.burst) {
				delete(u.limits, id)
			}
		}
		limit = rate.NewLimiter(rate.Every(u.every), u.burst)
		u.limits[user] = limit
	}
	if limit.AllowN(now, 1) {
		return nil
	}
	return &app.Error{Code: app.CodeRateLimited, Message: "You are uploading too many files at once. Please wait a moment.", Retry: u.every}
}

// Spooled is an upload that has arrived, in a temporary file, to be read from its beginning.
type Spooled struct {
	*os.File
	Size int64 // bytes
}

// Spool takes an upload in. What is empty is CodeInvalid, what has more than most bytes CodePayloadTooLarge. The caller
// frees what is returned.
func Spool(body io.Reader, most int64) (*Spooled, error) {
	f, err := os.CreateTemp("", "lectern-upload-")
	if err != nil {
		return nil, fmt.Errorf("spool an upload: %w", err)
	}
	s := &Spooled{File: f}
	if s.Size, err = io.Copy(f, io.LimitReader(body, most+1)); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	switch {
	case err != nil:
		err = fmt.Errorf("spool an upload: %w", err)
	case s.Size > most:
		err = app.Errorf(app.CodePayloadTooLarge, "A file here may have at most %d MB.", most>>20)
	case s.Size == 0:
		err = app.Errorf(app.CodeInvalid, "The file is empty.")
	default:
		return s, nil
	}
	if freeing := s.Free(); freeing != nil {
		return nil, errors.Join(err, freeing)
	}
	return nil, err
}

// Free removes the file.
func (s *Spooled) Free() error {
	return errors.Join(s.Close(), os.Remove(s.Name()))
}

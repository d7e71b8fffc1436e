package hand

import (
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

const (
	// shownFor is how long a reaction counts.
	shownFor = 3 * time.Second
	// whoShown is how many reactions are told with who it was.
	whoShown = 8
	// reactionsKept bounds what is held of the last seconds.
	reactionsKept = 20_000
)

// Emoji returns what people may react with.
func Emoji() []string {
	return []string{"👍", "👎", "👏", "❤️", "😂", "😮", "🎉", "🤔"}
}

// reactions are those of the last seconds.
type reactions struct {
	clock  func() time.Time
	recent []HandReaction // in the order of their coming
	dirty  bool
}

func (r *reactions) add(user app.UserID, emoji string, at time.Time) {
	r.recent = append(r.recent, HandReaction{UserID: user, Emoji: emoji, At: at})
	if len(r.recent) > reactionsKept {
		r.recent = slices.Delete(r.recent, 0, len(r.recent)-reactionsKept)
	}
	r.dirty = true
}

// fade drops those that are over.
func (r *reactions) fade() {
	since := r.clock().Add(-shownFor)
	n := len(r.recent)
	r.recent = slices.DeleteFunc(r.recent, func(one HandReaction) bool { return one.At.Before(since) })
	r.dirty = r.dirty || len(r.recent) != n
}

// changed says, once, whether there is something new to tell.
func (r *reactions) changed() bool {
	r.fade()
	dirty := r.dirty
	r.dirty = false
	return dirty
}

// frame says how it is now; nil where there is nothing to tell to somebody who comes.
func (r *reactions) frame() []live.Frame {
	r.fade()
	f := HandReactions{Type: frameReactions, At: r.clock().UTC().Truncate(time.Millisecond), Counts: map[string]int{}, Who: []HandReaction{}}
	for _, one := range r.recent {
		f.Counts[one.Emoji]++
	}
	f.Who = append(f.Who, r.recent[max(0, len(r.recent)-whoShown):]...)
	return []live.Frame{f}
}

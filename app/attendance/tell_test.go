package attendance

import (
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

// tell renders what becomes known of a LiveKit participant, and what can't be known from it.
func (w *world) tell(s *sid) {
	joinedTold, leftTold := !w.lost(s.from), s.reason != "" && !w.lost(s.gone)
	sights := []int64{}
	for _, t := range w.rolls {
		if s.from <= t && t < s.gone {
			sights = append(sights, t)
		}
	}
	known := joinedTold || leftTold || len(sights) > 0
	if !known {
		return
	}
	if joinedTold {
		w.fact(app.FactMediaJoined, app.SourceWebhook, s.user.id, s.name, s.from, nil)
	}
	if !joinedTold || w.chance(0.1) {
		w.fact(app.FactMediaJoined, app.SourceReconcile, s.user.id, s.name, s.from, nil)
	}
	had := s.from
	if n := len(sights); n > 0 {
		had = sights[n-1]
	}
	missed, inferred := w.length, false
	for _, t := range w.rolls {
		if t >= s.gone {
			missed, inferred = t, true
			break
		}
	}
	if inferred && (!leftTold || w.chance(0.1)) {
		w.fact(app.FactMediaLeft, app.SourceReconcile, s.user.id, s.name, missed, app.MediaLeftData{Inferred: true})
	}
	if leftTold {
		w.fact(app.FactMediaLeft, app.SourceWebhook, s.user.id, s.name, s.gone/1000*1000,
			app.MediaLeftData{Reason: s.reason, TimedOut: s.timedOut})
	}
	unsure := w.unsure(s, had, missed, leftTold)
	s.user.unsure = append(s.user.unsure, unsure)
	s.user.media = append(s.user.media, minus([]seg{{s.from, max(s.from, s.to-2_000)}}, []seg{{unsure.from - 2_000, unsure.to + 2_000}})...)
}

// lost says whether a webhook of time t never comes; while the app is dead most don't.
func (w *world) lost(t int64) bool {
	if in(t, w.apps) {
		return w.lose > 0 && w.chance(0.7)
	}
	return w.chance(w.lose)
}

// unsure is the window in which the end of the participant can lie, for all that anybody can know; it has no length
// where the evidence tells the end.
func (w *world) unsure(s *sid, had, missed int64, told bool) seg {
	st := s.stay
	// A socket that was heard until the stay's end tells it, unless another device's socket speaks in between.
	speaks := st.socket && s.to == st.to && st.to-st.lastHeard <= 2_000 && !w.others(s, min(had, st.to)-21_000, missed)
	low := min(had, s.to)
	if st.socket {
		low = min(low, st.lastHeard)
	}
	exact := seg{s.to, s.to}
	for _, a := range w.apps {
		// Where it took along the sockets of one person only, a killed app and a dead laptop look alike.
		near := a.from < s.gone && min(had, s.gone)-a.from <= 25_000 && a.from <= missed
		if len(w.killed) < 2 && st.socket && near && s.reason != "client_initiated" {
			return seg{max(s.from, a.from-1_000), max(s.gone, missed)}
		}
	}
	switch {
	case told && s.reason == "client_initiated", told && s.to == s.gone, speaks:
		return exact
	case told && s.to >= w.length:
		return exact
	case told && s.timedOut && !st.socket && !w.others(s, s.to-9_000, s.gone):
		return exact
	case told && s.timedOut:
		return seg{max(s.from, s.to-11_000), s.gone}
	case told:
		return seg{low, s.gone}
	case s.to >= w.length && w.length-had <= 20_000:
		return seg{low, w.length}
	}
	return seg{low, missed}
}

// others says whether another stay of the user comes or goes within the window.
func (w *world) others(s *sid, from, to int64) bool {
	return slices.ContainsFunc(s.user.stays, func(o *stay) bool {
		return o != s.stay && ((from <= o.to && o.to <= to) || (from <= o.from && o.from <= to) || (from <= o.lastHeard && o.lastHeard <= to))
	})
}

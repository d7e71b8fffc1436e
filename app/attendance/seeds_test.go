package attendance

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

var oneSeed = flag.Uint64("seed", 0, "run the attendance histories with this seed alone")

// seeds returns the seeds of the run and prints them.
func seeds(t *testing.T) (first, last uint64) {
	t.Helper()
	first, last = 1, 3_000
	if *oneSeed != 0 {
		first, last = *oneSeed, *oneSeed
	}
	t.Logf("seeds %d to %d; repeat one with -seed", first, last)
	return first, last
}

func computed(a app.Attendance) []seg {
	var out []seg
	for _, i := range a.Intervals {
		out = append(out, seg{i.Start.Sub(epoch).Milliseconds(), i.End.Sub(epoch).Milliseconds()})
	}
	return out
}

func lineOf(lines []app.Attendance, user app.UserID) app.Attendance {
	for _, l := range lines {
		if l.User == user {
			return l
		}
	}
	return Absent(user)
}

func TestHistoriesAreWithinTwoSecondsOfTheTruth(t *testing.T) {
	t.Parallel()
	const bound = 2_000
	first, last := seeds(t)
	people, exact, worst, unknown := 0, 0, int64(0), int64(0)
	for seed := first; seed <= last; seed++ {
		w := newWorld(seed)
		lines := Compute(w.session(), app.DefaultSettings().Attendance, w.facts, at(w.length+60_000))
		for _, p := range w.users {
			dump(t, w, p.id)
			got := computed(lineOf(lines, p.id))
			unsure := grow(p.unsure, bound)
			if lost := minus(p.heard, got); total(lost) > 0 {
				t.Errorf("seed %d, %s: heard by a socket but not counted: %v", seed, p.id, lost)
			}
			if lost := minus(join(minus(p.media, unsure)), got); total(lost) > 0 {
				t.Errorf("seed %d, %s: in LiveKit but not counted: %v of %v", seed, p.id, lost, got)
			}
			if more := minus(minus(got, grow(p.there, bound)), unsure); total(more) > 0 {
				t.Errorf("seed %d, %s: counted but not there: %v; there %v", seed, p.id, more, p.there)
			}
			people++
			unknown += total(minus(p.unsure, nil))
			if !w.oneID && len(w.livekits) == 0 && total(p.unsure) == 0 && p.stays != nil && p.stays[0].socket && p.stays[0].media {
				exact++
				off := total(minus(got, p.there)) + total(minus(p.there, got))
				worst = max(worst, off/int64(len(p.stays)))
				if off > (bound+300)*int64(len(p.stays)) { // 300 ms: the way from coming to the first beat
					t.Errorf("seed %d, %s: off by %d ms over %d stays", seed, p.id, off, len(p.stays))
				}
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d people, %.1f s each unknowable; %d with socket, media and an evident end (the app killed or not): worst error %d ms a stay",
		people, float64(unknown)/1000/float64(max(people, 1)), exact, worst)
}

func TestHistoriesDontDependOnOrderOrRepetition(t *testing.T) {
	t.Parallel()
	first, last := seeds(t)
	for seed := first; seed <= last; seed += 3 {
		w := newWorld(seed)
		policy := app.DefaultSettings().Attendance
		now := at(w.length + 60_000)
		want := Compute(w.session(), policy, w.facts, now)
		r := rand.New(rand.NewPCG(seed, 1))
		facts := append([]app.Fact(nil), w.facts...)
		for _, f := range w.facts {
			if r.Float64() < 0.3 {
				f.ID += "-again"
				f.Seen = f.Seen.Add(time.Hour)
				facts = append(facts, f)
			}
		}
		r.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		if diff := cmp.Diff(want, Compute(w.session(), policy, facts, now)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		live := w.session()
		live.State, live.EndedAt = app.SessionLive, time.Time{}
		mid := at(w.length / 2)
		if diff := cmp.Diff(Compute(live, policy, w.facts, mid), Compute(live, policy, facts, mid)); diff != "" {
			t.Fatalf("seed %d, live: %s", seed, diff)
		}
	}
}

// More evidence of presence never takes presence away: another roll call that has a participant, an earlier joining,
// a beat in a hole, a whole further participant.
func TestHistoriesGrowWithEvidence(t *testing.T) {
	t.Parallel()
	first, last := seeds(t)
	for seed := first; seed <= last; seed++ {
		w := newWorld(seed)
		policy := app.DefaultSettings().Attendance
		now := at(w.length + 60_000)
		before := Compute(w.session(), policy, w.facts, now)
		r := rand.New(rand.NewPCG(seed, 2))
		f := w.facts[r.IntN(len(w.facts))]
		f.ID, f.Data = "more", nil
		switch when := r.Int64N(w.length); {
		case f.Kind == app.FactMediaJoined || f.Kind == app.FactMediaLeft:
			f.Kind, f.At, f.Data = app.FactMediaRoll, at(when), app.MustJSON(app.MediaRollData{Present: []app.ConnectionID{f.Connection}})
		case f.Kind == app.FactMediaRoll || f.User == "":
			f.Kind, f.User, f.Connection, f.At = app.FactMediaJoined, "u0", "PA_more", at(when)
		case onlySockets(w, f.User):
			f.Kind, f.At = app.FactSocketResumed, at(when)
		default:
			continue // sockets correct time-outs
		}
		after := Compute(w.session(), policy, append(w.facts, f), now)
		for _, b := range before {
			dump(t, w, b.User)
			if lost := minus(computed(b), computed(lineOf(after, b.User))); total(lost) > 0 {
				t.Fatalf("seed %d: %s of %s at %v took away %v", seed, f.Kind, f.Connection, f.At.Sub(epoch), lost)
			}
		}
	}
}

func onlySockets(w *world, user app.UserID) bool {
	for _, s := range w.sids {
		if s.user.id == user {
			return false
		}
	}
	return true
}

// dump prints what a user's facts say, for a run of one seed.
func dump(t *testing.T, w *world, user app.UserID) {
	t.Helper()
	if *oneSeed == 0 {
		return
	}
	t.Logf("length %d, apps %v, livekits %v, one id %v, lose %.2f, rolls %v", w.length, w.apps, w.livekits, w.oneID, w.lose, w.rolls)
	for _, f := range w.facts {
		if f.User == user {
			t.Logf("%7d %s %s %s %s", f.At.Sub(epoch).Milliseconds(), f.Kind, f.Source, f.Connection, f.Data)
		}
	}
}

// BenchmarkCompute is a lecture of two hours with 300 people and a roll call every 15 s.
func BenchmarkCompute(b *testing.B) {
	const people, length = 300, 2 * 3_600_000
	w := &world{length: length}
	var sids []app.ConnectionID
	for i := range people {
		user, c := app.UserID(fmt.Sprintf("u%d", i)), app.ConnectionID(fmt.Sprintf("PA_%012d", i))
		sids = append(sids, c)
		w.fact(app.FactSocketOpened, app.SourceState, user, "k"+c, int64(i)*100, nil)
		w.fact(app.FactMediaJoined, app.SourceWebhook, user, c, int64(i)*100, nil)
		w.fact(app.FactMediaLeft, app.SourceWebhook, user, c, length, app.MediaLeftData{Reason: "room_deleted"})
		w.fact(app.FactSocketClosed, app.SourceState, user, "k"+c, length-1_000, app.SocketClosedData{})
	}
	for t := int64(0); t < length; t += 15_000 {
		w.fact(app.FactMediaRoll, app.SourceReconcile, "", "", t, app.MediaRollData{Present: sids})
	}
	for b.Loop() {
		if lines := Compute(w.session(), app.DefaultSettings().Attendance, w.facts, at(length)); len(lines) != people {
			b.Fatal(len(lines))
		}
	}
}

package breakout

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

// crew are the people of a storm, in the order in which they are drawn.
var crew = []app.UserID{"ida", "ivo", "tom", "ana", "ben", "cleo", "dan", "otto"}

// weather draws what happens next.
type weather struct {
	rnd   *rand.Rand
	roles map[app.UserID]app.Role
	here  map[app.UserID]bool
}

func newWeather(seed uint64) *weather {
	w := &weather{rnd: rand.New(rand.NewPCG(seed, 6)), roles: map[app.UserID]app.Role{"ivo": app.RoleInstructor}, here: map[app.UserID]bool{}}
	for _, user := range crew {
		if role, known := roles[user]; known {
			w.roles[user] = role
		}
		w.here[user] = w.rnd.IntN(4) > 0
	}
	return w
}

func (w *weather) person() app.UserID { return crew[w.rnd.IntN(len(crew))] }

// group draws one of any breakout, sometimes one that there isn't.
func (w *weather) group(st State) app.GroupID {
	if len(st.sets) == 0 || w.rnd.IntN(20) == 0 {
		return "none"
	}
	one := st.sets[w.rnd.IntN(len(st.sets))]
	if running := st.running(); running != nil && w.rnd.IntN(4) > 0 {
		one = running
	}
	return one.Groups[w.rnd.IntN(len(one.Groups))].GroupID
}

func (w *weather) breakout(st State) app.BreakoutID {
	if len(st.sets) == 0 {
		return "none"
	}
	return st.sets[w.rnd.IntN(len(st.sets))].BreakoutID
}

// people draws some of them, each once.
func (w *weather) people(most int) []app.UserID {
	users := slices.Clone(crew)
	w.rnd.Shuffle(len(users), func(i, j int) { users[i], users[j] = users[j], users[i] })
	return users[:w.rnd.IntN(most+1)]
}

func (w *weather) plan(st State) BreakoutMakePlan {
	in := BreakoutMakePlan{Name: "Set", Plan: app.BreakoutPlan{MayReturn: w.rnd.IntN(2) == 0, Seconds: w.rnd.IntN(3) * 20, Countdown: w.rnd.IntN(3) * 5}}
	if w.rnd.IntN(2) == 0 {
		in.Plan.Choice = app.ChoiceFree
	}
	left := slices.Clone(w.people(len(crew)))
	for i := range 1 + w.rnd.IntN(4) {
		g := BreakoutGroupPlan{Name: fmt.Sprint("Group ", i+1), Cap: w.rnd.IntN(4), Attendants: w.people(1)}
		n := w.rnd.IntN(len(left) + 1)
		g.Members, left = left[:n], left[n:]
		in.Groups = append(in.Groups, g)
	}
	if len(st.sets) > 0 && w.rnd.IntN(3) == 0 {
		in.BreakoutID = w.breakout(st)
		if one := st.find(in.BreakoutID); w.rnd.IntN(2) == 0 {
			in.Groups[0].GroupID = one.Groups[0].GroupID
		}
	}
	if w.rnd.IntN(5) == 0 {
		in.GoesOn = w.breakout(st)
	}
	return in
}

// command draws one and who gives it, mostly somebody who is here and may.
func (w *weather) command(st State) (app.UserID, any) {
	do, by := w.draw(st), w.person()
	for range 20 {
		if w.here[by] && w.may(by, do) || w.rnd.IntN(40) == 0 {
			break
		}
		by = w.person()
	}
	return by, do
}

func (w *weather) draw(st State) any {
	name, cap, kind := "Renamed", w.rnd.IntN(4), w.rnd.IntN(28)
	switch {
	case len(st.sets) == 0 && w.rnd.IntN(3) > 0:
		kind = 0
	case st.running() == nil && w.rnd.IntN(2) == 0:
		kind = 3
	}
	var do any
	switch kind {
	case 0, 1:
		do = w.plan(st)
	case 2:
		do = BreakoutDiscard{BreakoutID: w.breakout(st)}
	case 3, 4, 5:
		do = BreakoutOpen{BreakoutID: w.breakout(st)}
	case 6:
		do = BreakoutClose{}
	case 7:
		do = BreakoutClose{Seconds: seconds(w.rnd.IntN(3) * 10)}
	case 8:
		do = BreakoutKeep{}
	case 9:
		do = BreakoutSetTime{Seconds: w.rnd.IntN(3) * 30}
	case 10, 11:
		do = BreakoutAssign{UserID: w.person(), GroupID: w.group(st)}
	case 12:
		do = BreakoutAssign{UserID: w.person()}
	case 13:
		do = BreakoutAttend{UserID: w.person(), GroupIDs: []app.GroupID{w.group(st), w.group(st)}[:w.rnd.IntN(3)]}
	case 14:
		do = BreakoutAdd{Name: "Added"}
	case 15:
		do = BreakoutChange{GroupID: w.group(st), Name: &name, Cap: &cap}
	case 16:
		do = BreakoutMerge{GroupID: w.group(st), Into: w.group(st)}
	case 17:
		do = BreakoutSplit{GroupID: w.group(st), Name: "Split", Members: w.people(2)}
	case 18:
		do = BreakoutSay{Text: "Hello", GroupIDs: []app.GroupID{w.group(st), w.group(st)}[:w.rnd.IntN(3)]}
	case 19:
		do = BreakoutAnswerHelp{GroupID: w.group(st)}
	case 20:
		do = BreakoutChoose{GroupID: w.group(st)}
	case 21:
		do = BreakoutReturn{}
	case 22:
		do = BreakoutRejoin{}
	case 23:
		do = BreakoutHelp{On: w.rnd.IntN(3) > 0}
	case 24:
		do = BreakoutDone{Done: w.rnd.IntN(3) > 0}
	case 25:
		do = BreakoutAttach{GroupID: w.group(st), Files: []app.FileID{"f1", "f2"}[:w.rnd.IntN(3)]}
	case 26:
		do = BreakoutAttach{Files: []app.FileID{"f3", "f4"}[:w.rnd.IntN(3)]}
	default:
		if do = (BreakoutVisit{GroupID: w.group(st)}); w.rnd.IntN(3) == 0 {
			do = BreakoutVisit{}
		}
	}
	return do
}

// may says whether the policy lets somebody give the command.
func (w *weather) may(by app.UserID, do any) bool {
	var action app.Action
	switch do.(type) {
	case BreakoutChoose, BreakoutReturn, BreakoutRejoin, BreakoutHelp, BreakoutDone:
		action = app.ActionBreakoutTakePart
	case BreakoutVisit:
		action = app.ActionBreakoutVisit
	default:
		action = app.ActionBreakoutManage
	}
	return app.Can(app.Actor{User: by, Classroom: "room", Role: w.roles[by]}, action, app.Resource{Classroom: "room"})
}

// promote makes somebody something else, as an instructor or a later launch does.
func (w *weather) promote() app.UserID {
	user := crew[3+w.rnd.IntN(len(crew)-3)]
	w.roles[user] = []app.Role{app.RoleLearner, app.RoleLearner, app.RoleAssistant, app.RoleObserver}[w.rnd.IntN(4)]
	return user
}

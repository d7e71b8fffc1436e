package breakout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/breakout/propose"
	"github.com/lectern-classroom/lectern/app/live"
)

// Sessions finds sessions; it answers app.ErrNotFound.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
}

// Door says who may enter a session.
type Door interface {
	Admit(ctx context.Context, session app.Session, actor app.Actor) error
}

// People knows who is of a classroom, in the order of their names, and what instructors made of them for a session.
type People interface {
	Members(ctx context.Context, classroom app.ClassroomID) ([]app.Member, error)
	Roles(ctx context.Context, session app.SessionID) (map[app.UserID]app.Role, error)
}

// Knowledge is what others know of people by which groups can be formed.
type Knowledge interface {
	// CourseGroups returns the groups of the classroom's course.
	CourseGroups(ctx context.Context, classroom app.ClassroomID) ([]app.CourseGroup, error)
	// Answers returns what people answered in a poll of the session that isn't anonymous, in any words that are alike where the
	// answers are, and what to call a group by such words. Errors: CodeNotFound, CodeConflict.
	Answers(ctx context.Context, session app.Session, poll app.PollID) (answers map[app.UserID]string, names map[string]string, err error)
	// Talk returns for how long people were heard in the session and the last ones before it. Who isn't in it wasn't heard.
	Talk(ctx context.Context, session app.Session) (map[app.UserID]time.Duration, error)
}

// Viewers says with which role somebody sees a session: that of now, and after the class the last one.
type Viewers interface {
	Viewer(ctx context.Context, session app.Session, actor app.Actor) (live.Viewer, error)
}

// PlannerDeps are what a Planner needs; all are required.
type PlannerDeps struct {
	Breakouts *Service
	Sessions  Sessions
	Door      Door
	People    People
	Knowledge Knowledge
	Viewers   Viewers
	Clock     func() time.Time
	// Seed is chance.
	Seed func() uint64
}

// Planner is the feature beside the live stream: it proposes groups, keeps sets of them to be used again, and tells what there
// was. Nothing that it proposes is anything before somebody plans it.
type Planner struct{ PlannerDeps }

// NewPlanner returns a Planner.
func NewPlanner(d PlannerDeps) *Planner { return &Planner{PlannerDeps: d} }

// longestTable bounds a table of groups, in bytes.
const longestTable = 256 << 10

// propose forms groups of learners of the session's classroom. Errors: CodeInvalid, CodeNotFound, CodeConflict,
// CodePayloadTooLarge.
func (p *Planner) propose(ctx context.Context, session app.Session, in BreakoutWish) (BreakoutProposal, error) {
	wanted, err := distinct(in.People, mostPeople, "people")
	switch {
	case err != nil:
		return BreakoutProposal{}, err
	case len(wanted) == 0:
		return BreakoutProposal{}, invalid("Choose who goes into the groups.")
	}
	learners, err := p.learners(ctx, session, wanted)
	if err != nil {
		return BreakoutProposal{}, err
	}
	people, err := chosen(wanted, learners)
	if err != nil {
		return BreakoutProposal{}, err
	}
	if in.How == howTable {
		if len(in.CSV) > longestTable {
			return BreakoutProposal{}, app.Errorf(app.CodePayloadTooLarge, "The file is larger than %d KB.", longestTable>>10)
		}
		made, faults := propose.FromTable(people, learners, in.CSV)
		if len(faults) > 0 {
			return renderFaults(faults), nil
		}
		return proposed(made)
	}
	made, err := p.form(ctx, session, in, people)
	if err != nil {
		return BreakoutProposal{}, err
	}
	return proposed(made)
}

// form is propose for whatever isn't a table.
func (p *Planner) form(ctx context.Context, session app.Session, in BreakoutWish, people []app.UserID) (propose.Proposal, error) {
	seed := p.Seed()
	if in.Seed != nil {
		seed = uint64(max(0, *in.Seed))
	}
	switch in.How {
	case howCourse:
		groups, err := p.courseGroups(ctx, session.Classroom, in.Set)
		return propose.ByCourse(people, groups), err
	case howLast:
		before, err := p.before(ctx, session.Classroom, in.BreakoutID)
		return propose.Again(people, before), err
	case howPoll:
		return p.byAnswers(ctx, session, in, people, seed)
	case howRandom, howOrder, howNew, howTalk:
	default:
		return propose.Proposal{}, invalid("how must be one of %s.", strings.Join(hows, ", "))
	}
	split, err := in.split(len(people))
	if err != nil {
		return propose.Proposal{}, err
	}
	switch in.How {
	case howOrder:
		return propose.InOrder(people, split), nil
	case howNew:
		past, err := p.Breakouts.History(ctx, session.Classroom)
		var before [][]propose.Group
		for _, b := range past {
			before = append(before, groupsOf(b.Breakout))
		}
		return propose.Meet(people, before, split, seed), err
	case howTalk:
		talked, err := p.Knowledge.Talk(ctx, session)
		return propose.ByTalk(people, talked, split, seed), err
	}
	return propose.Random(people, split, seed), nil
}

func (p *Planner) byAnswers(ctx context.Context, session app.Session, in BreakoutWish, people []app.UserID, seed uint64) (propose.Proposal, error) {
	split, err := in.split(len(people))
	if err != nil && (!in.Together || in.Groups != 0 || in.Size != 0) {
		return propose.Proposal{}, err
	}
	answers, names, err := p.Knowledge.Answers(ctx, session, in.PollID)
	if err != nil {
		return propose.Proposal{}, err
	}
	if !in.Together {
		return propose.MixAnswers(people, answers, split, seed), nil
	}
	made := propose.SameAnswers(people, answers, split, seed)
	for i, g := range made.Groups {
		made.Groups[i].Name = names[g.Name]
	}
	return made, nil
}

// split says into how many groups so many people are to be divided.
func (in BreakoutWish) split(people int) (propose.Split, error) {
	s := propose.Split{Groups: in.Groups, Size: in.Size}
	switch {
	case in.Groups < 0 || in.Groups > mostGroups:
		return s, invalid("groups must be between 1 and %d.", mostGroups)
	case in.Size < 0 || in.Size > mostPeople:
		return s, invalid("size must be between 1 and %d.", mostPeople)
	case (in.Groups == 0) == (in.Size == 0):
		return s, invalid("Say either how many groups there are to be, or how large they are.")
	case len(s.Sizes(people)) > mostGroups:
		return s, invalid("That would be more than %d groups.", mostGroups)
	}
	return s, nil
}

// learners are those of the classroom as the session has them now, in the order of their names. Who has left the course is
// among them only where they are wanted: they may be in class nevertheless.
func (p *Planner) learners(ctx context.Context, session app.Session, wanted []app.UserID) ([]propose.Person, error) {
	members, err := p.People.Members(ctx, session.Classroom)
	if err != nil {
		return nil, fmt.Errorf("find whom groups are formed of: %w", err)
	}
	made, err := p.People.Roles(ctx, session.ID)
	if err != nil {
		return nil, fmt.Errorf("find whom groups are formed of: %w", err)
	}
	var out []propose.Person
	for _, m := range members {
		role := m.Role
		if now, changed := made[m.ID]; changed {
			role = now
		}
		if role == app.RoleLearner && (m.Status == app.MemberActive || slices.Contains(wanted, m.ID)) {
			out = append(out, propose.Person{ID: m.ID, Name: m.Name, Email: m.Email, Subject: m.Subject})
		}
	}
	return out, nil
}

// chosen are the learners who are wanted, in their order.
func chosen(wanted []app.UserID, learners []propose.Person) ([]app.UserID, error) {
	want := make(map[app.UserID]bool, len(wanted))
	for _, user := range wanted {
		want[user] = true
	}
	var out []app.UserID
	for _, l := range learners {
		if want[l.ID] {
			out = append(out, l.ID)
		}
	}
	if len(out) < len(wanted) {
		return nil, invalid("Somebody isn't a learner of this classroom.")
	}
	return out, nil
}

// courseGroups are the groups of the course, those of one set where set is its id or name.
func (p *Planner) courseGroups(ctx context.Context, room app.ClassroomID, set string) ([]app.CourseGroup, error) {
	groups, err := p.Knowledge.CourseGroups(ctx, room)
	if err != nil {
		return nil, fmt.Errorf("find the groups of a course: %w", err)
	}
	if set == "" {
		return groups, nil
	}
	groups = slices.DeleteFunc(slices.Clone(groups), func(g app.CourseGroup) bool { return g.SetID != set && g.SetName != set })
	if len(groups) == 0 {
		return nil, app.NotFound("set of groups")
	}
	return groups, nil
}

// before returns the groups of an earlier breakout of the classroom, or where id is "" those of the last one.
func (p *Planner) before(ctx context.Context, room app.ClassroomID, id app.BreakoutID) ([]propose.Group, error) {
	if id != "" {
		past, err := p.Breakouts.Find(ctx, id)
		if errors.Is(err, app.ErrNotFound) || err == nil && (past.Classroom != room || past.Breakout.OpenedAt == nil) {
			return nil, app.NotFound("breakout")
		}
		return groupsOf(past.Breakout), err
	}
	past, err := p.Breakouts.History(ctx, room)
	switch {
	case err != nil:
		return nil, err
	case len(past) == 0:
		return nil, conflict("There were no groups in this classroom yet.")
	}
	return groupsOf(past[0].Breakout), nil
}

// groupsOf are the groups of a breakout that weren't merged into others.
func groupsOf(b app.Breakout) []propose.Group {
	var groups []propose.Group
	for _, g := range b.Groups {
		if g.MergedInto == "" {
			groups = append(groups, propose.Group{Name: g.Name, Members: g.Members})
		}
	}
	return groups
}

// tellApart numbers groups that have one name, and cuts names that are too long.
func tellApart(groups []propose.Group) {
	count, number := map[string]int{}, map[string]int{}
	for i, g := range groups {
		name := []rune(strings.Join(strings.Fields(g.Name), " "))
		groups[i].Name = strings.TrimSpace(string(name[:min(len(name), longestName-4)]))
		count[groups[i].Name]++
	}
	for i, g := range groups {
		if g.Name != "" && count[g.Name] > 1 {
			number[g.Name]++
			groups[i].Name = g.Name + " " + strconv.Itoa(number[g.Name])
		}
	}
}

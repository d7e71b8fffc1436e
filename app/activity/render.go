package activity

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/xapi"
)

// settlement is one settling under way: what is known, what was told before, and what is new.
type settlement struct {
	s         *Service
	session   app.Session
	issuer    string
	threshold float64
	about     xapi.Session
	roles     map[app.UserID]app.Role
	agents    map[app.UserID]xapi.Agent
	kept      record
	told      map[string]bool // ids of kept
	fresh     []statement
}

func (s *Service) settlement(session app.Session, room app.Classroom, issuer string, lines []Line, kept record) *settlement {
	t := &settlement{
		s: s, session: session, issuer: issuer, threshold: room.Settings.Attendance.Threshold, kept: kept, told: make(map[string]bool, len(kept)),
		roles: make(map[app.UserID]app.Role, len(lines)), agents: make(map[app.UserID]xapi.Agent, len(lines)),
		about: xapi.Session{
			ID: s.uuidOf(string(session.ID)), Registration: s.planned(session.ID),
			ClassroomID: s.uuidOf(string(room.ID)), ClassroomTitle: room.Title,
			Issuer: issuer, Deployment: string(room.Deployment), ContextID: room.ContextID, CourseTitle: room.CourseTitle,
			Started: session.StartedAt, Ended: session.EndedAt,
		},
	}
	for _, line := range lines {
		t.roles[line.User] = line.Role
	}
	for _, st := range kept {
		t.told[st.ID] = true
	}
	return t
}

// uuidOf reads an id of ours, which is a UUID; of any other text it makes one.
func (s *Service) uuidOf(id string) uuid.UUID {
	if u, err := uuid.Parse(id); err == nil {
		return u
	}
	return uuid.NewSHA1(s.Namespace, []byte("v1|id|"+id))
}

// planned is the registration of every statement about a session: the planned meeting, of which the session is the
// only one until sessions are scheduled.
func (s *Service) planned(id app.SessionID) uuid.UUID {
	return uuid.NewSHA1(s.Namespace, []byte("v1|planned|"+string(id)))
}

// render makes what is new.
func (t *settlement) render(ctx context.Context, lines []Line) error {
	facts, err := t.s.Store.Facts(ctx, t.session.ID, 0)
	if err != nil {
		return err
	}
	if err := t.lifecycle(ctx, facts); err != nil {
		return err
	}
	if err := t.deeds(ctx, facts); err != nil {
		return err
	}
	for _, line := range lines {
		if line.Role == app.RoleObserver {
			continue
		}
		if err := t.visits(ctx, line); err != nil {
			return err
		}
		if line.Role != app.RoleLearner {
			continue
		}
		if err := t.attended(ctx, line); err != nil {
			return err
		}
		if err := t.completed(ctx, line); err != nil {
			return err
		}
	}
	return nil
}

// lifecycle says that the session began and that it is over.
func (t *settlement) lifecycle(ctx context.Context, facts []app.Fact) error {
	if !t.kept.has(kindInitialized) {
		actor, err := t.agent(ctx, t.session.StartedBy)
		if err != nil {
			return err
		}
		st := t.s.classroom.Started(t.about, actor, t.role(t.session.StartedBy))
		if err := t.add(kindInitialized, t.session.StartedBy, 1, st); err != nil {
			return err
		}
	}
	if t.kept.has(kindTerminated) {
		return nil
	}
	by := t.endedBy(facts)
	actor, err := t.agent(ctx, by)
	if err != nil {
		return err
	}
	return t.add(kindTerminated, by, 1, t.s.classroom.Ended(t.about, actor, t.role(by)))
}

// endedBy returns who ended the session, or "" where it ended by itself.
func (t *settlement) endedBy(facts []app.Fact) app.UserID {
	if t.session.EndReason == app.EndEveryoneLeft {
		return ""
	}
	for _, f := range facts {
		if f.Kind == app.FactSessionEnded {
			return f.User
		}
	}
	return ""
}

// visits tells the comings and goings of one person that weren't told yet.
func (t *settlement) visits(ctx context.Context, line Line) error {
	told, next := t.kept.visits(line.User)
	for _, v := range line.Visits {
		if told.meets(v) {
			continue
		}
		actor, err := t.agent(ctx, line.User)
		if err != nil {
			return err
		}
		visit := xapi.Visit{Key: fmt.Sprintf("%s|%s|%d", t.session.ID, line.User, next), Actor: actor, Role: t.role(line.User)}
		if err := t.add(kindJoined, line.User, next, t.s.classroom.Joined(t.about, visit, v.Start)); err != nil {
			return err
		}
		if err := t.add(kindLeft, line.User, next, t.s.classroom.Left(t.about, visit, v.End, v.Duration())); err != nil {
			return err
		}
		next++
	}
	return nil
}

// attended tells what a learner's presence came to, and takes back what was told before and isn't so.
func (t *settlement) attended(ctx context.Context, line Line) error {
	return t.revise(ctx, kindAttended, kindVoided, line.User, len(line.Intervals) > 0, func(revision int, actor xapi.Agent) (xapi.Statement, error) {
		about, err := t.taught(ctx)
		if err != nil {
			return xapi.Statement{}, err
		}
		return t.s.classroom.Attended(about, xapi.Attendance{
			Actor: actor, Role: t.role(line.User), Revision: revision,
			Present: line.Present, Ratio: line.Ratio, Completion: line.Ratio >= t.threshold,
		}, t.session.EndedAt), nil
	})
}

// completed tells that a learner completed the session, and takes back what was told before and isn't so.
func (t *settlement) completed(ctx context.Context, line Line) error {
	return t.revise(ctx, kindCompleted, kindIncomplete, line.User, line.Completed, func(revision int, actor xapi.Agent) (xapi.Statement, error) {
		return t.s.classroom.Completed(t.about, actor, t.role(line.User), revision, t.session.EndedAt), nil
	})
}

// revise tells something that a session comes to for one person, if it does. Where another revision of it stands, that
// is taken back; one that says the same is left.
func (t *settlement) revise(ctx context.Context, told, back kind, user app.UserID, so bool, render func(revision int, actor xapi.Agent) (xapi.Statement, error)) error {
	last, standing := t.kept.newest(user, told, back)
	if so {
		actor, err := t.agent(ctx, user)
		if err != nil {
			return err
		}
		st, err := render(int(last.Revision+1), actor)
		if err != nil {
			return err
		}
		if standing {
			same, err := saysTheSame(last.Body, st)
			if err != nil || same {
				return err
			}
		}
		if err := t.add(told, user, last.Revision+1, st); err != nil {
			return err
		}
	}
	if !standing {
		return nil
	}
	old, err := uuid.Parse(last.ID)
	if err != nil {
		return fmt.Errorf("read the id of a statement: %w", err)
	}
	return t.add(back, user, last.Revision, t.s.classroom.Voided(old, t.s.Clock()))
}

// taught is the session with its teacher.
func (t *settlement) taught(ctx context.Context) (xapi.Session, error) {
	about := t.about
	if t.session.StartedBy != "" {
		teacher, err := t.agent(ctx, t.session.StartedBy)
		if err != nil {
			return xapi.Session{}, err
		}
		about.Instructor = &teacher
	}
	return about, nil
}

// saysTheSame compares what matters of a statement that can be revised: its result and its time. Titles and addresses may have
// changed since.
func saysTheSame(body string, st xapi.Statement) (bool, error) {
	var old xapi.Statement
	if err := json.Unmarshal([]byte(body), &old); err != nil {
		return false, fmt.Errorf("read a kept statement: %w", err)
	}
	before, err := json.Marshal(old.Result)
	if err != nil {
		return false, fmt.Errorf("compare statements: %w", err)
	}
	now, err := json.Marshal(st.Result)
	if err != nil {
		return false, fmt.Errorf("compare statements: %w", err)
	}
	return bytes.Equal(before, now) && old.Timestamp.String() == st.Timestamp.String(), nil
}

// agent returns the person as an actor: the account of their LMS, or a pseudonym where the subject can't be one. For
// "" it returns the zero Agent, which stands for the installation itself.
func (t *settlement) agent(ctx context.Context, id app.UserID) (xapi.Agent, error) {
	if id == "" {
		return xapi.Agent{}, nil
	}
	if a, known := t.agents[id]; known {
		return a, nil
	}
	p, err := t.s.People.Person(ctx, id)
	var a xapi.Agent
	switch {
	case errors.Is(err, app.ErrNotFound): // deleted meanwhile; what they did happened all the same
		a = t.s.classroom.Pseudonym("", string(id))
	case err != nil:
		return xapi.Agent{}, fmt.Errorf("find a person: %w", err)
	case p.Issuer == "":
		a = t.s.classroom.Person(t.issuer, p.Subject)
	default:
		a = t.s.classroom.Person(p.Issuer, p.Subject)
	}
	t.agents[id] = a
	return a, nil
}

// role is the person's role in the profile's words, "" where it isn't known.
func (t *settlement) role(id app.UserID) xapi.Role {
	if r, known := t.roles[id]; known {
		return xapi.ParseRole(string(r))
	}
	return ""
}

// add freezes a statement, which validates it.
func (t *settlement) add(kind kind, user app.UserID, revision int64, st xapi.Statement) error {
	frozen, err := xapi.Freeze(st)
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	t.fresh = append(t.fresh, statement{
		ID: frozen.ID.String(), SessionID: string(t.session.ID), Kind: kind, UserID: string(user), Revision: revision,
		AtMs: st.Timestamp.UnixMilli(), Body: string(frozen.Body), CreatedMs: t.s.Clock().UnixMilli(),
	})
	return nil
}

// intervals is visits that were told.
type intervals []app.Interval

// meets says whether a visit is one of them, seen with more or other evidence.
func (l intervals) meets(v app.Interval) bool {
	for _, i := range l {
		if !v.Start.Truncate(time.Millisecond).After(i.End) && !i.Start.After(v.End) {
			return true
		}
	}
	return false
}

package grade

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Groups knows in which groups a session has worked.
type Groups interface {
	// Groups returns the groups of the session's breakouts that were opened, in their order.
	Groups(ctx context.Context, session app.Session) ([]Group, error)
}

// Group is a group of a breakout whose members may be graded alike.
type Group struct {
	ID app.GroupID
	// Breakout is the breakout's name, or its number where it has none.
	Breakout, Name string
	Members        []app.UserID
	// Done says whether the group said that its task is done.
	Done bool
}

func (s *Service) groups(ctx context.Context, session app.Session) ([]Group, error) {
	if s.Groups == nil {
		return nil, nil
	}
	groups, err := s.Groups.Groups(ctx, session)
	if err != nil {
		return nil, fmt.Errorf("list the groups of a session: %w", err)
	}
	return groups, nil
}

// groupMarks are the activities in which a group may get one mark: those of which nothing is computed.
var groupMarks = []app.ActivityKind{app.ActivityBreakout, app.ActivityManual}

// MarkGroup gives all members of a group of a breakout the same mark, as Override does for each of them: all of them or
// none. Who isn't a learner of the classroom any more, and has no score, is left out. Errors: CodeInvalid, CodeNotFound.
func (s *Service) MarkGroup(ctx context.Context, session app.Session, group app.GroupID, kind app.ActivityKind, given float64, reason string, by app.UserID) ([]Line, error) {
	if !slices.Contains(groupMarks, kind) {
		return nil, app.Errorf(app.CodeInvalid, "activity must be breakout or manual.")
	}
	groups, err := s.groups(ctx, session)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(groups, func(g Group) bool { return g.ID == group })
	if i < 0 {
		return nil, app.NotFound("group")
	}
	var lines []Line
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		lines = nil
		for _, user := range groups[i].Members {
			line, err := s.Override(ctx, session.ID, user, kind, given, reason, by)
			if app.CodeOf(err) == app.CodeNotFound {
				continue
			}
			if err != nil {
				return err
			}
			lines = append(lines, line)
		}
		if len(lines) == 0 {
			return app.NotFound("score")
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("mark a group: %w", err)
	}
	return lines, nil
}

// groupEndpoints are the routes of groups' marks.
func (s *Service) groupEndpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("POST", "/sessions/:id/groups/:group/grades", "Give all members of a breakout group the same mark, with a reason.", http.StatusOK, s.postGroupMark),
	}
}

// GroupMark is what an instructor decides for a whole group.
type GroupMark struct {
	Activity   app.ActivityKind `json:"activity" enum:"breakout,manual"`
	ScoreGiven *float64         `json:"scoreGiven"`
	Reason     string           `json:"reason"`
}

func (s *Service) postGroupMark(c web.Call, in GroupMark) ([]Score, error) {
	session, err := s.session(c, app.ActionGradeOverride)
	if err != nil {
		return nil, err
	}
	if in.ScoreGiven == nil {
		return nil, app.Errorf(app.CodeInvalid, "scoreGiven is missing.")
	}
	lines, err := s.MarkGroup(c.Ctx(), session, app.GroupID(c.Param("group")), in.Activity, *in.ScoreGiven, in.Reason, c.Actor.User)
	if err != nil {
		return nil, err
	}
	scores := make([]Score, len(lines))
	for i, l := range lines {
		scores[i] = render(l)
	}
	return scores, nil
}

// DeskGroup is a group of a breakout of the session.
type DeskGroup struct {
	GroupID app.GroupID `json:"groupId"`
	// Breakout is the breakout's name, or its number where it has none.
	Breakout string       `json:"breakout"`
	Name     string       `json:"name"`
	Members  []app.UserID `json:"members"`
	Done     bool         `json:"done"`
}

// deskGroups returns the groups whose members may be graded alike at a desk.
func (s *Service) deskGroups(ctx context.Context, session app.Session) ([]DeskGroup, error) {
	out := []DeskGroup{}
	groups, err := s.groups(ctx, session)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		if len(g.Members) > 0 {
			out = append(out, DeskGroup{GroupID: g.ID, Breakout: g.Breakout, Name: g.Name, Members: g.Members, Done: g.Done})
		}
	}
	return out, nil
}

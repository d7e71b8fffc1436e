package forward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/xapi"
)

// mailbox is what an address looks like that may stand behind mailto: (xAPI 1.0.3 Data 2.4.2.3).
var mailbox = regexp.MustCompile(`^[^@\s<>"?]+@[^@\s<>"?]+$`)

// renderer makes the bytes of statements for one destination.
type renderer struct {
	people   People
	identity Identity
	names    bool
	alias    xapi.Classroom // its pseudonyms are the destination's
	home     string
	known    map[xapi.Account]xapi.Agent
}

func (s *Service) renderer(d Destination) (*renderer, error) {
	r := &renderer{people: s.People, identity: d.Identity, names: d.Names, home: s.PublicURL, known: map[xapi.Account]xapi.Agent{}}
	if d.Identity == IdentityPseudonym {
		key, err := s.Sealer.Open(aliasPlace(d.ID), d.aliasKey)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errSealed, err)
		}
		r.alias = xapi.Classroom{BaseURL: s.PublicURL, Secret: key}
	}
	return r, nil
}

// plain says whether statements go out as they were written down.
func (d Destination) plain() bool { return d.Identity == IdentityAccount && !d.Names }

// render returns the statement as the destination gets it, "" where that is as it was written down.
func (r *renderer) render(ctx context.Context, body []byte) (string, error) {
	if r.identity == IdentityAccount && !r.names {
		return "", nil
	}
	var st xapi.Statement
	if err := json.Unmarshal(body, &st); err != nil {
		return "", fmt.Errorf("read a statement: %w", err)
	}
	agents := []*xapi.Agent{&st.Actor}
	if st.Object.Agent != nil {
		agents = append(agents, st.Object.Agent)
	}
	if c := st.Context; c != nil {
		agents = append(agents, c.Instructor, c.Team)
	}
	for _, a := range agents {
		if a == nil {
			continue
		}
		if err := r.rename(ctx, a); err != nil {
			return "", err
		}
	}
	frozen, err := xapi.Freeze(st)
	if err != nil {
		return "", fmt.Errorf("name people in a statement: %w", err)
	}
	return string(frozen.Body), nil
}

// rename names an agent, and the members of a group, in the destination's way. The installation itself keeps its name, and
// a group its own: it is no person.
func (r *renderer) rename(ctx context.Context, a *xapi.Agent) error {
	for i := range a.Member {
		if err := r.rename(ctx, &a.Member[i]); err != nil {
			return err
		}
	}
	if a.ObjectType == "Group" || a.Account == nil || *a.Account == *(xapi.Classroom{BaseURL: r.home}).System().Account {
		return nil
	}
	who := *a.Account
	named, known := r.known[who]
	if !known {
		var err error
		if named, err = r.named(ctx, who); err != nil {
			return err
		}
		r.known[who] = named
	}
	*a = named
	return nil
}

// named is the person of an account.
func (r *renderer) named(ctx context.Context, who xapi.Account) (xapi.Agent, error) {
	if r.identity == IdentityPseudonym {
		return r.alias.Pseudonym(who.HomePage, who.Name), nil
	}
	agent := xapi.AccountAgent(who.HomePage, who.Name)
	id, err := r.people.Find(ctx, who.HomePage, who.Name)
	if errors.Is(err, app.ErrNotFound) { // a guest, or somebody whose LMS names people by what can't be an account
		return agent, nil
	}
	if err != nil {
		return agent, fmt.Errorf("find a person: %w", err)
	}
	p, err := r.people.Person(ctx, id)
	if errors.Is(err, app.ErrNotFound) {
		return agent, nil
	}
	if err != nil {
		return agent, fmt.Errorf("find a person: %w", err)
	}
	if r.identity == IdentityMail && mailbox.MatchString(p.Email) {
		agent = xapi.Agent{ObjectType: agent.ObjectType, Mbox: "mailto:" + p.Email}
	}
	if r.names {
		agent.Name = p.Name
	}
	return agent, nil
}

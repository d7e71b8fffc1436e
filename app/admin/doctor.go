package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/lti"
)

// Verdict is what a step of the walk came to.
type Verdict string

// The verdicts. Skip is what couldn't be tested.
const (
	Good Verdict = "ok"
	Warn Verdict = "warn"
	Fail Verdict = "fail"
	Skip Verdict = "skip"
)

// Step is one step of the walk through a registration.
type Step struct {
	Name    string // of Steps
	Verdict Verdict
	Finding Finding // its code is "" where the step is good
}

// Steps lists the steps in their order, which is that of their causes.
var Steps = []string{"our_keys", "their_keys", "token_members", "token_columns", "token_scores", "token_results", "members", "columns", "deep_link"}

const (
	// stepPatience bounds a step.
	stepPatience = 25 * time.Second
	// throwAwayTag marks the column of the walk, so that one that was left behind is found.
	throwAwayTag   = "lectern-doctor"
	throwAwayLabel = "Lectern connection test"
	mostKeySet     = 256 << 10
)

// walk is one way through a registration.
type walk struct {
	s      *Service
	reg    app.Registration
	tool   lti.Registration
	room   app.Classroom
	opened bool // somebody launched: room is known
	noKeys bool // no token can be had for a reason that isn't its scope
	lacks  map[string]bool
}

// Walk examines a registration step by step and tells each step as it is done. It makes a column in the gradebook of one
// course and removes it again, and changes nothing else. It returns app.CodeNotFound where there is no such registration.
func (s *Service) Walk(ctx context.Context, id app.RegistrationID, tell func(Step)) error {
	reg, err := s.registration(ctx, id)
	if err != nil {
		return err
	}
	w := &walk{s: s, reg: reg, tool: asTool(reg), lacks: map[string]bool{}}
	room, _, err := s.Rooms.NewestOf(ctx, id)
	switch {
	case err == nil:
		w.room, w.opened = room, true
	case !errors.Is(err, app.ErrNotFound):
		return err
	}
	for _, name := range Steps {
		step, cancel := context.WithTimeout(ctx, stepPatience)
		verdict, finding := w.do(step, name)
		cancel()
		if err := ctx.Err(); err != nil {
			return err
		}
		tell(Step{Name: name, Verdict: verdict, Finding: finding})
	}
	return nil
}

func (w *walk) do(ctx context.Context, name string) (Verdict, Finding) {
	switch name {
	case "our_keys":
		return w.ourKeys(ctx)
	case "their_keys":
		return w.theirKeys(ctx)
	case "token_members":
		return w.token(ctx, lti.ScopeMembers)
	case "token_columns":
		return w.token(ctx, lti.ScopeLineItem)
	case "token_scores":
		return w.token(ctx, lti.ScopeScore)
	case "token_results":
		return w.token(ctx, lti.ScopeResultReadOnly)
	case "members":
		return w.members(ctx)
	case "columns":
		return w.columns(ctx)
	}
	return w.deepLink(ctx)
}

func good(detail string) (Verdict, Finding) { return Good, Finding{Detail: detail} }

func bad(err error) (Verdict, Finding) {
	f := explain(err)
	if f.Code == "" {
		f.Code = "unreachable"
	}
	return Fail, f
}

// ourKeys fetches Lectern's key set as an LMS would.
func (w *walk) ourKeys(ctx context.Context) (Verdict, Finding) {
	address := w.s.PublicURL + "/lti/jwks"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return Fail, Finding{"our_keys_unreachable", address}
	}
	res, err := w.s.HTTP.Do(req)
	if err != nil {
		return Fail, Finding{"our_keys_unreachable", address}
	}
	defer res.Body.Close()
	var set struct {
		Keys []struct {
			ID string `json:"kid"`
		} `json:"keys"`
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, mostKeySet))
	if err != nil || res.StatusCode != http.StatusOK || json.Unmarshal(body, &set) != nil {
		return Fail, Finding{"our_keys_unreachable", fmt.Sprintf("%s: HTTP %d", address, res.StatusCode)}
	}
	own, err := w.s.Keys.List(ctx)
	if err != nil {
		return bad(err)
	}
	for _, key := range own {
		served := slices.ContainsFunc(set.Keys, func(k struct {
			ID string `json:"kid"`
		}) bool {
			return k.ID == key.ID
		})
		if key.State == app.ToolKeySigning && !served {
			return Fail, Finding{"our_keys_foreign", address}
		}
	}
	return good(address)
}

// theirKeys fetches the LMS's key set as a launch would.
func (w *walk) theirKeys(ctx context.Context) (Verdict, Finding) {
	cache := lti.NewKeyCache(lti.KeyCacheConfig{HTTP: w.s.HTTP, Clock: w.s.Clock})
	_, err := cache.Keys(ctx, w.reg.JWKSURL, "", "RS256")
	switch code := lti.Code(err); {
	case err == nil, code == "key_id_missing": // several keys
		return good(w.reg.JWKSURL)
	case code == "key_set_unavailable", code == "registration_malformed":
		return Fail, Finding{"their_keys_unreachable", w.reg.JWKSURL}
	}
	return Fail, Finding{"their_keys_malformed", w.reg.JWKSURL}
}

// token asks for a token of one scope.
func (w *walk) token(ctx context.Context, scope string) (Verdict, Finding) {
	if w.noKeys {
		return Skip, Finding{"token_needed", ""}
	}
	probe, err := w.s.Services.ProbeToken(ctx, w.tool, scope)
	short := scope[strings.LastIndex(scope, "/")+1:]
	switch {
	case err != nil:
		w.lacks[scope] = true
		verdict, f := bad(err)
		if f.Code == "scope_refused" {
			f.Detail = short
		} else {
			w.noKeys = true
		}
		return verdict, f
	case !probe.Grants(scope):
		w.lacks[scope] = true
		return Fail, Finding{"scope_refused", short}
	}
	return good(short)
}

// members reads the list of a course.
func (w *walk) members(ctx context.Context) (Verdict, Finding) {
	switch {
	case w.noKeys, w.lacks[lti.ScopeMembers]:
		return Skip, Finding{"token_needed", ""}
	case !w.opened:
		return Skip, Finding{"no_launch", ""}
	case w.room.MembershipsURL == "":
		return Fail, Finding{"members_missing", ""}
	}
	members, _, err := w.s.Services.Members(ctx, w.tool, w.room.MembershipsURL, lti.MembersOptions{})
	if err != nil {
		return bad(err)
	}
	if len(members) == 0 {
		return Warn, Finding{"members_none", ""}
	}
	return good(fmt.Sprint(len(members)))
}

// columns makes a column, reads it back with its results, and removes it. No score is sent.
func (w *walk) columns(ctx context.Context) (Verdict, Finding) {
	switch {
	case w.noKeys, w.lacks[lti.ScopeLineItem]:
		return Skip, Finding{"token_needed", ""}
	case !w.opened:
		return Skip, Finding{"no_launch", ""}
	case w.room.LineItemsURL == "":
		return Fail, Finding{"columns_missing", ""}
	}
	for _, scope := range []string{lti.ScopeLineItem, lti.ScopeScore} {
		if !slices.Contains(strings.Fields(w.room.AGSScopes), scope) { // what a launch grants is what counts
			return Fail, Finding{"scope_refused", "launch: " + scope[strings.LastIndex(scope, "/")+1:]}
		}
	}
	address := w.room.LineItemsURL
	if err := w.sweep(ctx, address); err != nil {
		return bad(err)
	}
	item, err := w.s.Services.CreateLineItem(ctx, w.tool, address, lti.LineItem{Label: throwAwayLabel, ScoreMaximum: 1, Tag: throwAwayTag, ResourceID: "doctor-" + app.NewID()})
	if err != nil {
		return bad(err)
	}
	verdict, finding := w.readBack(ctx, address, item)
	// Also where the walk was given up: nothing of it stays in a gradebook.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := w.sweep(last, address); err != nil && verdict == Good {
		return Fail, Finding{"column_left", explain(err).Detail}
	}
	left, err := w.s.Services.LineItems(last, w.tool, address, lti.LineItemFilter{Tag: throwAwayTag})
	if verdict == Good && (err != nil || len(left) > 0) {
		return Fail, Finding{"column_left", ""}
	}
	return verdict, finding
}

func (w *walk) readBack(ctx context.Context, address string, item lti.LineItem) (Verdict, Finding) {
	got, err := w.s.Services.LineItem(ctx, w.tool, item.ID)
	if err != nil {
		return bad(err)
	}
	listed, err := w.s.Services.LineItems(ctx, w.tool, address, lti.LineItemFilter{Tag: throwAwayTag})
	if err != nil {
		return bad(err)
	}
	if !w.lacks[lti.ScopeResultReadOnly] {
		if _, err := w.s.Services.Results(ctx, w.tool, item.ID, ""); err != nil {
			return bad(err)
		}
	}
	if got.Tag != throwAwayTag || got.ScoreMaximum != 1 || len(listed) != 1 {
		return Warn, Finding{"column_differs", ""}
	}
	return good("")
}

// sweep removes the columns of this walk and of earlier ones.
func (w *walk) sweep(ctx context.Context, address string) error {
	items, err := w.s.Services.LineItems(ctx, w.tool, address, lti.LineItemFilter{Tag: throwAwayTag})
	for _, item := range items {
		err = errors.Join(err, w.s.Services.DeleteLineItem(ctx, w.tool, item.ID))
	}
	return err
}

// deepLink says whether the LMS lets teachers choose a class.
func (w *walk) deepLink(ctx context.Context) (Verdict, Finding) {
	facts, err := readFacts(ctx, w.s.Store)
	if err != nil {
		return bad(err)
	}
	if facts[w.reg.ID].DeepLinkMs > 0 || slices.Contains(w.reg.Messages, lti.MessageDeepLinking) {
		return good("")
	}
	return Warn, Finding{"deep_link_unknown", ""}
}

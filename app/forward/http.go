package forward

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1, all of them the administrator's.
func (s *Service) Endpoints() []web.Endpoint {
	read, manage := app.ActionForwardRead, app.ActionForwardManage
	const one = "/admin/forward/:destination"
	return []web.Endpoint{
		web.JSON("GET", "/admin/forward", "The record stores that statements go to, and how each is doing.", http.StatusOK, may(read, s.getLedger)),
		web.JSON("POST", "/admin/forward", "Add a record store; what was told before goes there by filling it.", http.StatusCreated, may(manage, s.postDestination)),
		web.JSON("PUT", one, "Change a record store, but for how people are named to it.", http.StatusOK, may(manage, s.putDestination)),
		web.JSON("DELETE", one, "Forget a record store, what waits for it, and its key of pseudonyms.", http.StatusNoContent, may(manage, s.deleteOne)),
		web.JSON("POST", "/admin/forward/test", "Ask a record store that isn't added yet harmless questions; nothing is written there.", http.StatusOK, may(manage, s.postTest)),
		web.JSON("POST", one+"/test", "Ask a record store harmless questions with what is to be changed of it.", http.StatusOK, may(manage, s.postTestOne)),
		web.JSON("POST", one+"/pause", "Keep back what is for a record store until it is resumed.", http.StatusOK, may(manage, s.postPause)),
		web.JSON("POST", one+"/resume", "Test a record store, and go on where that is good.", http.StatusOK, may(manage, s.postResume)),
		web.JSON("POST", one+"/fill", "Queue statements of a session or a span of time that the record store lacks, or all of them again.", http.StatusOK, may(manage, s.postFill)),
		web.JSON("GET", one+"/refused", "Statements that the record store refuses, with its words; ?reason=… for those of one, ?after=… for the next.", http.StatusOK, may(read, s.getRefused)),
		web.JSON("GET", one+"/refused.jsonl", "The refused statements as they were sent, one a line.", http.StatusOK, may(read, s.getRefusedFile)),
		web.JSON("POST", one+"/refused/retry", "Queue refused statements again.", http.StatusOK, may(manage, s.postRetry)),
		web.JSON("POST", one+"/refused/drop", "Let refused statements be.", http.StatusOK, may(manage, s.postDrop)),
		web.JSON("GET", "/admin/forward/choices", "What a filter and a fill can be about: classrooms, and sessions of which something was told.", http.StatusOK, may(read, s.getChoices)),
	}
}

// may lets the administrator through.
func may[In, Out any](action app.Action, handle func(c web.Call, in In) (Out, error)) func(c web.Call, in In) (Out, error) {
	return func(c web.Call, in In) (Out, error) {
		if !app.Can(c.Actor, action, app.Resource{Installation: true}) {
			return *new(Out), app.Errorf(app.CodeForbidden, "Only the administrator of this installation may do that.")
		}
		return handle(c, in)
	}
}

// RecordStore is a record store that statements go to, and its ledger.
type RecordStore struct {
	ID        DestinationID   `json:"id"`
	Origin    Origin          `json:"origin" enum:"builtin,environment,added"`
	Name      string          `json:"name"`
	Endpoint  string          `json:"endpoint"`
	Version   Version         `json:"version" enum:"auto,1.0.3,2.0.0"`
	Spoken    string          `json:"spoken"`
	Auth      Auth            `json:"auth" enum:"basic,bearer"`
	Username  string          `json:"username"`
	Identity  Identity        `json:"identity" enum:"account,pseudonym,mail"`
	Names     bool            `json:"names"`
	Filter    StatementFilter `json:"filter"`
	BatchMost int             `json:"batchMost"`
	Enabled   bool            `json:"enabled"`
	Condition Condition       `json:"condition" enum:"ready,sending,waiting,stopped,paused,off"`
	PausedAt  *time.Time      `json:"pausedAt"`
	NextAt    *time.Time      `json:"nextAt"`
	GoodAt    *time.Time      `json:"goodAt"`
	OldestAt  *time.Time      `json:"oldestAt"`
	PerMinute float64         `json:"perMinute"`
	Counts    StoreCounts     `json:"counts"`
	Trouble   *StoreTrouble   `json:"trouble"`
}

// StoreCounts counts statements by what became of them.
type StoreCounts struct {
	Queued    int64 `json:"queued"`
	Delivered int64 `json:"delivered"`
	Duplicate int64 `json:"duplicate"`
	Refused   int64 `json:"refused"`
	Skipped   int64 `json:"skipped"`
	Dropped   int64 `json:"dropped"`
}

// StoreTrouble is the last trouble with a record store as a whole. Code is stable; Said is the store's words.
type StoreTrouble struct {
	At      *time.Time  `json:"at"`
	Code    TroubleCode `json:"code" enum:"unreachable,down,slow_down,credentials,address,refuses,tls,private,sealed"`
	Status  int         `json:"status"`
	Said    string      `json:"said"`
	Current bool        `json:"current"`
}

// RecordStoreInput is what an administrator says of a record store. An empty secret keeps the one there is.
type RecordStoreInput struct {
	Name      string          `json:"name"`
	Endpoint  string          `json:"endpoint"`
	Version   Version         `json:"version" enum:"auto,1.0.3,2.0.0"`
	Auth      Auth            `json:"auth" enum:"basic,bearer"`
	Username  string          `json:"username"`
	Secret    string          `json:"secret"`
	Identity  Identity        `json:"identity" enum:"account,pseudonym,mail"`
	Names     bool            `json:"names"`
	Filter    StatementFilter `json:"filter"`
	BatchMost int             `json:"batchMost"`
	Enabled   bool            `json:"enabled"`
}

// StoreTest is what a test of a connection came to.
type StoreTest struct {
	OK          bool          `json:"ok"`
	Trouble     *StoreTrouble `json:"trouble"`
	Version     string        `json:"version"`
	Versions    []string      `json:"versions"`
	WriteOnly   bool          `json:"writeOnly"`
	SkewSeconds int           `json:"skewSeconds"`
}

// FillInput says what a record store is filled with: a session, or a span of time in one classroom or in all.
type FillInput struct {
	Session   app.SessionID   `json:"session"`
	Classroom app.ClassroomID `json:"classroom"`
	From      *time.Time      `json:"from"`
	To        *time.Time      `json:"to"`
	// Again sends once more what the store has already.
	Again bool `json:"again"`
}

// FillAnswer is what a fill came to.
type FillAnswer struct {
	Queued  int `json:"queued"`
	Already int `json:"already"`
	Skipped int `json:"skipped"`
}

// RefusedInput says which refused statements are meant: by id, all of one reason, or all.
type RefusedInput struct {
	Statements []string `json:"statements"`
	Reason     string   `json:"reason"`
	All        bool     `json:"all"`
}

// RefusedAnswer says how many statements it was.
type RefusedAnswer struct {
	Statements int `json:"statements"`
}

// RefusedPage is some of the refused statements, and how many there are of each reason.
type RefusedPage struct {
	Reasons    []RefusedReason `json:"reasons"`
	Statements []RefusedLetter `json:"statements"`
	Next       string          `json:"next"` // for ?after=; "" on the last page
}

// RefusedReason is what some refused statements have in common.
type RefusedReason struct {
	Reason string `json:"reason"`
	Status int    `json:"status"`
	Count  int64  `json:"count"`
}

// RefusedLetter is a refused statement.
type RefusedLetter struct {
	ID        string     `json:"id"`
	Status    int        `json:"status"`
	Reason    string     `json:"reason"`
	Said      string     `json:"said"`
	At        *time.Time `json:"at"`
	Statement string     `json:"statement"` // its JSON as it was sent; "" where it can't be read
}

// StoreChoices is what filters and fills can be about.
type StoreChoices struct {
	Classrooms []ChoiceRoom    `json:"classrooms"`
	Sessions   []ChoiceSession `json:"sessions"`
}

// ChoiceRoom is a classroom.
type ChoiceRoom struct {
	ID           app.ClassroomID    `json:"id"`
	Registration app.RegistrationID `json:"registration"`
	Title        string             `json:"title"`
	Course       string             `json:"course"`
}

// ChoiceSession is a session of which statements were written down.
type ChoiceSession struct {
	ID         app.SessionID   `json:"id"`
	Classroom  app.ClassroomID `json:"classroom"`
	Title      string          `json:"title"`
	StartedAt  *time.Time      `json:"startedAt"`
	Statements int64           `json:"statements"`
}

func named(c web.Call) DestinationID { return DestinationID(c.Param("destination")) }

func (in RecordStoreInput) input() Input { return Input(in) }

func renderTrouble(t Trouble, at time.Time, current bool) *StoreTrouble {
	if t.Code == "" {
		return nil
	}
	return &StoreTrouble{At: web.At(at), Code: t.Code, Status: t.Status, Said: t.Said, Current: current}
}

func (f StatementFilter) whole() StatementFilter {
	if f.Classes == nil {
		f.Classes = []app.DataClass{}
	}
	if f.Classrooms == nil {
		f.Classrooms = []app.ClassroomID{}
	}
	if f.Registrations == nil {
		f.Registrations = []app.RegistrationID{}
	}
	return f
}

func renderLine(l Line) RecordStore {
	return RecordStore{ID: l.ID, Origin: l.Origin, Name: l.Name, Endpoint: l.Endpoint, Version: l.Version, Spoken: l.Spoken, Auth: l.Auth, Username: l.Username,
		Identity: l.Identity, Names: l.Names, Filter: l.Filter.whole(), BatchMost: l.BatchMost, Enabled: l.Enabled, Condition: l.Condition, PausedAt: web.At(l.PausedAt),
		NextAt: web.At(l.NextAt), GoodAt: web.At(l.GoodAt), OldestAt: web.At(l.Oldest), PerMinute: l.PerMinute, Trouble: renderTrouble(l.Trouble, l.TroubleAt, l.Current),
		Counts: StoreCounts{Queued: l.Counts[Queued], Delivered: l.Counts[Delivered], Duplicate: l.Counts[Duplicate], Refused: l.Counts[Refused],
			Skipped: l.Counts[Skipped], Dropped: l.Counts[Dropped]}}
}

func renderFound(f Found) StoreTest {
	versions := f.Versions
	if versions == nil {
		versions = []string{}
	}
	return StoreTest{OK: f.OK, Trouble: renderTrouble(f.Trouble, time.Time{}, !f.OK), Version: f.Version, Versions: versions, WriteOnly: f.WriteOnly, SkewSeconds: int(f.Skew.Seconds())}
}

func (s *Service) getLedger(c web.Call, _ web.None) ([]RecordStore, error) {
	lines, err := s.Ledger(c.Ctx())
	out := make([]RecordStore, len(lines))
	for i, l := range lines {
		out[i] = renderLine(l)
	}
	return out, err
}

func (s *Service) one(ctx context.Context, id DestinationID) (RecordStore, error) {
	l, err := s.line(ctx, id)
	return renderLine(l), found(err)
}

func (s *Service) postDestination(c web.Call, in RecordStoreInput) (RecordStore, error) {
	id, err := s.Add(c.Ctx(), in.input())
	if err != nil {
		return RecordStore{}, err
	}
	return s.one(c.Ctx(), id)
}

func (s *Service) putDestination(c web.Call, in RecordStoreInput) (RecordStore, error) {
	if err := s.Change(c.Ctx(), named(c), in.input()); err != nil {
		return RecordStore{}, err
	}
	return s.one(c.Ctx(), named(c))
}

func (s *Service) deleteOne(c web.Call, _ web.None) (web.None, error) {
	return web.None{}, s.Remove(c.Ctx(), named(c))
}

func (s *Service) postTest(c web.Call, in RecordStoreInput) (StoreTest, error) {
	f, err := s.Test(c.Ctx(), "", in.input())
	return renderFound(f), err
}

func (s *Service) postTestOne(c web.Call, in RecordStoreInput) (StoreTest, error) {
	f, err := s.Test(c.Ctx(), named(c), in.input())
	return renderFound(f), err
}

func (s *Service) postPause(c web.Call, _ web.None) (RecordStore, error) {
	if err := s.Pause(c.Ctx(), named(c)); err != nil {
		return RecordStore{}, err
	}
	return s.one(c.Ctx(), named(c))
}

func (s *Service) postResume(c web.Call, _ web.None) (StoreTest, error) {
	f, err := s.Resume(c.Ctx(), named(c))
	return renderFound(f), err
}

func (s *Service) postFill(c web.Call, in FillInput) (FillAnswer, error) {
	span := app.StatementRange{Session: in.Session, Classroom: in.Classroom}
	if in.From != nil {
		span.From = *in.From
	}
	if in.To != nil {
		span.To = *in.To
	}
	if in.Session == "" && span.From.IsZero() && span.To.IsZero() {
		return FillAnswer{}, app.Errorf(app.CodeInvalid, "Say which session or which span of time.")
	}
	f, err := s.Fill(c.Ctx(), named(c), span, in.Again)
	return FillAnswer(f), err
}

// refusedPage is how many refused statements are told at once.
const refusedPage = 50

func (s *Service) getRefused(c web.Call, _ web.None) (RefusedPage, error) {
	after, err := strconv.ParseInt("0"+c.QueryParam("after"), 10, 64)
	if err != nil {
		return RefusedPage{}, app.Errorf(app.CodeInvalid, "after isn't what a page before said.")
	}
	list, err := s.Refused(c.Ctx(), named(c), c.QueryParam("reason"), after, refusedPage)
	if err != nil {
		return RefusedPage{}, err
	}
	reasons, err := s.Reasons(c.Ctx(), named(c))
	page := RefusedPage{Reasons: make([]RefusedReason, len(reasons)), Statements: make([]RefusedLetter, len(list))}
	for i, r := range reasons {
		page.Reasons[i] = RefusedReason(r)
	}
	for i, r := range list {
		page.Statements[i] = RefusedLetter{ID: r.ID, Status: r.Status, Reason: r.Reason, Said: r.Said, At: web.At(r.At), Statement: string(r.Body)}
	}
	if len(list) == refusedPage {
		page.Next = strconv.FormatInt(list[len(list)-1].Seq, 10)
	}
	return page, err
}

// getRefusedFile writes what is refused, with the reason beside each statement.
func (s *Service) getRefusedFile(c web.Call, _ web.None) (web.None, error) {
	first, err := s.Refused(c.Ctx(), named(c), c.QueryParam("reason"), 0, refusedPage)
	if err != nil {
		return web.None{}, err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "application/x-ndjson; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="refused-statements.jsonl"`)
	h.Set(echo.HeaderCacheControl, "no-store")
	c.Response().WriteHeader(http.StatusOK)
	lines := json.NewEncoder(c.Response())
	for list := first; len(list) > 0; {
		for _, r := range list {
			body := json.RawMessage(r.Body)
			if len(body) == 0 {
				body = json.RawMessage("null")
			}
			if err := lines.Encode(map[string]any{"id": r.ID, "status": r.Status, "said": r.Said, "statement": body}); err != nil {
				return web.None{}, nil // whoever asked is gone
			}
		}
		if list, err = s.Refused(c.Ctx(), named(c), c.QueryParam("reason"), list[len(list)-1].Seq, refusedPage); err != nil {
			s.Log.Warn("a file of refused statements ended early", "destination", named(c), "error", err)
			return web.None{}, nil // the answer has begun
		}
	}
	return web.None{}, nil
}

func (s *Service) postRetry(c web.Call, in RefusedInput) (RefusedAnswer, error) {
	n, err := s.Retry(c.Ctx(), named(c), Choice(in))
	return RefusedAnswer{n}, err
}

func (s *Service) postDrop(c web.Call, in RefusedInput) (RefusedAnswer, error) {
	n, err := s.Drop(c.Ctx(), named(c), Choice(in))
	return RefusedAnswer{n}, err
}

// choiceMost bounds what is offered to choose from.
const choiceMost = 200

func (s *Service) getChoices(c web.Call, _ web.None) (StoreChoices, error) {
	rooms, err := s.rooms(c.Ctx(), choiceMost)
	if err != nil {
		return StoreChoices{}, err
	}
	told, err := s.Statements.Sessions(c.Ctx(), choiceMost)
	out := StoreChoices{Classrooms: make([]ChoiceRoom, len(rooms)), Sessions: make([]ChoiceSession, len(told))}
	for i, r := range rooms {
		out.Classrooms[i] = ChoiceRoom{ID: r.ID, Registration: r.Registration, Title: r.Title, Course: r.CourseTitle}
	}
	for i, t := range told {
		out.Sessions[i] = ChoiceSession{ID: t.Session, Classroom: t.Classroom, Title: t.Title, StartedAt: web.At(t.Started), Statements: t.Statements}
	}
	return out, err
}

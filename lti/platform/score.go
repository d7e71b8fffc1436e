package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	mediaScore   = "application/vnd.ims.lis.v1.score+json"
	mediaResults = "application/vnd.ims.lis.v2.resultcontainer+json"
	fullyGraded  = "FullyGraded"
)

// grade is what the gradebook holds for one person in one line item.
type grade struct {
	LineItem   LineItemID `json:"lineItem"`
	User       UserID     `json:"user"`
	Score      *float64   `json:"score,omitempty"` // in the line item's scale; nil means none
	Comment    string     `json:"comment,omitempty"`
	Time       time.Time  `json:"time"` // of the newest score or edit, whole seconds
	SetBy      string     `json:"setBy,omitempty"`
	Overridden bool       `json:"overridden,omitempty"`
	Grading    string     `json:"grading,omitempty"`
}

// ScoreEntry is one accepted score (AGS 2.0, 3.4), in the journal's order.
type ScoreEntry struct {
	Seq              int        `json:"seq"`
	ReceivedAt       time.Time  `json:"receivedAt"`
	LineItem         LineItemID `json:"lineItem"`
	Label            string     `json:"label"`
	User             UserID     `json:"user"`
	ScoreGiven       *float64   `json:"scoreGiven,omitempty"`
	ScoreMaximum     *float64   `json:"scoreMaximum,omitempty"`
	Timestamp        time.Time  `json:"timestamp"`
	RawTimestamp     string     `json:"rawTimestamp"`
	Comment          string     `json:"comment,omitempty"`
	ActivityProgress string     `json:"activityProgress"`
	GradingProgress  string     `json:"gradingProgress"`
	// Applied is false where a teacher's override kept the score out.
	Applied bool `json:"applied"`
}

// Result is what a person has in a line item (AGS 2.0, 3.3).
type Result struct {
	LineItem   LineItemID
	User       UserID
	Score      *float64
	Maximum    float64
	Comment    string
	Timestamp  time.Time
	SetBy      string
	Overridden bool
}

func gradeKey(item LineItemID, user UserID) string { return string(item) + "/" + string(user) }

// Scores is the journal of every accepted score, oldest first.
func (p *Platform) Scores() []ScoreEntry {
	var out []ScoreEntry
	p.view(func(st *state) { out = slices.Clone(st.Journal) })
	return out
}

// Result is what a person has in a line item; ErrNotFound where nothing was
// ever sent or typed.
func (p *Platform) Result(item LineItemID, user UserID) (Result, error) {
	li, err := p.LineItem(item)
	if err != nil {
		return Result{}, err
	}
	u, err := p.User(user)
	if err != nil {
		return Result{}, err
	}
	var g grade
	var ok bool
	p.view(func(st *state) { g, ok = st.Grades[gradeKey(li.ID, u.ID)] })
	if !ok {
		return Result{}, fmt.Errorf("%w: no result", ErrNotFound)
	}
	return Result{
		LineItem: li.ID, User: u.ID, Score: g.Score, Maximum: li.ScoreMaximum, Comment: g.Comment,
		Timestamp: g.Time, SetBy: g.SetBy, Overridden: g.Overridden,
	}, nil
}

// Override is a teacher's edit in the gradebook: it wins over every later
// score until it is released with a nil score.
func (p *Platform) Override(item LineItemID, user UserID, score *float64, comment string) error {
	return p.override(item, user, score, comment, "Teacher")
}

func (p *Platform) override(item LineItemID, user UserID, score *float64, comment, by string) error {
	li, err := p.LineItem(item)
	if err != nil {
		return err
	}
	u, err := p.User(user)
	if err != nil {
		return err
	}
	if !u.gradable() {
		return fmt.Errorf("%w: not a learner", ErrNotFound)
	}
	now := p.now().UTC().Truncate(time.Second)
	return p.update(func(st *state) error {
		g := st.Grades[gradeKey(li.ID, u.ID)]
		g.LineItem, g.User = li.ID, u.ID
		g.Overridden = score != nil
		if score != nil {
			clipped := clip(*score, li.ScoreMaximum)
			g.Score, g.Comment, g.SetBy, g.Time = &clipped, comment, by, now
		}
		st.Grades[gradeKey(li.ID, u.ID)] = g
		return nil
	})
}

func clip(v, maximum float64) float64 { return math.Min(math.Max(v, 0), maximum) }

// rescale keeps scores proportional when a maximum changes.
func (st *state) rescale(item LineItemID, from, to float64) {
	for key, g := range st.Grades {
		if g.LineItem == item && g.Score != nil && from > 0 {
			scaled := *g.Score / from * to
			g.Score = &scaled
			st.Grades[key] = g
		}
	}
}

// flexNumber is a number or a string that holds one, as Moodle takes both.
type flexNumber float64

func (n *flexNumber) UnmarshalJSON(raw []byte) error {
	if s, err := strconv.Unquote(string(raw)); err == nil {
		raw = []byte(s)
	}
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return errors.New("not a number")
	}
	*n = flexNumber(v)
	return nil
}

type flexString string

func (s *flexString) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*s = flexString(text)
		return nil
	}
	var number json.Number
	if err := json.Unmarshal(raw, &number); err != nil {
		return err
	}
	*s = flexString(number)
	return nil
}

type scoreBody struct {
	UserID           flexString  `json:"userId"`
	ScoreGiven       *flexNumber `json:"scoreGiven"`
	ScoreMaximum     *flexNumber `json:"scoreMaximum"`
	Comment          string      `json:"comment"`
	Timestamp        string      `json:"timestamp"`
	ActivityProgress string      `json:"activityProgress"`
	GradingProgress  string      `json:"gradingProgress"`
}

func (n *flexNumber) float() *float64 {
	if n == nil {
		return nil
	}
	v := float64(*n)
	return &v
}

// parseTimestamp reads ISO 8601; without a zone it is UTC, as in Moodle.
func parseTimestamp(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, errors.New("timestamp is not ISO 8601")
}

func (b scoreBody) entry(li LineItem) (ScoreEntry, error) {
	at, err := parseTimestamp(b.Timestamp)
	switch {
	case err != nil:
		return ScoreEntry{}, err
	case b.UserID == "" || b.ActivityProgress == "" || b.GradingProgress == "":
		return ScoreEntry{}, errors.New("userId, activityProgress and gradingProgress are required")
	case b.ScoreGiven != nil && (b.ScoreMaximum == nil || *b.ScoreMaximum <= 0):
		return ScoreEntry{}, errors.New("scoreGiven needs a scoreMaximum above 0")
	}
	return ScoreEntry{
		LineItem: li.ID, Label: li.Label, User: UserID(b.UserID), ScoreGiven: b.ScoreGiven.float(),
		ScoreMaximum: b.ScoreMaximum.float(), Timestamp: at, RawTimestamp: b.Timestamp, Comment: b.Comment,
		ActivityProgress: b.ActivityProgress, GradingProgress: b.GradingProgress,
	}, nil
}

// postScore is the score service (AGS 2.0, 3.4). Success is 200 with an empty
// body, whether or not the score changed anything.
func (p *Platform) postScore(w http.ResponseWriter, r *http.Request) {
	tool, _, ok := p.bearer(w, r, ScopeScore)
	if !ok {
		return
	}
	if !sends(r, mediaScore) {
		serveNoHandler(w, r)
		return
	}
	li, ok := p.ownLineItem(w, r, tool)
	if !ok {
		return
	}
	status := p.acceptScore(r, tool, li)
	w.Header().Set("Content-Type", mediaScore+"; charset=utf-8")
	w.WriteHeader(status)
	if status == http.StatusOK && p.is.resultURL {
		write(w, []byte(`{"resultUrl":"`+p.lineItemURL(li.ID, 0)+`/results/1"}`))
	}
	if status != http.StatusOK {
		write(w, []byte("[]"))
	}
}

func (p *Platform) acceptScore(r *http.Request, tool ToolConfig, li LineItem) int {
	var body scoreBody
	err := json.NewDecoder(r.Body).Decode(&body)
	var entry ScoreEntry
	if err == nil {
		body.UserID = flexString(p.personOf(string(body.UserID)))
		entry, err = body.entry(li)
	}
	var u User
	if err == nil {
		if u, err = p.User(entry.User); err != nil {
			err = errPerson
		}
	}
	if err == nil && (u.ID != entry.User || !u.gradable() || !p.active(u.ID)) {
		err = errPerson
	}
	if err != nil {
		p.log.Warn("score refused", "line_item", li.ID, "err", err)
		if errors.Is(err, errPerson) {
			return p.is.wrongPerson
		}
		return http.StatusBadRequest
	}
	if li.Locked {
		p.log.Warn("score refused", "line_item", li.ID, "err", "locked")
		return http.StatusInternalServerError
	}
	err = p.update(func(st *state) error { return st.applyScore(entry, li, tool, p.now(), p.is.equalTimes) })
	switch {
	case errors.Is(err, errOldScore):
		p.log.Warn("score refused", "line_item", li.ID, "err", err)
		return p.is.oldStatus
	case err != nil:
		p.log.Error("score not kept", "err", err)
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

var errPerson = errors.New("the person is not graded in this course")

var errOldScore = errors.New("refusing score with an earlier timestamp")

// applyScore compares timestamps in whole seconds. A score that is not fully
// graded, or has no scoreGiven, erases what is there.
func (st *state) applyScore(e ScoreEntry, li LineItem, tool ToolConfig, now time.Time, equalTimes bool) error {
	key := gradeKey(li.ID, e.User)
	g, known := st.Grades[key]
	at := e.Timestamp.Truncate(time.Second)
	if equalTimes {
		at = e.Timestamp
	}
	if known && (at.Before(g.Time) || at.Equal(g.Time) && !equalTimes) {
		return errOldScore
	}
	if !g.Overridden {
		g = grade{LineItem: li.ID, User: e.User, Time: at, SetBy: tool.title(), Grading: e.GradingProgress, Comment: e.Comment}
		if e.ScoreGiven != nil && e.GradingProgress == fullyGraded {
			score := clip(*e.ScoreGiven / *e.ScoreMaximum * li.ScoreMaximum, li.ScoreMaximum)
			g.Score = &score
		}
		st.Grades[key] = g
		e.Applied = true
	}
	e.Seq = 1
	if n := len(st.Journal); n > 0 {
		e.Seq = st.Journal[n-1].Seq + 1
	}
	e.ReceivedAt = now
	st.Journal = append(st.Journal, e)
	return nil
}

func (t ToolConfig) title() string {
	if t.Title != "" {
		return t.Title
	}
	return "External tool"
}

type resultBody struct {
	ID            string   `json:"id"`
	UserID        UserID   `json:"userId"`
	ResultScore   *float64 `json:"resultScore,omitempty"`
	ResultMaximum *float64 `json:"resultMaximum,omitempty"`
	Comment       string   `json:"comment,omitempty"`
	ScoreOf       string   `json:"scoreOf,omitempty"`
	Timestamp     string   `json:"timestamp,omitempty"`
}

// listResults is the result service (AGS 2.0, 3.3). Asking for pages is
// answered with 404, as Moodle does.
func (p *Platform) listResults(w http.ResponseWriter, r *http.Request) {
	tool, typeID, ok := p.bearer(w, r, ScopeResultReadonly)
	if !ok {
		return
	}
	if !accepts(r, mediaResults, true) {
		serveNoHandler(w, r)
		return
	}
	li, ok := p.ownLineItem(w, r, tool)
	if !ok {
		return
	}
	q := r.URL.Query()
	if q.Has("limit") && !p.is.pagedResult {
		p.refuse(w, r, http.StatusNotFound, "This page cannot be found.")
		return
	}
	out := []resultBody{}
	for _, u := range p.Users() {
		if want := q.Get("user_id"); want != "" && want != p.Subject(u.ID) {
			continue
		}
		if res, err := p.Result(li.ID, u.ID); err == nil && (res.Score != nil || res.Comment != "") {
			out = append(out, p.resultBody(res, typeID))
		}
	}
	writeJSON(w, http.StatusOK, mediaResults+"; charset=utf-8", out)
}

func (p *Platform) resultBody(res Result, typeID int) resultBody {
	item := p.lineItemURL(res.LineItem, typeID)
	base, query, _ := strings.Cut(item, "?")
	out := resultBody{ID: base + "/results?" + query + "&user_id=" + p.Subject(res.User), UserID: UserID(p.Subject(res.User))}
	if res.Score != nil {
		out.ResultScore, out.ResultMaximum, out.Comment, out.ScoreOf = res.Score, &res.Maximum, res.Comment, item
		out.Timestamp = res.Timestamp.Format("2006-01-02T15:04:05-07:00")
	}
	return out
}

package lti

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ErrLineItemNotFound means that no line item has what was looked for.
var ErrLineItemNotFound = errors.New("lti: no such line item")

// LineItem is a column of the platform's gradebook (Assignment and Grade Services 2.0 §3.2).
type LineItem struct {
	ID             string  `json:"id,omitempty"` // its address, query included; "" before it is created
	Label          string  `json:"label"`
	ScoreMaximum   float64 `json:"scoreMaximum"`
	ResourceID     string  `json:"resourceId,omitempty"`     // the tool's own name for what is graded
	Tag            string  `json:"tag,omitempty"`            // the tool's own kind of column
	ResourceLinkID string  `json:"resourceLinkId,omitempty"` // binds it to a link; a second one may hide both from launches
	StartDateTime  string  `json:"startDateTime,omitempty"`
	EndDateTime    string  `json:"endDateTime,omitempty"`
	GradesReleased *bool   `json:"gradesReleased,omitempty"`
}

// LineItemFilter narrows a list of line items; empty fields match all.
type LineItemFilter struct{ Tag, ResourceID, ResourceLinkID string }

func (f LineItemFilter) matches(l LineItem) bool {
	return (f.Tag == "" || l.Tag == f.Tag) && (f.ResourceID == "" || l.ResourceID == f.ResourceID) &&
		(f.ResourceLinkID == "" || l.ResourceLinkID == f.ResourceLinkID)
}

// LineItems lists line items (Assignment and Grade Services 2.0 §3.2). The filter is also kept here, because not all
// platforms keep it.
func (s *Services) LineItems(ctx context.Context, reg Registration, lineItemsURL string, f LineItemFilter) ([]LineItem, error) {
	address, err := withQuery(lineItemsURL, "tag", f.Tag, "resource_id", f.ResourceID, "resource_link_id", f.ResourceLinkID)
	if err != nil {
		return nil, &ServiceError{Op: "line_items", Code: ServiceInvalid, Err: err}
	}
	items := []LineItem{}
	c := call{op: "line_items", method: http.MethodGet, url: address, scope: ScopeLineItem, otherScope: ScopeLineItemReadOnly, accept: typeLineItems}
	err = s.pages(ctx, reg, c, func(body []byte) error {
		var page []LineItem
		if err := json.Unmarshal(body, &page); err != nil {
			return errors.New("not a list of line items")
		}
		for _, l := range page {
			if l.ID != "" && f.matches(l) {
				items = append(items, l)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// FindLineItem finds a line item by tag, resource id and resource link id, each of which may be "". Several that match
// are told apart by their order: the first wins, always the same. None is ErrLineItemNotFound.
func (s *Services) FindLineItem(ctx context.Context, reg Registration, lineItemsURL, tag, resourceID, resourceLinkID string) (LineItem, error) {
	items, err := s.LineItems(ctx, reg, lineItemsURL, LineItemFilter{Tag: tag, ResourceID: resourceID, ResourceLinkID: resourceLinkID})
	if err != nil {
		return LineItem{}, err
	}
	if len(items) == 0 {
		return LineItem{}, ErrLineItemNotFound
	}
	return items[0], nil
}

// LineItem gets one line item by its address.
func (s *Services) LineItem(ctx context.Context, reg Registration, lineItemURL string) (LineItem, error) {
	return s.lineItem(ctx, reg, call{op: "line_item", method: http.MethodGet, url: lineItemURL, scope: ScopeLineItem,
		otherScope: ScopeLineItemReadOnly, accept: typeLineItem})
}

// CreateLineItem makes a line item (Assignment and Grade Services 2.0 §3.2) and gives it back with its address. It isn't
// idempotent: look with FindLineItem first, and again where the answer was lost.
func (s *Services) CreateLineItem(ctx context.Context, reg Registration, lineItemsURL string, l LineItem) (LineItem, error) {
	return s.writeLineItem(ctx, reg, "create_line_item", http.MethodPost, lineItemsURL, l)
}

// UpdateLineItem replaces a line item at its address.
func (s *Services) UpdateLineItem(ctx context.Context, reg Registration, l LineItem) (LineItem, error) {
	return s.writeLineItem(ctx, reg, "update_line_item", http.MethodPut, l.ID, l)
}

func (s *Services) writeLineItem(ctx context.Context, reg Registration, op, method, address string, l LineItem) (LineItem, error) {
	if strings.TrimSpace(l.Label) == "" || !(l.ScoreMaximum > 0) || math.IsInf(l.ScoreMaximum, 0) {
		return LineItem{}, &ServiceError{Op: op, Code: ServiceInvalid, Err: errors.New("a line item needs a label and a positive maximum")}
	}
	body, err := json.Marshal(l)
	if err != nil {
		return LineItem{}, &ServiceError{Op: op, Code: ServiceInvalid, Err: err}
	}
	return s.lineItem(ctx, reg, call{op: op, method: method, url: address, scope: ScopeLineItem, accept: typeLineItem, contentType: typeLineItem, body: body})
}

// lineItem does a call that answers with a line item.
func (s *Services) lineItem(ctx context.Context, reg Registration, c call) (LineItem, error) {
	r, err := s.do(ctx, reg, c)
	if err != nil {
		return LineItem{}, err
	}
	var l LineItem
	if err := json.Unmarshal(r.body, &l); err != nil {
		return LineItem{}, &ServiceError{Op: c.op, Code: ServiceMalformed, Status: r.status, Body: excerpt(r.body), Err: errors.New("not a line item")}
	}
	if l.ID == "" && c.method != http.MethodPost {
		l.ID = c.url
	}
	if _, err := webURL(l.ID); err != nil {
		return LineItem{}, &ServiceError{Op: c.op, Code: ServiceMalformed, Status: r.status, Body: excerpt(r.body), Err: errors.New("a line item without address")}
	}
	return l, nil
}

// Score is a result to be put into a line item (Assignment and Grade Services 2.0 §3.4). It always is a finished one:
// platforms erase the grade of a person for whom a score without number, or one that isn't fully graded, arrives.
type Score struct {
	UserID           string    // sub of the person
	ScoreGiven       float64   // 0 is a grade like any other; may exceed ScoreMaximum
	ScoreMaximum     float64   // the scale of ScoreGiven, more than 0
	Comment          string    // shown to the person
	Timestamp        time.Time // must grow from one score of a person and line item to the next, by whole seconds for some platforms
	ActivityProgress string    // "": Completed
	Clear            bool      // erase the person's grade: the score goes without number and is NotReady
}

// wire gives the JSON of a score, or what is wrong with it.
func (sc Score) wire(now time.Time) ([]byte, error) {
	if sc.UserID == "" {
		return nil, errors.New("a score needs a user")
	}
	if sc.Timestamp.IsZero() || sc.Timestamp.After(now.Add(5*time.Second)) {
		return nil, errors.New("a score needs a time that isn't in the future")
	}
	m := map[string]any{
		"userId": sc.UserID, "timestamp": sc.Timestamp.UTC().Format("2006-01-02T15:04:05.000Z"),
		"activityProgress": "Completed", "gradingProgress": "FullyGraded",
	}
	switch sc.ActivityProgress {
	case "":
	case "Initialized", "Started", "InProgress", "Submitted", "Completed":
		m["activityProgress"] = sc.ActivityProgress
	default:
		return nil, errors.New("the activity progress is unknown")
	}
	if sc.Comment != "" {
		m["comment"] = sc.Comment
	}
	if sc.Clear {
		if sc.ActivityProgress == "" {
			m["activityProgress"] = "Initialized"
		}
		m["gradingProgress"] = "NotReady"
		return json.Marshal(m)
	}
	if !(sc.ScoreGiven >= 0) || math.IsInf(sc.ScoreGiven, 0) || !(sc.ScoreMaximum > 0) || math.IsInf(sc.ScoreMaximum, 0) {
		return nil, errors.New("a score needs a number from 0 and a positive maximum")
	}
	m["scoreGiven"], m["scoreMaximum"] = sc.ScoreGiven, sc.ScoreMaximum
	return json.Marshal(m)
}

// PutScore sends a score to a line item. A ServiceError with ServiceConflict means that the platform has one of the same
// or a later time: to a repetition of one's own that is success.
func (s *Services) PutScore(ctx context.Context, reg Registration, lineItemURL string, sc Score) error {
	body, err := sc.wire(s.cfg.Clock())
	if err != nil {
		return &ServiceError{Op: "score", Code: ServiceInvalid, Err: err}
	}
	address, err := withPath(lineItemURL, "/scores")
	if err != nil {
		return &ServiceError{Op: "score", Code: ServiceInvalid, Err: fmt.Errorf("address of the line item: %w", err)}
	}
	_, err = s.do(ctx, reg, call{op: "score", method: http.MethodPost, url: address, scope: ScopeScore, contentType: typeScore, body: body})
	return err
}

// Result is a grade as the platform has it (Assignment and Grade Services 2.0 §3.3).
type Result struct {
	UserID        string    `json:"userId"`
	ResultScore   *float64  `json:"resultScore"` // nil: no grade
	ResultMaximum float64   `json:"resultMaximum"`
	Comment       string    `json:"comment"`
	ScoreOf       string    `json:"scoreOf"`
	Timestamp     time.Time `json:"-"` // zero where the platform doesn't say
}

// UnmarshalJSON reads a result; numbers may be strings, and a time that can't be read is left out.
func (r *Result) UnmarshalJSON(b []byte) error {
	var w struct {
		UserID    string          `json:"userId"`
		Score     json.RawMessage `json:"resultScore"`
		Maximum   json.RawMessage `json:"resultMaximum"`
		Comment   *string         `json:"comment"`
		ScoreOf   string          `json:"scoreOf"`
		Timestamp string          `json:"timestamp"`
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*r = Result{UserID: w.UserID, ScoreOf: w.ScoreOf, ResultMaximum: 1}
	if w.Comment != nil {
		r.Comment = *w.Comment
	}
	if f, ok := number(w.Score); ok {
		r.ResultScore = &f
	}
	if f, ok := number(w.Maximum); ok {
		r.ResultMaximum = f
	}
	if at, err := time.Parse(time.RFC3339, w.Timestamp); err == nil {
		r.Timestamp = at
	}
	return nil
}

func number(raw json.RawMessage) (float64, bool) {
	f, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

// Results reads the grades of a line item, of one person where userID isn't "". No page size is asked for, since a
// platform is known to fail on it.
func (s *Services) Results(ctx context.Context, reg Registration, lineItemURL, userID string) ([]Result, error) {
	address, err := withPath(lineItemURL, "/results")
	if err == nil {
		address, err = withQuery(address, "user_id", userID)
	}
	if err != nil {
		return nil, &ServiceError{Op: "results", Code: ServiceInvalid, Err: err}
	}
	results := []Result{}
	c := call{op: "results", method: http.MethodGet, url: address, scope: ScopeResultReadOnly, accept: typeResults}
	err = s.pages(ctx, reg, c, func(body []byte) error {
		var page []Result
		if err := json.Unmarshal(body, &page); err != nil {
			return errors.New("not a list of results")
		}
		results = append(results, page...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

package lrs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/xapi"
)

// kind is a kind of document (xAPI 1.0.3 Communication 2.3, 2.6, 2.7).
type kind string

const (
	kindState    kind = "state"
	kindActivity kind = "activity profile"
	kindAgent    kind = "agent profile"
)

// idParam names a document.
func (k kind) idParam() string {
	if k == kindState {
		return "stateId"
	}
	return "profileId"
}

// place is where a document lies, or with an empty id where several do.
type place struct {
	kind                        kind
	activity, agent, registered string
	id                          string
	since                       time.Time
}

// document is a content with its type.
type document struct {
	contentType, etag string
	updated           int64 // in milliseconds since 1970
	body              []byte
}

func (k kind) place(v url.Values, several bool) (place, error) {
	names := []string{k.idParam()}
	if k != kindAgent {
		names = append(names, "activityId")
	}
	if k != kindActivity {
		names = append(names, "agent")
	}
	if k == kindState {
		names = append(names, "registration")
	}
	if several {
		names = append(names, "since")
	}
	if err := known(v, names); err != nil {
		return place{}, err
	}
	p := place{kind: k, id: v.Get(k.idParam())}
	var err error
	if p.activity, err = iriParam(v, "activityId"); err != nil {
		return p, err
	}
	if p.agent, _, err = agentParam(v, "agent"); err != nil {
		return p, err
	}
	if p.registered, err = uuidParam(v, "registration"); err != nil {
		return p, err
	}
	if p.since, err = instantParam(v, "since"); err != nil {
		return p, err
	}
	switch {
	case k != kindAgent && p.activity == "":
		return p, bad("activityId is needed")
	case k != kindActivity && p.agent == "":
		return p, bad("agent is needed")
	case v.Has(k.idParam()) && p.id == "":
		return p, bad("%s is empty", k.idParam())
	case len(p.id)+len(p.agent)+len(p.activity) > maxKey || strings.ContainsRune(p.agent, 0):
		return p, bad("a parameter is too long")
	}
	return p, nil
}

// documents serves the documents of a kind.
func (l *LRS) documents(k kind) func(w http.ResponseWriter, r *request) error {
	scope := ScopeProfile
	if k == kindState {
		scope = ScopeState
	}
	return func(w http.ResponseWriter, r *request) error {
		if err := methods(w, r, http.MethodGet, http.MethodHead, http.MethodPut, http.MethodPost, http.MethodDelete); err != nil {
			return err
		}
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !r.client.may(scope) && (!reads || !r.client.may(ScopeAllRead)) {
			return forbidden()
		}
		several := r.values.Get(k.idParam()) == "" && (reads || (r.Method == http.MethodDelete && k == kindState))
		p, err := k.place(r.values, several && reads)
		switch {
		case err != nil:
			return err
		case p.id == "" && !several:
			return bad("%s is needed", k.idParam())
		case p.id == "" && reads:
			return l.documentIDs(w, r, p)
		case reads:
			return l.readDocument(w, r, p)
		}
		return l.writeDocument(w, r, p)
	}
}

// several writes the condition for all documents of a place. Without a
// registration it is those of every registration.
func (p place) several() (string, []any) {
	where, args := `kind = ? AND activity = ? AND agent = ?`, []any{string(p.kind), p.activity, p.agent}
	if p.registered != "" {
		where, args = where+` AND registration = ?`, append(args, p.registered)
	}
	if !p.since.IsZero() {
		where, args = where+` AND updated_ms > ?`, append(args, p.since.UnixMilli())
	}
	return where, args
}

func (l *LRS) documentIDs(w http.ResponseWriter, r *request, p place) error {
	where, args := p.several()
	rows, err := l.read(r.Context()).query(r.Context(), `SELECT id, MAX(updated_ms) FROM lrs_documents WHERE `+where+` GROUP BY id ORDER BY id`, args...)
	if err != nil {
		return fmt.Errorf("list documents: %w", err)
	}
	ids, last := []string{}, int64(0)
	for rows.Next() {
		var id string
		var at int64
		if err := rows.Scan(&id, &at); err != nil {
			return errors.Join(fmt.Errorf("list documents: %w", err), rows.Close())
		}
		ids, last = append(ids, id), max(last, at)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("list documents: %w", err)
	}
	if last > 0 {
		w.Header().Set("Last-Modified", lastModified(last))
	}
	writeJSON(w, http.StatusOK, ids)
	return nil
}

func (l *LRS) readDocument(w http.ResponseWriter, r *request, p place) error {
	d, err := find(r.Context(), l.read(r.Context()), p)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("ETag", d.etag)
	h.Set("Last-Modified", lastModified(d.updated))
	h.Set("Content-Type", d.contentType)
	// Documents are anybody's words: browsers are not to run them.
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if match := r.Header.Get("If-None-Match"); match != "" && matches(match, d.etag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(d.body) // a client that has gone needs no answer
	return nil
}

func find(ctx context.Context, h handle, p place) (document, error) {
	var d document
	err := h.row(ctx, `SELECT type, etag, updated_ms, bytes FROM lrs_documents
		WHERE kind = ? AND activity = ? AND agent = ? AND registration = ? AND id = ?`,
		string(p.kind), p.activity, p.agent, p.registered, p.id).Scan(&d.contentType, &d.etag, &d.updated, &d.body)
	if errors.Is(err, sql.ErrNoRows) {
		return d, errNotFound
	}
	if err != nil {
		return d, fmt.Errorf("read document: %w", err)
	}
	return d, nil
}

// writeDocument puts, merges or deletes, in one transaction with the check of
// what is there (xAPI 1.0.3 Communication 2.2, 3.1).
func (l *LRS) writeDocument(w http.ResponseWriter, r *request, p place) error {
	var body []byte
	contentType := r.Header.Get("Content-Type")
	if r.Method != http.MethodDelete {
		var err error
		if body, err = readAll(w, r.Request, maxBody); err != nil {
			return err
		}
		if contentType == "" {
			contentType = "application/octet-stream"
		}
		if r.Method == http.MethodPost && isJSON(contentType) && !isObject(body) {
			return bad("a document to be merged must be a JSON object")
		}
	}
	err := l.tx(r.Context(), func(ctx context.Context, h handle) error {
		if p.id == "" {
			where, args := p.several()
			return h.exec(ctx, `DELETE FROM lrs_documents WHERE `+where, args...)
		}
		d, err := find(ctx, h, p)
		exists := err == nil
		if err != nil && !errors.Is(err, errNotFound) {
			return err
		}
		if err := preconditions(r, p.kind, d.etag, exists); err != nil {
			return err
		}
		switch {
		case r.Method == http.MethodDelete:
			return h.exec(ctx, `DELETE FROM lrs_documents WHERE kind = ? AND activity = ? AND agent = ? AND registration = ? AND id = ?`,
				string(p.kind), p.activity, p.agent, p.registered, p.id)
		case r.Method == http.MethodPost && exists:
			if body, err = mergedDocument(d, contentType, body); err != nil {
				return err
			}
		}
		return h.exec(ctx, `INSERT INTO lrs_documents (kind, activity, agent, registration, id, type, etag, updated_ms, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (kind, activity, agent, registration, id) DO UPDATE SET type = excluded.type, etag = excluded.etag,
			updated_ms = excluded.updated_ms, bytes = excluded.bytes`,
			string(p.kind), p.activity, p.agent, p.registered, p.id, contentType, etag(body), l.cfg.Now().UnixMilli(), body)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// preconditions compares tags. A PUT that says nothing of what it replaces is
// a conflict where there is something: for profiles in both versions, for
// states since 2.0. Where there is nothing, 1.0.3 refuses it for profiles too
// (xAPI 1.0.3 Communication 2.6, 2.7, 3.1, IEEE 9274.1.1 4.1.4).
func preconditions(r *request, k kind, tag string, exists bool) error {
	match, none := r.Header.Get("If-Match"), r.Header.Get("If-None-Match")
	blind := match == "" && none == "" && r.Method == http.MethodPut
	switch {
	case match != "" && (!exists || !matches(match, tag)):
		return refusal{http.StatusPreconditionFailed, "the document is another one than If-Match says"}
	case none != "" && exists && matches(none, tag):
		return refusal{http.StatusPreconditionFailed, "there is a document already"}
	case blind && !exists && k != kindState && r.edition == xapi.Edition1:
		return bad("a profile is put with If-Match or If-None-Match")
	case blind && exists && (k != kindState || r.edition == xapi.Edition2):
		return refusal{http.StatusConflict, "there is a document already: read it, then send its ETag as If-Match, or * as If-None-Match for a new one"}
	}
	return nil
}

// matches tells whether a list of tags holds this one, or is *. A proxy that
// compresses marks tags, as in "…-gzip" and W/"…".
func matches(header, tag string) bool {
	for _, t := range strings.Split(header, ",") {
		t = strings.Trim(strings.TrimPrefix(strings.TrimSpace(t), "W/"), `"`)
		if t, _, _ = strings.Cut(t, "-"); t == "*" || t == strings.Trim(tag, `"`) {
			return true
		}
	}
	return false
}

// mergedDocument sets the members of the stored object that the new one has
// (xAPI 1.0.3 Communication 2.2).
func mergedDocument(d document, contentType string, body []byte) ([]byte, error) {
	if !isJSON(d.contentType) || !isJSON(contentType) {
		return nil, bad("only JSON documents can be merged")
	}
	var old, newer map[string]json.RawMessage
	if err := json.Unmarshal(d.body, &old); err != nil || old == nil {
		return nil, bad("the stored document is no JSON object, so nothing can be merged into it")
	}
	if err := json.Unmarshal(body, &newer); err != nil || newer == nil {
		return nil, bad("a document to be merged must be a JSON object")
	}
	for k, v := range newer {
		old[k] = v
	}
	b, err := encode(old)
	if err != nil {
		return nil, fmt.Errorf("encode document: %w", err)
	}
	if len(b) > maxBody {
		return nil, refusal{http.StatusRequestEntityTooLarge, "the document would be too large"}
	}
	return b, nil
}

func isJSON(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && kind == "application/json"
}

func isObject(b []byte) bool {
	var m map[string]json.RawMessage
	return json.Unmarshal(b, &m) == nil && m != nil
}

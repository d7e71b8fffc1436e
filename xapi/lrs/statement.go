package lrs

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/lectern-classroom/lectern/xapi"
)

// statements is the resource of that name (xAPI 1.0.3 Communication 2.1).
func (l *LRS) statements(w http.ResponseWriter, r *request) error {
	if err := methods(w, r, http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut); err != nil {
		return err
	}
	if r.Method == http.MethodPost || r.Method == http.MethodPut {
		if !r.client.may(ScopeWrite) {
			return forbidden()
		}
		return l.writeStatements(w, r)
	}
	if l.faults.current().WriteOnly || !r.client.may(ScopeRead, ScopeAllRead, ScopeReadMine) {
		return forbidden()
	}
	q, err := parseQuery(r.values)
	if err != nil {
		return err
	}
	authority := ""
	if !r.client.may(ScopeRead, ScopeAllRead) {
		authority = agentIdentifier(r.client.Authority)
		q.keys = append(q.keys, key(keyAuthority, authority))
	}
	if q.single != "" {
		return l.readOne(w, r, q, authority)
	}
	return l.readList(w, r, q)
}

// agentIdentifier is identifier of an agent that isn't JSON.
func agentIdentifier(a xapi.Agent) string {
	m, err := plainJSON(a)
	if err != nil {
		return ""
	}
	o, _ := m.(map[string]any)
	return identifier(o)
}

func (l *LRS) readOne(w http.ResponseWriter, r *request, q query, authority string) error {
	s, err := l.get(r.Context(), q.single, q.voided, authority)
	if err != nil {
		return err
	}
	shown, err := l.shown(r, q.format, []stored{s})
	if err != nil {
		return err
	}
	w.Header().Set("Last-Modified", lastModified(s.at))
	w.Header().Set("ETag", etag(shown[0]))
	return l.answer(w, r, q.attachments, shown[0], []stored{s})
}

func (l *LRS) readList(w http.ResponseWriter, r *request, q query) error {
	p, err := l.list(r.Context(), q)
	if err != nil {
		return err
	}
	if q.attachments {
		if err := l.fitting(r.Context(), &p); err != nil {
			return err
		}
	}
	shown, err := l.shown(r, q.format, p.statements)
	if err != nil {
		return err
	}
	more := ""
	if p.next != 0 {
		r.values.Set("cursor", strconv.FormatInt(p.next, 10))
		more = l.cfg.Prefix + "/statements?" + r.values.Encode()
	}
	var last int64
	for _, s := range p.statements {
		last = max(last, s.at)
	}
	if last > 0 {
		w.Header().Set("Last-Modified", lastModified(last))
	}
	link, err := encode(more)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString(`{"statements":[`)
	for i, s := range shown {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(s)
	}
	b.WriteString(`],"more":`)
	b.Write(link)
	b.WriteByte('}')
	return l.answer(w, r, q.attachments, b.Bytes(), p.statements)
}

func lastModified(ms int64) string {
	return time.UnixMilli(ms).UTC().Format(http.TimeFormat)
}

// etag is the tag of a content (xAPI 1.0.3 Communication 3.1).
func etag(b []byte) string {
	sum := sha1.Sum(b) // the standard names it
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

// answer writes JSON, or with attachments a multipart body.
func (l *LRS) answer(w http.ResponseWriter, r *request, attachments bool, body []byte, from []stored) error {
	if attachments {
		return l.writeMultipart(w, r, body, from)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body) // a client that has gone needs no answer
	return nil
}

func (l *LRS) writeStatements(w http.ResponseWriter, r *request) error {
	forced, err := target(r)
	if err != nil {
		return err
	}
	body, contents, err := l.content(w, r)
	if err != nil {
		return err
	}
	raws := []json.RawMessage{body}
	if r.Method == http.MethodPost && first(body) == '[' {
		raws = nil
		if err := json.Unmarshal(body, &raws); err != nil {
			return bad("the batch is not JSON")
		}
	}
	policy := l.faults.current()
	if len(raws) > maxBatch || (policy.MaxStatements > 0 && len(raws) > policy.MaxStatements) {
		return refusal{http.StatusRequestEntityTooLarge, "too many statements in one request"}
	}
	items, err := records(raws, forced, r.edition, r.client.Authority)
	if err != nil {
		return err
	}
	ids := make([]string, len(items))
	for i, it := range items {
		if status, no := policy.refuses(it.id); no {
			return refusal{status, "statement " + it.id + " is refused by policy"}
		}
		ids[i] = it.id
	}
	if err := contents.check(items); err != nil {
		return err
	}
	if err := l.put(r.Context(), items, putting{contents: contents.bytes(), strict: policy.ConflictKnown, define: r.client.may(ScopeDefine)}); err != nil {
		return err
	}
	if r.Method == http.MethodPut {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	writeJSON(w, http.StatusOK, ids)
	return nil
}

// target reads the parameters of a write: PUT names its statement, POST has
// none (xAPI 1.0.3 Communication 2.1.1, 2.1.2).
func target(r *request) (string, error) {
	if r.Method == http.MethodPost {
		if len(r.values) > 0 {
			return "", bad("POST takes no parameters")
		}
		return "", nil
	}
	if err := known(r.values, singleParams[:1]); err != nil {
		return "", err
	}
	id, err := uuidParam(r.values, singleParams[0])
	if err == nil && id == "" {
		err = bad("PUT needs statementId")
	}
	return id, err
}

// content reads the statements of a write and the contents of attachments
// beside them (xAPI 1.0.3 Communication 1.5).
func (l *LRS) content(w http.ResponseWriter, r *request) ([]byte, contents, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/json":
		body, err := readAll(w, r.Request, maxBody)
		return body, contents{}, err
	case err == nil && kind == "multipart/mixed":
		return readMultipart(w, r.Request, params["boundary"])
	}
	return nil, contents{}, bad("Content-Type must be application/json or multipart/mixed")
}

// records validates everything before anything is stored. A statement may
// stand in a batch once only.
func records(raws []json.RawMessage, forced string, e xapi.Edition, authority xapi.Agent) ([]record, error) {
	items := make([]record, 0, len(raws))
	seen := make(map[string]bool, len(raws))
	for _, raw := range raws {
		r, err := newRecord(raw, forced, e, authority)
		if err != nil {
			return nil, err
		}
		if seen[r.id] {
			return nil, &xapi.ValidationError{Rule: "STM-02", Path: "$.id", Text: "stands twice in the batch"}
		}
		seen[r.id] = true
		items = append(items, r)
	}
	return items, nil
}

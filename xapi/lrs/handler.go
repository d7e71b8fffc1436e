package lrs

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/xapi"
)

// The headers of every answer (xAPI 1.0.3 Communication 3.3, 2.1.3).
const (
	headerVersion    = "X-Experience-API-Version"
	headerConsistent = "X-Experience-API-Consistent-Through"
)

// Handler serves the resources below the prefix and the page at /.
func (l *LRS) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+l.cfg.Prefix+"/about", l.about)
	mux.Handle(l.cfg.Prefix+"/statements", l.faulty(l.guarded(http.HandlerFunc(l.statements))))
	page := http.Handler(http.HandlerFunc(l.showPage))
	if !l.cfg.PublicPage {
		page = l.authenticated(page)
	}
	mux.Handle("GET /{$}", page)
	return mux
}

// about answers without credentials and without version header
// (xAPI 1.0.3 Communication 2.8).
func (l *LRS) about(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set(headerVersion, xapi.Version)
	writeJSON(w, http.StatusOK, map[string]any{"version": []string{"1.0.0", "1.0.1", "1.0.2", xapi.Version}})
}

func (l *LRS) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, ok := r.BasicAuth()
		if !ok || !equal(user, l.cfg.Username) || !equal(password, l.cfg.Password) {
			w.Header().Set("WWW-Authenticate", `Basic realm="learning record store", charset="UTF-8"`)
			writeError(w, http.StatusUnauthorized, "credentials are missing or wrong")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// equal compares in a time that tells nothing about either text.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// guarded demands credentials and a version that this store speaks.
func (l *LRS) guarded(next http.Handler) http.Handler {
	checked := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch v := r.Header.Get(headerVersion); {
		case v == "":
			writeError(w, http.StatusBadRequest, "the header "+headerVersion+" is missing")
		case v != "1.0" && !strings.HasPrefix(v, "1.0."):
			writeError(w, http.StatusBadRequest, "this store speaks version 1.0.x alone")
		default:
			next.ServeHTTP(w, r)
		}
	})
	authed := l.authenticated(checked)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(headerVersion, xapi.Version)
		w.Header().Set(headerConsistent, l.consistent())
		authed.ServeHTTP(w, r)
	})
}

func (l *LRS) statements(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		l.read(w, r)
	case http.MethodPost, http.MethodPut:
		l.write(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST, PUT")
		writeError(w, http.StatusMethodNotAllowed, "method not allowed")
	}
}

func (l *LRS) read(w http.ResponseWriter, r *http.Request) {
	if l.faults.current().WriteOnly {
		writeError(w, http.StatusForbidden, "these credentials may not read")
		return
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		writeError(w, http.StatusBadRequest, "the query is malformed")
		return
	}
	q, err := parseQuery(values)
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	if q.single != "" {
		body, err := l.get(r.Context(), q.single, q.voided)
		if err != nil {
			l.refuse(w, err)
			return
		}
		writeBody(w, body)
		return
	}
	p, err := l.list(r.Context(), q)
	if err != nil {
		l.refuse(w, err)
		return
	}
	more := ""
	if p.next != 0 {
		values.Set("cursor", strconv.FormatInt(p.next, 10))
		more = l.cfg.Prefix + "/statements?" + values.Encode()
	}
	writeJSON(w, http.StatusOK, map[string]any{"statements": p.statements, "more": more})
}

func (l *LRS) write(w http.ResponseWriter, r *http.Request) {
	forced, ok := l.target(w, r)
	if !ok {
		return
	}
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	raws := []json.RawMessage{body}
	if r.Method == http.MethodPost && bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		raws = nil
		if err := json.Unmarshal(body, &raws); err != nil {
			writeError(w, http.StatusBadRequest, "the batch is not JSON")
			return
		}
	}
	policy := l.faults.current()
	if policy.MaxStatements > 0 && len(raws) > policy.MaxStatements {
		writeError(w, http.StatusRequestEntityTooLarge, "too many statements in one request")
		return
	}
	items, err := l.records(raws, forced)
	if err != nil {
		l.refuse(w, err)
		return
	}
	ids := make([]string, len(items))
	for i, it := range items {
		if status, no := policy.refuses(it.id); no {
			writeError(w, status, "statement "+it.id+" is refused by policy")
			return
		}
		ids[i] = it.id
	}
	if err := l.put(r.Context(), items, policy.ConflictKnown); err != nil {
		l.refuse(w, err)
		return
	}
	if r.Method == http.MethodPut {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	writeJSON(w, http.StatusOK, ids)
}

// target reads the parameters of a write: PUT names its statement, POST has
// none (xAPI 1.0.3 Communication 2.1.1, 2.1.2).
func (l *LRS) target(w http.ResponseWriter, r *http.Request) (string, bool) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		writeError(w, http.StatusBadRequest, "the query is malformed")
		return "", false
	}
	if r.Method == http.MethodPost {
		if len(values) > 0 {
			writeError(w, http.StatusBadRequest, "POST takes no parameters; the alternate request syntax is not supported")
			return "", false
		}
		return "", true
	}
	id, err := uuid.Parse(values.Get("statementId"))
	if err != nil || len(values) != 1 || len(values["statementId"]) != 1 {
		writeError(w, http.StatusBadRequest, "PUT needs statementId, a UUID, and nothing else")
		return "", false
	}
	return id.String(), true
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		writeError(w, http.StatusBadRequest, "Content-Type must be application/json")
		return nil, false
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		writeError(w, http.StatusBadRequest, "compressed bodies are not supported")
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		writeError(w, http.StatusRequestEntityTooLarge, "the body is too large")
		return nil, false
	case err != nil:
		writeError(w, http.StatusBadRequest, "the body could not be read")
		return nil, false
	}
	return body, true
}

// records validates everything before anything is stored. A statement may
// stand in a batch once only.
func (l *LRS) records(raws []json.RawMessage, forced string) ([]incoming, error) {
	now, authority := l.cfg.Now(), l.authority()
	items := make([]incoming, 0, len(raws))
	seen := make(map[string]bool, len(raws))
	for _, raw := range raws {
		r, err := newRecord(raw, forced, now, authority)
		if err != nil {
			return nil, err
		}
		if seen[r.id] {
			return nil, &xapi.ValidationError{Rule: "STM-02", Path: "$.id", Text: "stands twice in the batch"}
		}
		seen[r.id] = true
		items = append(items, incoming{record: r, raw: raw})
	}
	return items, nil
}

// refuse maps errors to answers; what is inside stays inside.
func (l *LRS) refuse(w http.ResponseWriter, err error) {
	var invalid *xapi.ValidationError
	switch {
	case errors.As(err, &invalid):
		writeError(w, http.StatusBadRequest, invalid.Error())
	case errors.Is(err, errConflict):
		writeError(w, http.StatusConflict, err.Error())
	case errors.Is(err, errNotFound):
		writeError(w, http.StatusNotFound, err.Error())
	default:
		writeError(w, http.StatusInternalServerError, "the store failed")
	}
}

func writeError(w http.ResponseWriter, status int, text string) {
	writeJSON(w, status, map[string]string{"error": text})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"error":"the answer could not be written"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has gone needs no answer
}

func writeBody(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body) // a client that has gone needs no answer
}

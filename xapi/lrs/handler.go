package lrs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/xapi"
)

// The headers of this standard (xAPI 1.0.3 Communication 1.2, 2.1.3, 3.3).
const (
	headerVersion    = "X-Experience-API-Version"
	headerConsistent = "X-Experience-API-Consistent-Through"
	headerHash       = "X-Experience-API-Hash"
)

// unversioned is the version by which a request without the header is judged:
// only those before 1.0 had none, and this store speaks none of them
// (xAPI 1.0.3 Communication 3.3).
const unversioned = "0.95"

// Handler serves the resources below the prefix, and the page.
func (l *LRS) Handler() http.Handler {
	mux := http.NewServeMux()
	p := l.cfg.Prefix
	mux.HandleFunc(p+"/about", l.about)
	mux.Handle(p+"/statements", l.faulty(l.resource(l.statements)))
	mux.Handle(p+"/activities", l.resource(l.activities))
	mux.Handle(p+"/agents", l.resource(l.agents))
	mux.Handle(p+"/activities/state", l.resource(l.documents(kindState)))
	mux.Handle(p+"/activities/profile", l.resource(l.documents(kindActivity)))
	mux.Handle(p+"/agents/profile", l.resource(l.documents(kindAgent)))
	mux.HandleFunc("GET "+l.cfg.Page+"{$}", l.guardedPage)
	return crossOrigin(p+"/", mux)
}

// request is one that was let in.
type request struct {
	*http.Request
	client  Client
	edition xapi.Edition
	values  url.Values
}

// refusal is an answer that is an error.
type refusal struct {
	status int
	text   string
}

func (e refusal) Error() string { return e.text }

func bad(format string, args ...any) error {
	return refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

func forbidden() error {
	return refusal{http.StatusForbidden, "these credentials do not reach so far"}
}

// resource lets requests in: version, credentials, parameters.
func (l *LRS) resource(next func(w http.ResponseWriter, r *request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := l.admit(w, r, next); err != nil {
			l.refuse(w, err)
		}
	})
}

func (l *LRS) admit(w http.ResponseWriter, r *http.Request, next func(w http.ResponseWriter, r *request) error) error {
	w.Header().Set(headerVersion, answerVersion(r.Header.Get(headerVersion)))
	if strings.HasSuffix(r.URL.Path, "/statements") {
		at, err := l.consistent(r.Context())
		if err != nil {
			return err
		}
		w.Header().Set(headerConsistent, xapi.At(at).String())
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return bad("the query is malformed")
	}
	if err := readable(values); err != nil {
		return err
	}
	if values.Has("method") {
		if r, values, err = alternate(w, r, values); err != nil {
			return err
		}
		w.Header().Set(headerVersion, answerVersion(r.Header.Get(headerVersion)))
	}
	if err := readable(values); err != nil {
		return err
	}
	client, err := l.authenticate(w, r)
	if err != nil {
		return err
	}
	e, err := edition(r.Header.Get(headerVersion))
	if err != nil {
		return err
	}
	return next(w, &request{Request: r, client: client, edition: e, values: values})
}

// readable refuses parameters that are no text, or hold what PostgreSQL takes
// for the end of one.
func readable(values url.Values) error {
	for name, list := range values {
		for _, v := range list {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) || strings.ContainsRune(name, 0) {
				return bad("a parameter is no text")
			}
		}
	}
	return nil
}

// answerVersion is the version of the answer to a request of a version
// (xAPI 1.0.3 Communication 3.3).
func answerVersion(asked string) string {
	switch {
	case asked == "":
		return unversioned
	case strings.HasPrefix(asked, "2"):
		return string(xapi.Edition2)
	}
	return string(xapi.Edition1)
}

func edition(asked string) (xapi.Edition, error) {
	switch {
	case asked == "":
		return "", bad("the header %s is missing", headerVersion)
	case asked == "1.0" || strings.HasPrefix(asked, "1.0."):
		return xapi.Edition1, nil
	case asked == "2.0" || strings.HasPrefix(asked, "2.0."):
		return xapi.Edition2, nil
	}
	return "", bad("this store speaks the versions 1.0.x and 2.0.x")
}

func (l *LRS) authenticate(w http.ResponseWriter, r *http.Request) (Client, error) {
	user, password, ok := r.BasicAuth()
	err := ErrCredentials
	var c Client
	if ok {
		c, err = l.cfg.Authenticate(r.Context(), user, password)
	}
	if errors.Is(err, ErrCredentials) {
		w.Header().Set("WWW-Authenticate", `Basic realm="learning record store", charset="UTF-8"`)
		return c, refusal{http.StatusUnauthorized, "credentials are missing or wrong"}
	}
	return c, err
}

// The form parameters of the alternate syntax that are headers, and the one
// that is the body (xAPI 1.0.3 Communication 1.3).
var alternateHeaders = []string{"Authorization", headerVersion, "Content-Type", "Content-Length", "If-Match", "If-None-Match", "Accept-Language"}

const alternateContent = "content"

// alternate turns a POST of the alternate request syntax into the request that
// it stands for (xAPI 1.0.3 Communication 1.3). Version 2.0 has none.
func alternate(w http.ResponseWriter, r *http.Request, values url.Values) (*http.Request, url.Values, error) {
	method := values.Get("method")
	switch {
	case strings.HasPrefix(r.Header.Get(headerVersion), "2"):
		return nil, nil, bad("version 2.0 has no alternate request syntax")
	case r.Method != http.MethodPost:
		return nil, nil, bad("the alternate request syntax is a POST")
	case len(values) != 1 || len(values["method"]) != 1:
		return nil, nil, bad("the alternate request syntax takes no parameter but method")
	case !slices.Contains([]string{"GET", "HEAD", "PUT", "POST", "DELETE"}, method):
		return nil, nil, bad("method is none of this standard")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, nil, bad("the alternate request syntax is a form")
	}
	body, err := readAll(w, r, maxMultipart)
	if err != nil {
		return nil, nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, nil, bad("the form is malformed")
	}
	out := r.Clone(r.Context())
	out.Method = method
	out.Header.Del("Content-Type")
	out.Header.Del("Content-Length")
	if r.Header.Get("Origin") != "" {
		out.Header.Del("Authorization") // a browser adds it to forms that any page sends; the form has its own
	}
	content := form.Get(alternateContent)
	for name := range form {
		for _, h := range alternateHeaders {
			if strings.EqualFold(name, h) {
				out.Header.Set(h, form.Get(name))
				form.Del(name)
			}
		}
	}
	if (method == http.MethodPut || method == http.MethodPost) && !form.Has(alternateContent) {
		return nil, nil, bad("the form lacks content")
	}
	form.Del(alternateContent)
	if out.Header.Get("Content-Type") == "" {
		out.Header.Set("Content-Type", "application/json")
	}
	if strings.HasPrefix(out.Header.Get(headerVersion), "2") {
		return nil, nil, bad("version 2.0 has no alternate request syntax")
	}
	out.Body, out.ContentLength = io.NopCloser(strings.NewReader(content)), int64(len(content))
	return out, form, nil
}

// readAll reads a body up to a bound.
func readAll(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, bad("compressed bodies are not supported")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, refusal{http.StatusRequestEntityTooLarge, "the body is too large"}
	case err != nil:
		return nil, bad("the body could not be read")
	}
	return body, nil
}

// methods answers 405 to others.
func methods(w http.ResponseWriter, r *request, allowed ...string) error {
	if slices.Contains(allowed, r.Method) {
		return nil
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	return refusal{http.StatusMethodNotAllowed, "method not allowed"}
}

// about answers without credentials and without version header
// (xAPI 1.0.3 Communication 2.8).
func (l *LRS) about(w http.ResponseWriter, r *http.Request) {
	asked := r.Header.Get(headerVersion)
	w.Header().Set(headerVersion, string(xapi.Edition1))
	if asked != "" {
		w.Header().Set(headerVersion, answerVersion(asked))
		if _, err := edition(asked); err != nil {
			l.refuse(w, err)
			return
		}
	}
	if err := methods(w, &request{Request: r}, http.MethodGet, http.MethodHead); err != nil {
		l.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"version": []string{"1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0"}})
}

// crossOrigin lets pages of other origins use the resources with credentials
// that they hold themselves; browsers add none of their own.
func crossOrigin(prefix string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, prefix) || r.Header.Get("Origin") == "" {
			next.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag, Last-Modified, "+headerVersion+", "+headerConsistent)
		if r.Method == http.MethodOptions {
			h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE")
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept-Language, If-Match, If-None-Match, "+headerVersion)
			h.Set("Access-Control-Max-Age", "86400")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refuse maps errors to answers; what is inside stays inside.
func (l *LRS) refuse(w http.ResponseWriter, err error) {
	var invalid *xapi.ValidationError
	var param badParam
	var known refusal
	switch {
	case errors.As(err, &known):
		writeError(w, known.status, known.text)
	case errors.As(err, &invalid):
		writeError(w, http.StatusBadRequest, invalid.Error())
	case errors.As(err, &param):
		writeError(w, http.StatusBadRequest, param.Error())
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
	body, err := encode(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"error":"the answer could not be written"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has gone needs no answer
}

// first is the first byte that means something, 0 where there is none.
func first(b []byte) byte {
	if b = bytes.TrimLeft(b, " \t\r\n"); len(b) > 0 {
		return b[0]
	}
	return 0
}

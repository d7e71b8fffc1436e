package server_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/link"
	"github.com/lectern-classroom/lectern/app/server"
)

// may says which roles each route lets through: i instructor, a assistant, l learner, o observer, A the administrator;
// "public" needs no token. A route that isn't here fails the test, so that nobody adds one without deciding.
var may = map[string]string{
	"POST /token":                                             "public",
	"POST /token/renew":                                       "ialo",
	"POST /token/handoff":                                     "ialo",
	"POST /client-errors":                                     "ialo",
	"GET /me":                                                 "ialo",
	"GET /link/choice":                                        "", // of nobody in a classroom: see TestDeepLinkingOfEveryRole
	"POST /link/choice":                                       "",
	"GET /classrooms/{id}":                                    "ialo",
	"PATCH /classrooms/{id}/settings":                         "i",
	"GET /classrooms/{id}/copy":                               "i",
	"POST /classrooms/{id}/copy":                              "i",
	"DELETE /classrooms/{id}/copy":                            "i",
	"GET /classrooms/{id}/roster":                             "ia",
	"GET /classrooms/{id}/people":                             "ia",
	"POST /classrooms/{id}/people/refresh":                    "ia",
	"GET /classrooms/{id}/sessions":                           "ialo",
	"POST /classrooms/{id}/sessions":                          "i",
	"GET /sessions/{id}":                                      "ialo",
	"POST /sessions/{id}/join":                                "ialo",
	"POST /sessions/{id}/end":                                 "i",
	"POST /sessions/{id}/participants/{user}/mute":            "ia",
	"POST /sessions/{id}/participants/{user}/remove":          "ia",
	"GET /sessions/{id}/attendance":                           "ialo",
	"GET /sessions/{id}/grades":                               "ialo",
	"PUT /sessions/{id}/grades/{user}/{activity}/override":    "i",
	"DELETE /sessions/{id}/grades/{user}/{activity}/override": "i",
	"POST /sessions/{id}/grades/retry":                        "i",
	"PUT /sessions/{id}/grades/{user}/{activity}/excuse":      "i",
	"GET /sessions/{id}/grades/{user}":                        "ial",
	"POST /sessions/{id}/grades/send":                         "i",
	"POST /sessions/{id}/groups/{group}/grades":               "i",
	"POST /sessions/{id}/listen":                              "ia",
	"GET /sessions/{id}/breakouts":                            "ialo",
	"GET /sessions/{id}/breakouts/files":                      "ialo",
	"POST /sessions/{id}/breakouts/proposal":                  "ia",
	"GET /classrooms/{id}/breakouts":                          "ia",
	"GET /classrooms/{id}/breakouts/saved":                    "ia",
	"POST /classrooms/{id}/breakouts/saved":                   "ia",
	"DELETE /classrooms/{id}/breakouts/saved/{saved}":         "ia",
	"POST /sessions/{id}/grades/plan":                         "i",
	"POST /sessions/{id}/grades/read":                         "ia",
	"GET /sessions/{id}/desk":                                 "ia",
	"GET /classrooms/{id}/grading":                            "ia",
	"PUT /classrooms/{id}/grading":                            "i",
	"POST /classrooms/{id}/grading/preview":                   "i",
	"GET /sessions/{id}/report.csv":                           "ia",
	"GET /sessions/{id}/grades.csv":                           "ia",
	"GET /sessions/{id}/grades.xlsx":                          "ia",
	"GET /classrooms/{id}/records/{user}":                     "ial",
	"GET /classrooms/{id}/analytics":                          "ia",
	"GET /classrooms/{id}/analytics/{file}":                   "ia",
	"GET /classrooms/{id}/course/analytics":                   "i",
	"GET /classrooms/{id}/course/analytics/{file}":            "i",
	"GET /classrooms/{id}/polls":                              "ia",
	"POST /classrooms/{id}/polls":                             "ia",
	"GET /classrooms/{id}/polls/export":                       "ia",
	"POST /classrooms/{id}/polls/import":                      "ia",
	"PUT /classrooms/{id}/polls/order":                        "ia",
	"PUT /classrooms/{id}/polls/{poll}":                       "ia",
	"DELETE /classrooms/{id}/polls/{poll}":                    "ia",
	"GET /sessions/{id}/polls":                                "ialo",
	"GET /sessions/{id}/polls/results":                        "ia",
	"GET /sessions/{id}/polls/{poll}/answers":                 "ia",
	"GET /sessions/{id}/chat/audit":                           "ia",
	"GET /sessions/{id}/chat/export":                          "ia",
	"GET /sessions/{id}/messages":                             "ialo",
	"POST /sessions/{id}/files":                               "ial",
	"GET /sessions/{id}/files/{fileId}":                       "ialo",
	"GET /sessions/{id}/note":                                 "ialo",
	"GET /sessions/{id}/notes":                                "ialo",
	"GET /sessions/{id}/boards":                               "ialo",
	"GET /boards/{id}/authors":                                "ialo",
	"GET /boards/{id}/log":                                    "ialo",
	"GET /boards/{id}/background":                             "ialo",
	"GET /boards/{id}/text":                                   "ialo",
	"POST /boards/{id}/images":                                "ial",
	"GET /boards/{id}/images/{fileId}":                        "ialo",
	"POST /sessions/{id}/boards/imports":                      "ia",
	"GET /sessions/{id}/boards/imports/{importId}/source":     "ialo",
	"POST /admin/token":                                       "public",
	"DELETE /admin/token":                                     "A",
	"DELETE /admin/tokens":                                    "A",
	"GET /admin/setup":                                        "A",
	"GET /admin/platforms":                                    "A",
	"POST /admin/platforms":                                   "A",
	"PUT /admin/platforms/{platform}":                         "A",
	"DELETE /admin/platforms/{platform}":                      "A",
	"POST /admin/platforms/{platform}/doctor":                 "A",
	"GET /admin/invites":                                      "A",
	"POST /admin/invites":                                     "A",
	"DELETE /admin/invites/{invite}":                          "A",
	"GET /admin/keys":                                         "A",
	"POST /admin/keys":                                        "A",
	"POST /admin/keys/{key}/use":                              "A",
	"DELETE /admin/keys/{key}":                                "A",
	"GET /admin/forward":                                      "A",
	"POST /admin/forward":                                     "A",
	"PUT /admin/forward/{destination}":                        "A",
	"DELETE /admin/forward/{destination}":                     "A",
	"POST /admin/forward/test":                                "A",
	"POST /admin/forward/{destination}/test":                  "A",
	"POST /admin/forward/{destination}/pause":                 "A",
	"POST /admin/forward/{destination}/resume":                "A",
	"POST /admin/forward/{destination}/fill":                  "A",
	"GET /admin/forward/{destination}/refused":                "A",
	"GET /admin/forward/{destination}/refused.jsonl":          "A",
	"POST /admin/forward/{destination}/refused/retry":         "A",
	"POST /admin/forward/{destination}/refused/drop":          "A",
	"GET /admin/forward/choices":                              "A",
}

// bodies are good bodies of routes that want one.
var bodies = map[string]any{
	"POST /client-errors":                                  server.ClientError{Message: "TypeError", Where: "at ClassPage"},
	"POST /token":                                          auth.Code{Code: "nobody"},
	"POST /link/choice":                                    map[string]any{"items": []any{}},
	"PATCH /classrooms/{id}/settings":                      launch.SettingsPatch{},
	"POST /sessions/{id}/participants/{user}/mute":         map[string]string{"source": "microphone"},
	"PUT /sessions/{id}/grades/{user}/{activity}/override": map[string]any{"scoreGiven": 50, "reason": "was ill"},
	"PUT /sessions/{id}/grades/{user}/{activity}/excuse":   map[string]any{"reason": "was ill"},
	"POST /sessions/{id}/grades/send":                      map[string]any{},
	"POST /sessions/{id}/grades/plan":                      map[string]any{},
	"POST /sessions/{id}/breakouts/proposal":               map[string]any{"how": "random", "people": []string{"nobody"}, "groups": 2},
	"POST /classrooms/{id}/breakouts/saved":                map[string]any{"name": "", "groups": []any{}},
	"POST /sessions/{id}/listen":                           map[string]any{"groupId": "none", "speak": false},
	"POST /sessions/{id}/groups/{group}/grades":            map[string]any{"activity": "breakout", "scoreGiven": 50, "reason": "well done"},
	"PUT /classrooms/{id}/grading":                         map[string]any{"policy": app.DefaultGrading(), "columns": []app.Column{}, "regrade": false},
	"POST /classrooms/{id}/grading/preview":                map[string]any{"policy": app.DefaultGrading(), "columns": []app.Column{}},
	"POST /classrooms/{id}/polls":                          map[string]any{},
	"PUT /classrooms/{id}/polls/{poll}":                    map[string]any{},
	"POST /classrooms/{id}/polls/import":                   map[string]any{"format": "csv", "text": "x"},
	"PUT /classrooms/{id}/polls/order":                     map[string]any{"ids": []string{}},
	"POST /classrooms/{id}/copy":                           link.CopyChoice{AncestorID: "none"},
}

func TestEveryRoleAtEveryRoute(t *testing.T) {
	t.Parallel()
	doc := describe(t)
	for route := range may {
		if !slices.Contains(doc, route) {
			t.Errorf("%s is in the matrix and not in the API", route)
		}
	}
	w := apptest.New(t, apptest.Options{})
	people := map[rune]*apptest.Client{'i': w.Enter("teacher"), 'a': w.Enter("assistant"), 'l': w.Enter("learner1"), 'o': w.Enter("observer")}
	stranger := apptest.Enter(t, w.URL, w.LMS, "teacher", "2") // an instructor of another classroom
	for _, route := range doc {
		allowed, known := may[route]
		if !known {
			t.Errorf("%s isn't in the matrix", route)
			continue
		}
		if allowed == "public" || allowed == "A" { // see TestAdministratorAtEveryRoute
			continue
		}
		session := liveSession(t, people['i'])
		path := func(c *apptest.Client) (method, p string) {
			method, p, _ = strings.Cut(route, " ")
			p = strings.ReplaceAll(p, "{user}", string(people['l'].Me.UserID))
			p = strings.ReplaceAll(p, "{activity}", "attendance")
			p = strings.ReplaceAll(strings.ReplaceAll(p, "{poll}", "none"), "{fileId}", "none")
			p = strings.ReplaceAll(strings.ReplaceAll(p, "{importId}", "none"), "{file}", "attendance.csv")
			if strings.HasPrefix(p, "/classrooms") {
				return method, strings.ReplaceAll(p, "{id}", string(people['i'].ClassroomID))
			}
			return method, strings.ReplaceAll(p, "{id}", string(session))
		}
		for letter, c := range people {
			if strings.ContainsRune(allowed, letter) {
				continue
			}
			method, p := path(c)
			if got := c.Call(method, p, bodies[route], nil); got != http.StatusForbidden {
				t.Errorf("%s as %c: %d, want 403", route, letter, got)
			}
		}
		if strings.Contains(route, "{id}") {
			method, p := path(stranger)
			if got := stranger.Call(method, p, bodies[route], nil); got != http.StatusNotFound {
				t.Errorf("%s by an instructor of another class: %d, want 404", route, got)
			}
		}
		method, p := path(nil)
		if got := anonymous(t, w.URL, method, p); got != http.StatusUnauthorized {
			t.Errorf("%s without a token: %d, want 401", route, got)
		}
		if now := liveSession(t, people['i']); now != session {
			t.Errorf("%s: a refused call ended the session", route)
		}
		for _, letter := range allowed { // ends with what changes things
			c := people[letter]
			method, p := path(c)
			if got := c.Call(method, p, bodies[route], nil); got == http.StatusForbidden || got == http.StatusUnauthorized {
				t.Errorf("%s as %c: %d", route, letter, got)
			}
		}
	}
}

// liveSession returns the classroom's live session, starting one where there is none.
func liveSession(t *testing.T, teacher *apptest.Client) app.SessionID {
	t.Helper()
	var room struct {
		LiveSessionID *app.SessionID `json:"liveSessionId"`
	}
	teacher.Must(http.StatusOK, "GET", "/classrooms/"+string(teacher.ClassroomID), nil, &room)
	if room.LiveSessionID != nil {
		return *room.LiveSessionID
	}
	return teacher.Start().ID
}

func anonymous(t *testing.T, base, method, path string) int {
	t.Helper()
	req, err := http.NewRequest(method, base+"/api/v1"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode
}

// describe lists the routes of the API's description, "GET /me", sorted.
func describe(t *testing.T) []string {
	t.Helper()
	b, err := server.Describe("test")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	var routes []string
	for path, methods := range doc.Paths {
		for method := range methods {
			routes = append(routes, strings.ToUpper(method)+" "+strings.TrimPrefix(path, "/api/v1"))
		}
	}
	slices.Sort(routes)
	return routes
}

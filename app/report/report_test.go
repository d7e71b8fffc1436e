package report_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/report"
	"github.com/lectern-classroom/lectern/app/web"
)

var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

// sessions knows one session; it fails with err where one is set.
type sessions struct{ err error }

func (s sessions) Session(_ context.Context, id app.SessionID) (app.Session, error) {
	if s.err == nil && id != "s" {
		return app.Session{}, app.ErrNotFound
	}
	return app.Session{ID: "s", Classroom: "room", StartedAt: start}, s.err
}

// rows are a report; asked counts.
type rows struct {
	list  []report.Row
	err   error
	asked int
}

func (r *rows) Sheet(context.Context, app.Session) (report.Sheet, error) {
	return report.Sheet{{{Text: "Name"}}}, nil
}

func (r *rows) Rows(context.Context, app.Session) ([]report.Row, error) {
	r.asked++
	return r.list, r.err
}

// roles are tokens: who says instructor is one of the classroom, elsewhere is one of another.
type roles struct{}

func (roles) Authenticate(token string) (app.Actor, error) {
	if token == "elsewhere" {
		return app.Actor{User: "u", Classroom: "other", Role: app.RoleInstructor}, nil
	}
	role, err := app.ParseRole(token)
	if err != nil {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "no")
	}
	return app.Actor{User: "u", Classroom: "room", Role: role}, nil
}

func get(s *report.Service, path, token string) *httptest.ResponseRecorder {
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "")
	web.Mount(e, "", roles{}, s.Endpoints())
	r := httptest.NewRequest("GET", path, nil)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, r)
	return rec
}

func TestHTTPEdges(t *testing.T) {
	t.Parallel()
	secret := []report.Row{{Name: "Ana García", Role: app.RoleLearner}}
	for _, tc := range []struct {
		name, path, token string
		sessions, rows    error
		status            int
		code              app.Code
	}{
		{"no token", "/sessions/s/report.csv", "", nil, nil, 401, app.CodeUnauthorized},
		{"bad token", "/sessions/s/report.csv", "nobody", nil, nil, 401, app.CodeUnauthorized},
		{"learner", "/sessions/s/report.csv", "learner", nil, nil, 403, app.CodeForbidden},
		{"observer", "/sessions/s/report.csv", "observer", nil, nil, 403, app.CodeForbidden},
		{"instructor of another classroom", "/sessions/s/report.csv", "elsewhere", nil, nil, 404, app.CodeNotFound},
		{"session that isn't", "/sessions/x/report.csv", "instructor", nil, nil, 404, app.CodeNotFound},
		{"sessions can't be read", "/sessions/s/report.csv", "instructor", errors.New("Ana broke it"), nil, 500, app.CodeInternal},
		{"rows can't be read", "/sessions/s/report.csv", "instructor", nil, errors.New("Ana broke it"), 500, app.CodeInternal},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := &rows{list: secret, err: tc.rows}
			rec := get(report.New(sessions{tc.sessions}, r, nil), tc.path, tc.token)
			var p web.Problem
			if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || rec.Code != tc.status || p.Code != tc.code || strings.Contains(rec.Body.String(), "Ana") {
				t.Errorf("%d %s, %v", rec.Code, rec.Body, err)
			}
			if rec.Header().Get("Content-Disposition") != "" || (r.asked > 0) != (tc.rows != nil) {
				t.Errorf("headers %v, rows asked for %d times", rec.Header(), r.asked)
			}
		})
	}
}

func TestHTTPHandsAFileOver(t *testing.T) {
	t.Parallel()
	list := []report.Row{{Name: "Zoë Müller", Role: app.RoleLearner}}
	for _, role := range []string{"instructor", "assistant"} {
		rec := get(report.New(sessions{}, &rows{list: list}, nil), "/sessions/s/report.csv", role)
		if rec.Code != 200 || rec.Body.String() != report.Render(list) {
			t.Errorf("%s: %d %s", role, rec.Code, rec.Body)
		}
		want := map[string]string{"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="attendance-2026-11-25-1000.csv"`, "Cache-Control": "no-store"}
		for name, value := range want {
			if got := rec.Header().Get(name); got != value {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
}

// read parses CSV and returns its records without the header.
func read(t *testing.T, text string) [][]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records[1:]
}

func TestRender(t *testing.T) {
	t.Parallel()
	interval := app.Interval{Start: start.Add(time.Minute), End: start.Add(42*time.Minute + 30*time.Second)}
	got := report.Render([]report.Row{
		{Name: "Ana García", Role: app.RoleLearner, Attendance: app.Attendance{Present: 41*time.Minute + 30*time.Second, Ratio: 0.9222,
			Intervals: []app.Interval{interval}, Visits: []app.Interval{interval}, Status: app.AttendancePresent},
			Score: &report.Score{Given: 92.22, Maximum: 100, State: "sent", Comment: "Present 41 of 45 min."}},
		{Name: "Ingrid Solberg", Role: app.RoleInstructor, Attendance: app.Attendance{Status: app.AttendanceAbsent}},
	})
	want := "\uFEFFName,Role,Status,Minutes present,Share present,Visits,First joined,Last left,Score,Maximum,State in the LMS,Comment\r\n" +
		"Ana García,learner,present,41.50,0.92,1,2026-11-25T10:01:00Z,2026-11-25T10:42:30Z,92.22,100.00,sent,Present 41 of 45 min.\r\n" +
		"Ingrid Solberg,instructor,absent,0.00,0.00,0,,,,,,\r\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if rows := read(t, report.Render(nil)); len(rows) != 0 {
		t.Errorf("nobody gives %v", rows)
	}
}

func TestNamesComeBackAsTheyAre(t *testing.T) {
	t.Parallel()
	names := []string{"Ana García", "O'Brien, Conor", `Conor "Con" O'Brien`, "two\nlines", "ليلى حداد", "\u202eevil", "trailing ", "a=b", "semi;colon", "'quoted", "", "日本 語", "back\\slash"}
	list := make([]report.Row, len(names))
	for i, n := range names {
		list[i] = report.Row{Name: n, Score: &report.Score{Comment: n}}
	}
	for i, record := range read(t, report.Render(list)) {
		if record[0] != names[i] || record[11] != names[i] || len(record) != 12 {
			t.Errorf("%q comes back as %q and %q", names[i], record[0], record[11])
		}
	}
}

func TestNothingIsAFormula(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  \t +1", "\u00a0=1", "\ufeff=1", "\u200b=1", "\u200e=1", "\x00=1",
		"＝1+1", "＋1", "－1", "＠SUM(A1)", `=HYPERLINK("http://evil.example","Click")`, "=cmd|' /C calc'!A0", "\n\n@x",
	} {
		for i, cell := range []int{0, 11} {
			row := []report.Row{{Name: evil}, {Score: &report.Score{Comment: evil}}}[i]
			got := read(t, report.Render([]report.Row{row}))[0][cell]
			if want := "'" + strings.ReplaceAll(evil, "\r", ""); got != want {
				t.Errorf("%q becomes %q", evil, got)
			}
		}
	}
}

func FuzzRender(f *testing.F) {
	f.Add("Ana, \"=1\"\r\n", "x")
	f.Add("\xff\xfe", "＝")
	f.Fuzz(func(t *testing.T, name, comment string) {
		text := report.Render([]report.Row{{Name: name, Score: &report.Score{Comment: comment}}})
		r := csv.NewReader(strings.NewReader(text))
		n := 0
		for ; ; n++ {
			record, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || len(record) != 12 {
				t.Fatalf("%v in %q", err, text)
			}
			for _, cell := range record {
				if trimmed := strings.TrimSpace(cell); trimmed != "" && strings.ContainsRune("=+-@", rune(trimmed[0])) {
					t.Fatalf("%q begins a formula", cell)
				}
			}
		}
		if n != 2 {
			t.Fatalf("%d records in %q", n, text)
		}
	})
}

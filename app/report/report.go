// Package report puts what a session came to into tables for the instructor to take away: attendance and scores of
// everybody as CSV, and the grading desk as CSV and as an Excel workbook. The page of the web client reads the features'
// own routes.
//
// A Service is safe for concurrent use and has no lifecycle. Allowed imports: app, app/web.
package report

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Row is one person's line of a report.
type Row struct {
	Name       string
	Role       app.Role
	Attendance app.Attendance
	// Score is nil for those who get none.
	Score *Score
}

// Score is what a person got and where it stands.
type Score struct {
	Given, Maximum float64
	State          string
	Comment        string
}

// Sessions finds sessions.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
}

// Rows computes the tables of a session: its report, and its grading desk.
type Rows interface {
	Rows(ctx context.Context, session app.Session) ([]Row, error)
	Sheet(ctx context.Context, session app.Session) (Sheet, error)
}

// Service makes reports.
type Service struct {
	sessions Sessions
	rows     Rows
	records  Records
}

// New returns a Service.
func New(sessions Sessions, rows Rows, records Records) *Service {
	return &Service{sessions: sessions, rows: rows, records: records}
}

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/sessions/:id/report.csv", "Attendance and scores of everybody as CSV (RFC 4180, UTF-8).", http.StatusOK, s.getCSV),
		web.JSON("GET", "/sessions/:id/grades.csv", "The grading desk as CSV (RFC 4180, UTF-8).", http.StatusOK, s.getGradesCSV),
		web.JSON("GET", "/sessions/:id/grades.xlsx", "The grading desk as an Excel workbook.", http.StatusOK, s.getGradesXLSX),
		web.JSON("GET", "/classrooms/:id/records/:user", "What the classroom has of one person, session by session.", http.StatusOK, s.getRecord),
	}
}

func (s *Service) getCSV(c web.Call, _ web.None) (web.None, error) {
	session, err := s.sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	if session, err = web.Allowed(c.Actor, app.ActionReportExport, session, err); err != nil {
		return web.None{}, err
	}
	rows, err := s.rows.Rows(c.Ctx(), session)
	if err != nil {
		return web.None{}, err
	}
	h := c.Response().Header()
	h.Set("Content-Disposition", `attachment; filename="attendance-`+session.StartedAt.UTC().Format("2006-01-02-1504")+`.csv"`)
	return web.None{}, c.Blob(http.StatusOK, "text/csv; charset=utf-8", []byte(Render(rows)))
}

// Render returns the rows as CSV with a header line. Cells that a spreadsheet would take for a formula begin with an
// apostrophe.
func Render(rows []Row) string {
	var b strings.Builder
	b.WriteString("\uFEFF") // without it a well-known spreadsheet takes UTF-8 for something else
	w := csv.NewWriter(&b)
	w.UseCRLF = true // RFC 4180 §2
	records := [][]string{{"Name", "Role", "Status", "Minutes present", "Share present", "Visits", "First joined", "Last left", "Score", "Maximum", "State in the LMS", "Comment"}}
	for _, r := range rows {
		a := r.Attendance
		record := []string{safe(r.Name), string(r.Role), string(a.Status), decimal(a.Present.Minutes()), decimal(a.Ratio), strconv.Itoa(len(a.Visits)), clock(a.FirstJoined()), clock(a.LastLeft())}
		if r.Score != nil {
			record = append(record, decimal(r.Score.Given), decimal(r.Score.Maximum), r.Score.State, safe(r.Score.Comment))
		} else {
			record = append(record, "", "", "", "")
		}
		records = append(records, record)
	}
	// A strings.Builder takes everything.
	_ = w.WriteAll(records)
	return b.String()
}

// safe keeps a spreadsheet from taking a cell for a formula. What isn't seen in front of the sign doesn't hide it, and
// neither does its full width.
func safe(cell string) string {
	visible := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) })
	if sign, _ := utf8.DecodeRuneInString(visible); strings.ContainsRune("=+-@＝＋－＠", sign) {
		return "'" + cell
	}
	return cell
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

package analytics

import (
	"strconv"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// files are the tables to take away, by their names.
var files = map[string]func(Report) [][]string{
	"sessions.csv":   sessionsTable,
	"attendance.csv": attendanceTable,
	"slipping.csv":   slippingTable,
	"equity.csv":     equityTable,
	"questions.csv":  questionsTable,
	"mastery.csv":    masteryTable,
}

func sessionsTable(r Report) [][]string {
	rows := [][]string{{"Started", "Ended", "Title", "Counted", "Learners", "Present", "Late", "Left early", "Partly", "Absent", "Mean share present"}}
	for _, m := range r.Meetings {
		s := m.Session
		rows = append(rows, []string{clock(s.StartedAt), clock(s.EndedAt), s.Title, yesNo(m.Counted), strconv.Itoa(m.Expected), strconv.Itoa(m.Present), strconv.Itoa(m.Late),
			strconv.Itoa(m.LeftEarly), strconv.Itoa(m.Partial), strconv.Itoa(m.Absent), decimal(m.Share)})
	}
	return rows
}

// attendanceTable has a column for each session; a cell is empty where the session doesn't count for the person.
func attendanceTable(r Report) [][]string {
	head := []string{"Name", "Left the course", "Classes that count", "Attended", "Mean share present", "Last three against before"}
	for _, m := range r.Meetings {
		head = append(head, clock(m.Session.StartedAt)+" "+m.Session.Title)
	}
	rows := [][]string{head}
	for _, l := range r.Learners {
		row := []string{l.Name, yesNo(l.Left), strconv.Itoa(l.Counted), strconv.Itoa(l.Attended), decimal(l.Share), string(l.Trend)}
		for _, c := range l.Cells {
			switch c.Status {
			case "", app.AttendanceAbsent:
				row = append(row, string(c.Status))
			default:
				row = append(row, string(c.Status)+" "+decimal(c.Ratio))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func slippingTable(r Report) [][]string {
	rows := [][]string{{"Name", "Reason", "Classes", "Recently", "Before", "Last attended"}}
	words := map[SlipKind]string{NeverCame: "never came", MissedInRow: "missed the last ones", PresentLess: "present less in the last three (share)", TookPartLess: "took part less in the last three (times a class)"}
	for _, s := range r.Slipping {
		for _, why := range s.Reasons {
			row := []string{s.Name, words[why.Kind], "", "", "", clock(why.LastSeen)}
			switch why.Kind {
			case NeverCame, MissedInRow:
				row[2] = strconv.Itoa(why.Classes)
			case PresentLess, TookPartLess:
				row[3], row[4] = decimal(why.Recent), decimal(why.Before)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// equityTable has a line for each person and measure; those who teach are one line, which is no part of the shares.
func equityTable(r Report) [][]string {
	rows := [][]string{{"Measure", "Name", "Amount", "Share of the learners'"}}
	for _, e := range r.Equity {
		measure, unit := string(e.Measure), 1.0
		if e.Measure == MeasureTalk {
			measure, unit = "talk (seconds)", 1000
		}
		for _, s := range e.Shares {
			rows = append(rows, []string{measure, s.Name, decimal(s.Value / unit), decimal(s.Share)})
		}
		if e.Staff != nil {
			rows = append(rows, []string{measure, "(teaching staff)", decimal(*e.Staff / unit), ""})
		}
	}
	return rows
}

func questionsTable(r Report) [][]string {
	rows := [][]string{{"Question", "Kind", "Anonymous", "Times asked", "Learners there", "Answers", "Judged", "Right", "Share right"}}
	for _, q := range r.Questions {
		row := []string{q.Text, q.Kind, yesNo(q.Anonymous), strconv.Itoa(len(q.Times)), strconv.Itoa(q.Present), strconv.Itoa(q.Voted), "", "", ""}
		if share, ok := q.Share(); ok {
			row[6], row[7], row[8] = strconv.Itoa(q.Judged), strconv.Itoa(q.Right), decimal(share)
		}
		rows = append(rows, row)
	}
	return rows
}

func masteryTable(r Report) [][]string {
	rows := [][]string{{"Name", "Questions asked", "Answered", "Right", "Share right of the answered"}}
	for _, l := range r.Learners {
		m := l.Mastery
		if m == nil {
			continue
		}
		row := []string{l.Name, strconv.Itoa(m.Asked), strconv.Itoa(m.Answered), strconv.Itoa(m.Right), ""}
		if m.Answered > 0 {
			row[4] = decimal(float64(m.Right) / float64(m.Answered))
		}
		rows = append(rows, row)
	}
	return rows
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

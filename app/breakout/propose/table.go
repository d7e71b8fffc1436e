package propose

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

// Person is somebody whom a table may name. Subject is their id in the LMS.
type Person struct {
	ID                   app.UserID
	Name, Email, Subject string
}

// Fault says what is wrong with a line of a table.
type Fault struct {
	Line    int
	Message string
}

// faultsShown is how many faults are told; after them nobody reads on.
const faultsShown = 50

// The columns of a table: the group, and at least one of the others. Where several are filled the first of id, email and
// name counts.
const (
	columnGroup = "group"
	columnID    = "id"
	columnEmail = "email"
	columnName  = "name"
)

// FromTable takes the groups of a table (CSV; commas, semicolons or tabs; UTF-8 with or without a mark), whose first line
// names the columns. It may name everybody of the list; those of them who aren't among the people are left out, and noted.
// Either there are faults, or a proposal.
func FromTable(people []app.UserID, list []Person, text string) (Proposal, []Fault) {
	t := &table{list: list, in: map[app.UserID]string{}, line: map[app.UserID]int{}}
	t.read(strings.TrimPrefix(text, "\uFEFF"))
	if len(t.faults) > 0 {
		return Proposal{}, t.faults
	}
	var p Proposal
	var absent []app.UserID
	at := map[string]int{}
	for _, user := range t.order {
		if !slices.Contains(people, user) {
			absent = append(absent, user)
			continue
		}
		i, known := at[t.in[user]]
		if !known {
			i = len(p.Groups)
			at[t.in[user]] = i
			p.Groups = append(p.Groups, Group{Name: t.names[t.in[user]]})
		}
		p.Groups[i].Members = append(p.Groups[i].Members, user)
	}
	for _, user := range people {
		if _, there := t.in[user]; !there {
			p.Unassigned = append(p.Unassigned, user)
		}
	}
	p.noteSome(NoteNotInFile, p.Unassigned)
	p.noteSome(NoteNotChosen, absent)
	p.lonely()
	return p, nil
}

// table is a file while it is read. Groups are told apart by their folded names.
type table struct {
	list   []Person
	faults []Fault
	order  []app.UserID
	in     map[app.UserID]string
	line   map[app.UserID]int
	names  map[string]string
}

func (t *table) fault(line int, format string, args ...any) {
	if len(t.faults) < faultsShown {
		t.faults = append(t.faults, Fault{Line: line, Message: fmt.Sprintf(format, args...)})
	}
}

func (t *table) read(text string) {
	t.names = map[string]string{}
	if i := strings.IndexFunc(text, func(r rune) bool { return r == utf8.RuneError || r == 0 }); i >= 0 {
		t.fault(1+strings.Count(text[:i], "\n"), "There are letters that can't be read. Please save the file as CSV in UTF-8.")
		return
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.Comma = -1, separator(text)
	header, err := r.Read()
	if err != nil {
		t.fault(1, "The first line must name the columns: group, and name, email or id.")
		return
	}
	at, ok := t.columns(header)
	if !ok {
		return
	}
	for len(t.faults) < faultsShown {
		record, err := r.Read()
		var syntax *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if len(t.order) == 0 && len(t.faults) == 0 {
				t.fault(1, "There is nobody in the file.")
			}
			return
		case errors.As(err, &syntax):
			t.fault(syntax.Line, "A quotation mark is missing or stands at the wrong place.")
			return
		case err != nil:
			t.fault(1, "The file can't be read.")
			return
		}
		line, _ := r.FieldPos(0)
		t.row(line, record, at)
	}
}

// separator is what stands most often in the first line.
func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	best := ','
	for _, c := range ";\t" {
		if strings.Count(first, string(c)) > strings.Count(first, string(best)) {
			best = c
		}
	}
	return best
}

// columns says where each column stands; others are left alone.
func (t *table) columns(header []string) (map[string]int, bool) {
	at := map[string]int{}
	for i, name := range header {
		name = fold(name)
		if !slices.Contains([]string{columnGroup, columnID, columnEmail, columnName}, name) {
			continue
		}
		if _, twice := at[name]; twice {
			t.fault(1, "The column %s is there twice.", name)
			return nil, false
		}
		at[name] = i
	}
	if _, there := at[columnGroup]; !there || len(at) == 1 {
		t.fault(1, "The first line must name the columns: group, and name, email or id.")
		return nil, false
	}
	return at, true
}

func (t *table) row(line int, record []string, at map[string]int) {
	cell := func(column string) string {
		if i, there := at[column]; there && i < len(record) {
			return plain(record[i])
		}
		return ""
	}
	if !slices.ContainsFunc(record, func(s string) bool { return plain(s) != "" }) {
		return
	}
	user, ok := t.find(line, cell)
	if !ok {
		return
	}
	group := cell(columnGroup)
	switch before, twice := t.line[user]; {
	case group == "":
		t.fault(line, "The group is missing.")
	case utf8.RuneCountInString(group) > nameLimit:
		t.fault(line, "The group's name has more than %d characters.", nameLimit)
	case twice:
		t.fault(line, "This person stands in line %d already.", before)
	default:
		key := fold(group)
		if _, known := t.names[key]; !known {
			t.names[key] = group
		}
		t.order, t.in[user], t.line[user] = append(t.order, user), key, line
	}
}

// nameLimit bounds the name of a group, in characters.
const nameLimit = 80

// find returns whom a line names.
func (t *table) find(line int, cell func(string) string) (app.UserID, bool) {
	var found []app.UserID
	by, value := "", ""
	for _, by = range []string{columnID, columnEmail, columnName} {
		if value = cell(by); value != "" {
			break
		}
	}
	if value == "" {
		t.fault(line, "Nobody is named.")
		return "", false
	}
	for _, p := range t.list {
		if by == columnID && (string(p.ID) == value || p.Subject == value) ||
			by == columnEmail && fold(p.Email) == fold(value) || by == columnName && fold(p.Name) == fold(value) {
			found = append(found, p.ID)
		}
	}
	switch len(found) {
	case 1:
		return found[0], true
	case 0:
		t.fault(line, "No learner of the classroom has the %s “%s”.", by, short(value))
	default:
		t.fault(line, "Several learners have the %s “%s”. Use another column.", by, short(value))
	}
	return "", false
}

// plain is a cell without what spreadsheets put around text.
func plain(s string) string { return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), "'")) }

// fold makes texts alike that differ in case and spaces alone.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

package propose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

var list = []Person{
	{ID: "u1", Name: "Ana Núñez", Email: "ana@school.example", Subject: "101"},
	{ID: "u2", Name: "Ben Ito", Email: "ben@school.example", Subject: "102"},
	{ID: "u3", Name: "Ben Ito", Email: "ito@school.example", Subject: "103"},
	{ID: "u4", Name: "Dan", Subject: "104"},
}

func TestTables(t *testing.T) {
	t.Parallel()
	all := []app.UserID{"u1", "u2", "u3"}
	red := []Group{{Name: "Red", Members: []app.UserID{"u1", "u3"}}, {Name: "Blue", Members: []app.UserID{"u2"}}}
	for name, text := range map[string]string{
		"comma":     "group,email\nRed,ana@school.example\nBlue,BEN@school.example\nred,ito@school.example\n",
		"semicolon": "\uFEFFName;Group;id\r\nana  núñez;Red;\r\n;Blue;102\r\nBen Ito; Red ;u3\r\n",
		"tab":       "id\tgroup\tremark\n101\tRed\twith, comma\n102\tBlue\t\n\t\t\n103\tRed",
		"quotes":    "\"group\",\"id\"\n\"Red\",'101\n\"Blue\",102\n\n\"Red\",103\n",
	} {
		p, faults := FromTable(all, list, text)
		if diff := cmp.Diff(red, p.Groups); diff != "" || len(faults) > 0 {
			t.Errorf("%s: %v %s", name, faults, diff)
		}
	}
}

func TestTableTellsWhoIsMissingAndWhoIsntChosen(t *testing.T) {
	t.Parallel()
	p, faults := FromTable([]app.UserID{"u1", "u2"}, list, "group,id\nRed,101\nGhosts,104\n")
	want := Proposal{Groups: []Group{{Name: "Red", Members: []app.UserID{"u1"}}}, Unassigned: []app.UserID{"u2"},
		Notes: []Note{{NoteNotInFile, []app.UserID{"u2"}}, {NoteNotChosen, []app.UserID{"u4"}}}}
	if diff := cmp.Diff(want, p); diff != "" || faults != nil {
		t.Errorf("%v %s", faults, diff)
	}
}

func TestFaultsOfTablesNameTheirLines(t *testing.T) {
	t.Parallel()
	columns := Fault{1, "The first line must name the columns: group, and name, email or id."}
	for name, c := range map[string]struct {
		text string
		want []Fault
	}{
		"empty":       {"", []Fault{columns}},
		"no columns":  {"Red,ana@school.example\n", []Fault{columns}},
		"group alone": {"group\nRed\n", []Fault{columns}},
		"twice":       {"group,name,Name\n", []Fault{{1, "The column name is there twice."}}},
		"nobody":      {"group,name\n\n", []Fault{{1, "There is nobody in the file."}}},
		"latin 1":     {"group,name\nRed,Dan\nRed,Ana N\uFFFD\uFFFDez\n", []Fault{{3, "There are letters that can't be read. Please save the file as CSV in UTF-8."}}},
		"utf-16":      {"g\x00r\x00", []Fault{{1, "There are letters that can't be read. Please save the file as CSV in UTF-8."}}},
		"quote":       {"group,name\nRed,\"Dan\nBlue,x\n", []Fault{{3, "A quotation mark is missing or stands at the wrong place."}}},
		"several": {"group,name,email\nRed,Ben Ito,\n,Dan,\nRed,,\nRed,Zoe,\nRed,Dan,\nBlue,dan,\n" + strings.Repeat("x", 81) + ",,ana@school.example\n", []Fault{
			{2, "Several learners have the name “Ben Ito”. Use another column."},
			{3, "The group is missing."},
			{4, "Nobody is named."},
			{5, "No learner of the classroom has the name “Zoe”."},
			{7, "This person stands in line 6 already."},
			{8, "The group's name has more than 80 characters."},
		}},
	} {
		p, faults := FromTable([]app.UserID{"u4"}, list, c.text)
		if diff := cmp.Diff(c.want, faults); diff != "" || len(p.Groups) > 0 {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if _, faults := FromTable(nil, list, "group,name\n"+strings.Repeat("Red,nobody\n", 200)); len(faults) != faultsShown {
		t.Errorf("%d faults are told", len(faults))
	}
}

func FuzzTable(f *testing.F) {
	f.Add("group,email\nRed,ana@school.example\n")
	f.Add("\uFEFFid;group\n101;\"Red\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, faults := FromTable([]app.UserID{"u1", "u2"}, list, text)
		if len(faults) == 0 {
			whole(t, []app.UserID{"u1", "u2"}, p)
		}
	})
}

package poll

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

func options(texts ...string) []PollOption {
	out := make([]PollOption, len(texts))
	for i, text := range texts {
		out[i] = PollOption{ID: string(rune('a' + i)), Text: text}
	}
	return out
}

func ptr[T any](v T) *T { return &v }

func TestDefinitionsThatAreRefused(t *testing.T) {
	t.Parallel()
	many := make([]string, maxOptions+1)
	for i := range many {
		many[i] = strings.Repeat("x", i+1)
	}
	for name, d := range map[string]PollDefinition{
		"no kind":                   {},
		"unknown kind":              {Kind: "essay"},
		"long question":             {Kind: KindYesNo, Question: strings.Repeat("ü", maxQuestion+1)},
		"control character":         {Kind: KindYesNo, Question: "a\x07b"},
		"NUL":                       {Kind: KindYesNo, Question: "a\x00b"},
		"invalid UTF-8":             {Kind: KindYesNo, Question: "a\xffb"},
		"one option":                {Kind: KindSingle, Options: options("x")},
		"too many options":          {Kind: KindSingle, Options: options(many...)},
		"empty option":              {Kind: KindSingle, Options: options("x", " ")},
		"long option":               {Kind: KindSingle, Options: options("x", strings.Repeat("y", maxOption+1))},
		"same options":              {Kind: KindSingle, Options: options("x  y", "x y")},
		"same ids":                  {Kind: KindSingle, Options: []PollOption{{ID: "1", Text: "x"}, {ID: "1", Text: "y"}}},
		"options of a yes_no":       {Kind: KindYesNo, Options: options("x", "y")},
		"range of a text":           {Kind: KindText, Scale: &PollScale{Min: 1, Max: 2}},
		"range upside down":         {Kind: KindScale, Scale: &PollScale{Min: 5, Max: 1}},
		"range too wide":            {Kind: KindScale, Scale: &PollScale{Min: 0, Max: 11}},
		"right isn't an option":     {Kind: KindSingle, Options: options("x", "y"), Right: []string{"c"}},
		"two right of a single":     {Kind: KindSingle, Options: options("x", "y"), Right: []string{"a", "b"}},
		"right twice":               {Kind: KindMultiple, Options: options("x", "y"), Right: []string{"a", "a"}},
		"right order isn't whole":   {Kind: KindOrdering, Options: options("x", "y"), Right: []string{"a"}},
		"right of a yes_no":         {Kind: KindYesNo, Right: []string{"maybe"}},
		"right outside the scale":   {Kind: KindScale, Right: []string{"6"}},
		"right of a word cloud":     {Kind: KindWordCloud, Right: []string{"x"}},
		"empty accepted text":       {Kind: KindText, Right: []string{" "}},
		"points without right":      {Kind: KindYesNo, Points: ptr(1)},
		"too many points":           {Kind: KindYesNo, Right: []string{"yes"}, Points: ptr(101)},
		"negative points":           {Kind: KindYesNo, Right: []string{"yes"}, Points: ptr(-1)},
		"unknown mode":              {Kind: KindYesNo, Results: "never"},
		"negative time":             {Kind: KindYesNo, Seconds: -1},
		"too much time":             {Kind: KindYesNo, Seconds: maxSeconds + 1},
		"too many accepted answers": {Kind: KindText, Right: many},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := d.normal(); app.CodeOf(err) != app.CodeInvalid {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDefinitionsAreMadeNormal(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name      string
		in, wants PollDefinition
	}{
		{"options get names", PollDefinition{Kind: KindMultiple, Question: " Which? ", Options: []PollOption{{ID: "k7", Text: " one "}, {ID: "k2", Text: "two\n2"}}, Right: []string{"k2"}},
			PollDefinition{Kind: KindMultiple, Question: "Which?", Options: options("one", "two 2"), Right: []string{"b"}, Points: ptr(1), Results: ResultsOnClose}},
		{"options without ids", PollDefinition{Kind: KindSingle, Options: []PollOption{{Text: "x"}, {Text: "y"}}, Right: []string{"b"}, Points: ptr(0), Results: ResultsLive},
			PollDefinition{Kind: KindSingle, Options: options("x", "y"), Right: []string{"b"}, Points: ptr(0), Results: ResultsLive}},
		{"scale of five", PollDefinition{Kind: KindScale}, PollDefinition{Kind: KindScale, Options: []PollOption{}, Scale: &PollScale{Min: 1, Max: 5}, Results: ResultsOnClose}},
		{"accepted texts", PollDefinition{Kind: KindText, Right: []string{" Paris ", "PARIS", "La  Ville"}, Points: ptr(3)},
			PollDefinition{Kind: KindText, Options: []PollOption{}, Right: []string{"Paris", "La Ville"}, Points: ptr(3), Results: ResultsOnClose}},
		{"zero points without right", PollDefinition{Kind: KindYesNo, Points: ptr(0), Right: []string{}}, PollDefinition{Kind: KindYesNo, Options: []PollOption{}, Results: ResultsOnClose}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := tc.in.normal()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.wants, got); diff != "" {
				t.Error(diff)
			}
			again, err := got.normal()
			if diff := cmp.Diff(got, again); err != nil || diff != "" {
				t.Error("normal twice:", err, diff)
			}
		})
	}
}

func TestAnAskedOrderingDoesNotTellTheOrder(t *testing.T) {
	t.Parallel()
	d, err := PollDefinition{Kind: KindOrdering, Question: "Sort", Options: options("first", "second", "third"), Right: []string{"a", "b", "c"}}.normal()
	if err != nil {
		t.Fatal(err)
	}
	asked := d.asked()
	if cmp.Equal(asked.Options, d.Options) {
		t.Error("the options stand in the right order")
	}
	if diff := cmp.Diff([]string{"first", "second", "third"}, textsOf(asked, asked.Right)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(asked, d.asked()); diff != "" {
		t.Error("mixed in another way the second time:", diff)
	}
}

func textsOf(d PollDefinition, ids []string) []string {
	var texts []string
	for _, id := range ids {
		for _, o := range d.Options {
			if o.ID == id {
				texts = append(texts, o.Text)
			}
		}
	}
	return texts
}

// kinds has a definition of each kind, with a right answer where there can be one.
func kinds() map[Kind]PollDefinition {
	return map[Kind]PollDefinition{
		KindSingle:    {Kind: KindSingle, Options: options("w", "x", "y"), Right: []string{"b"}},
		KindMultiple:  {Kind: KindMultiple, Options: options("w", "x", "y", "z"), Right: []string{"a", "b"}, Points: ptr(3)},
		KindYesNo:     {Kind: KindYesNo, Right: []string{"no"}},
		KindScale:     {Kind: KindScale, Scale: &PollScale{Min: 0, Max: 10}, Right: []string{"10"}},
		KindText:      {Kind: KindText, Right: []string{"The Hague", "Den Haag"}},
		KindWordCloud: {Kind: KindWordCloud},
		KindOrdering:  {Kind: KindOrdering, Options: options("w", "x", "y", "z"), Right: []string{"d", "c", "b", "a"}, Points: ptr(2)},
	}
}

func TestAnswersOfEachKind(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", maxText)
	for _, tc := range []struct {
		name   string
		kind   Kind
		answer []string
		kept   []string // nil: refused
		part   float64
	}{
		{"one option", KindSingle, []string{"a"}, []string{"a"}, 0},
		{"the right option", KindSingle, []string{"b"}, []string{"b"}, 1},
		{"nothing", KindSingle, nil, nil, 0},
		{"two of one", KindSingle, []string{"a", "b"}, nil, 0},
		{"no option", KindSingle, []string{"d"}, nil, 0},
		{"text of an option", KindSingle, []string{"w"}, nil, 0},
		{"upper case", KindSingle, []string{"A"}, nil, 0},
		{"both right ones", KindMultiple, []string{"b", "a"}, []string{"a", "b"}, 1},
		{"one of two right ones", KindMultiple, []string{"a"}, []string{"a"}, 0.5},
		{"a right and a wrong one", KindMultiple, []string{"a", "c"}, []string{"a", "c"}, 0},
		{"two right ones and a wrong one", KindMultiple, []string{"a", "b", "c"}, []string{"a", "b", "c"}, 0.5},
		{"wrong ones only", KindMultiple, []string{"c", "d"}, []string{"c", "d"}, 0},
		{"none", KindMultiple, []string{}, nil, 0},
		{"one twice", KindMultiple, []string{"a", "a"}, nil, 0},
		{"yes", KindYesNo, []string{"yes"}, []string{"yes"}, 0},
		{"no", KindYesNo, []string{"no"}, []string{"no"}, 1},
		{"maybe", KindYesNo, []string{"maybe"}, nil, 0},
		{"lowest", KindScale, []string{"0"}, []string{"0"}, 0},
		{"highest", KindScale, []string{"10"}, []string{"10"}, 1},
		{"above", KindScale, []string{"11"}, nil, 0},
		{"another spelling", KindScale, []string{"010"}, nil, 0},
		{"between", KindScale, []string{"2.5"}, nil, 0},
		{"right text", KindText, []string{" den  HAAG\n"}, []string{"den  HAAG"}, 1},
		{"wrong text", KindText, []string{"Delft"}, []string{"Delft"}, 0},
		{"longest text", KindText, []string{long}, []string{long}, 0},
		{"too long a text", KindText, []string{long + "x"}, nil, 0},
		{"empty text", KindText, []string{" \n "}, nil, 0},
		{"text with an escape", KindText, []string{"a\x1b[0m"}, nil, 0},
		{"two texts", KindText, []string{"a", "b"}, nil, 0},
		{"three words", KindWordCloud, []string{"a", " b ", "c\td"}, []string{"a", "b", "c d"}, 0},
		{"four words", KindWordCloud, []string{"a", "b", "c", "d"}, nil, 0},
		{"the same word twice", KindWordCloud, []string{"Fun", "fun"}, nil, 0},
		{"too long a word", KindWordCloud, []string{strings.Repeat("x", maxWord+1)}, nil, 0},
		{"right order", KindOrdering, []string{"d", "c", "b", "a"}, []string{"d", "c", "b", "a"}, 1},
		{"half of the order", KindOrdering, []string{"d", "c", "a", "b"}, []string{"d", "c", "a", "b"}, 0.5},
		{"three of four", KindOrdering, []string{"a", "b", "c"}, nil, 0},
		{"one twice in the order", KindOrdering, []string{"a", "b", "c", "c"}, nil, 0},
	} {
		t.Run(string(tc.kind)+"/"+tc.name, func(t *testing.T) {
			t.Parallel()
			d, err := kinds()[tc.kind].normal()
			if err != nil {
				t.Fatal(err)
			}
			kept, err := d.answer(tc.answer)
			if tc.kept == nil {
				if app.CodeOf(err) != app.CodeInvalid {
					t.Errorf("got %v, %v", kept, err)
				}
				return
			}
			if diff := cmp.Diff(tc.kept, kept); err != nil || diff != "" {
				t.Fatal(err, diff)
			}
			if part, graded := d.grade(kept); part != tc.part || graded != (tc.kind != KindWordCloud) {
				t.Errorf("got %v of the points, graded %v", part, graded)
			}
		})
	}
}

package poll

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// randomDefinition makes a prepared poll with texts that files have trouble with.
func randomDefinition(r *rand.Rand) PollDefinition {
	pieces := []string{"a", "Ü", "=", "+", "-", "@", "'", `"`, ",", ";", "|", `\`, "~", "#", "{", "}", ":", "::", "->", "//", "%50%", "[html]", "<b>", "&amp;", "$CATEGORY:", "\\n", "T", "..", "日本", " ", "1", "\t"}
	text := func() string {
		var b strings.Builder
		for range 1 + r.IntN(6) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return b.String()
	}
	for {
		d := PollDefinition{Question: text() + "\n" + text(), Results: []ResultsMode{ResultsHidden, ResultsLive, ResultsOnClose}[r.IntN(3)], Changeable: r.IntN(2) == 0,
			Anonymous: r.IntN(2) == 0, Seconds: r.IntN(3) * 20, Kind: []Kind{KindSingle, KindMultiple, KindYesNo, KindScale, KindText, KindWordCloud, KindOrdering}[r.IntN(7)]}
		graded := r.IntN(2) == 0 && d.Kind != KindWordCloud
		switch d.Kind {
		case KindSingle, KindMultiple, KindOrdering:
			for i := range 2 + r.IntN(4) {
				d.Options = append(d.Options, PollOption{ID: string(rune('a' + i)), Text: text()})
			}
		case KindScale:
			d.Scale = &PollScale{Min: r.IntN(3), Max: 4 + r.IntN(7), MinLabel: text(), MaxLabel: text()}
		case KindYesNo, KindText, KindWordCloud:
		}
		if graded && d.Kind == KindText {
			d.Right = []string{text(), text()}
		} else if graded {
			d.Right = randomAnswer(r, &d)
		}
		if points := r.IntN(5); graded && points > 0 {
			d.Points = &points
		}
		if d, err := prepared(d); err == nil {
			return d
		}
	}
}

func TestFilesRoundTrip(t *testing.T) {
	t.Parallel()
	formats := map[string]struct {
		render func([]PollDefinition) string
		parse  func(string) ([]PollDefinition, faults)
	}{"csv": {renderCSV, parseCSV}, "gift": {renderGIFT, parseGIFT}}
	for name, f := range formats {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(2000) {
				r := rand.New(rand.NewPCG(seed, 2))
				var defs []PollDefinition
				for range 1 + r.IntN(4) {
					defs = append(defs, randomDefinition(r))
				}
				text := f.render(defs)
				got, bad := f.parse(text)
				if len(bad) > 0 {
					t.Fatalf("seed %d: %v in\n%s", seed, bad, text)
				}
				if diff := cmp.Diff(defs, got); diff != "" {
					t.Fatalf("seed %d: %s in\n%s", seed, diff, text)
				}
			}
		})
	}
}

func TestGIFT(t *testing.T) {
	t.Parallel()
	base := PollDefinition{Options: []PollOption{}, Results: ResultsOnClose}
	with := func(f func(d *PollDefinition)) PollDefinition { d := base; f(&d); return d }
	for _, tc := range []struct {
		name, text string
		want       PollDefinition
	}{
		{"one right answer", "// a comment\n$CATEGORY: x/y\n::Title::Who's buried?{=Grant#yes! ~no one#no ~Napoleon ####Everybody knows}", with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Options, d.Right, d.Points = KindSingle, "Who's buried?", options("Grant", "no one", "Napoleon"), []string{"a"}, ptr(1)
		})},
		{"several right answers", "What two people?{~%-50%No one ~%50%Grant ~%50%Grant's wife ~%-50%Grant's father}", with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Options, d.Right, d.Points = KindMultiple, "What two people?", options("No one", "Grant", "Grant's wife", "Grant's father"), []string{"b", "c"}, ptr(1)
		})},
		{"true", "The sun rises in the East.{T}", with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Right, d.Points = KindYesNo, "The sun rises in the East.", []string{"yes"}, ptr(1)
		})},
		{"false with feedback", "Grant lies in a tomb in Paris.{FALSE#No: in New York.#Right!}", with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Right, d.Points = KindYesNo, "Grant lies in a tomb in Paris.", []string{"no"}, ptr(1)
		})},
		{"short answer", "Two plus two equals {=four =4 =%50%vier}", with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Right, d.Points = KindText, "Two plus two equals", []string{"four", "4"}, ptr(1)
		})},
		{"number", "When was he born? {#1822:5}", with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Right, d.Points = KindText, "When was he born?", []string{"1822"}, ptr(1)
		})},
		{"numbers", "When? {#\n=1822:0 #full\n=%50%1822:2\n}", with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Right, d.Points = KindText, "When?", []string{"1822"}, ptr(1)
		})},
		{"essay", "Describe it. {}", with(func(d *PollDefinition) { d.Kind, d.Question = KindText, "Describe it." })},
		{"missing word", "Grant is {~buried =entombed} in the tomb.", with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Options, d.Right, d.Points = KindSingle, "Grant is _____ in the tomb.", options("buried", "entombed"), []string{"b"}, ptr(1)
		})},
		{"escapes", `Which is right for f(x)\=x\:\{1\}?\nThink. {=\{a\~b\} ~c\#d ~e\\f}`, with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Options, d.Right, d.Points = KindSingle, "Which is right for f(x)=x:{1}?\nThink.", options("{a~b}", "c#d", `e\f`), []string{"a"}, ptr(1)
		})},
		{"HTML", "[html]<p>Which <b>one</b> &amp; why?</p>{~x =y}", with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Options, d.Right, d.Points = KindSingle, "Which  one  & why?", options("x", "y"), []string{"b"}, ptr(1)
		})},
		{"no right answer", "What do you like?\n{\n~tea\n~coffee\n}", with(func(d *PollDefinition) {
			d.Kind, d.Question, d.Options = KindSingle, "What do you like?", options("tea", "coffee")
		})},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, bad := parseGIFT(strings.ReplaceAll(tc.text, "\n", "\r\n"))
			if diff := cmp.Diff([]PollDefinition{tc.want}, got); len(bad) > 0 || diff != "" {
				t.Error(bad, diff)
			}
		})
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		parse  func(string) ([]PollDefinition, faults)
		text   string
		line   int
		excuse string
	}{
		{"matching", parseGIFT, "ok?{T}\n\n\nMatch. {=a -> 1 =b -> 2}", 4, "Matching"},
		{"description", parseGIFT, "Just words.", 1, "no answers"},
		{"open brace", parseGIFT, "Which? {=a ~b", 1, "closing brace"},
		{"two braces", parseGIFT, "A {=a ~b} and {=c ~d}", 1, "one pair"},
		{"open title", parseGIFT, "\n::Title Which?{T}", 2, "title"},
		{"no sign", parseGIFT, "Which? {a b}", 1, "begin with"},
		{"range", parseGIFT, "How many? {#1..5}", 1, "Ranges"},
		{"no number", parseGIFT, "How many? {#many}", 1, "number"},
		{"part of the points only", parseGIFT, "How? {=%50%so}", 1, "in full"},
		{"no question", parseGIFT, "::T:: {T}", 1, "question"},
		{"one option", parseGIFT, "Which? {~a}", 1, "options"},
		{"broken comment", parseGIFT, "// lectern {oops\nWhich?{T}", 1, "comment"},
		{"unknown kind in the comment", parseGIFT, "// lectern {\"kind\":\"essay\"}\nWhich?{T}", 2, "kind"},
		{"empty CSV", parseCSV, "", 1, "names of the columns"},
		{"unknown column", parseCSV, "kind,question,colour\n", 1, "column 3"},
		{"column twice", parseCSV, "kind,question,kind\n", 1, "twice"},
		{"no kind column", parseCSV, "question\nx", 1, "kind"},
		{"wrong kind", parseCSV, "kind,question\nyes_no,ok?\nessay,why?", 3, "kind must"},
		{"open quote", parseCSV, "kind,question\nyes_no,\"ok", 2, "quotation"},
		{"right isn't a number", parseCSV, "kind,question,options,right\nsingle,Which?,a|b,a", 2, "whole number"},
		{"right isn't an option", parseCSV, "kind,question,options,right\nsingle,Which?,a|b,3", 2, "isn't one of the options"},
		{"wrong yes", parseCSV, "kind;question;anonymous\nyes_no;ok?;perhaps", 2, "yes or no"},
		{"half a scale", parseCSV, "kind,question,options\nscale,How?,1", 2, "scale"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, bad := tc.parse(tc.text)
			if len(bad) == 0 || bad[0].Line != tc.line || !strings.Contains(bad[0].Message, tc.excuse) {
				t.Errorf("got %v", bad)
			}
		})
	}
}

func TestCSVIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	got, bad := parseCSV("Question;Kind;Options;Right\r\n\"Which \"\"one\"\"?\";Single;a | b|c;2\r\nOk?;yes_no;;YES\r\n")
	want := []PollDefinition{
		{Kind: KindSingle, Question: `Which "one"?`, Options: options("a", "b", "c"), Right: []string{"b"}, Points: ptr(1), Results: ResultsOnClose},
		{Kind: KindYesNo, Question: "Ok?", Options: []PollOption{}, Right: []string{"yes"}, Points: ptr(1), Results: ResultsOnClose},
	}
	if diff := cmp.Diff(want, got); len(bad) > 0 || diff != "" {
		t.Error(bad, diff)
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{"=1+1", "+1", "-1", "@x", " =1", "\t=1", "\u200b=1", "＝1", "'=1", "''=1", "'", "'a", "a=1", ""} {
		g := guard(cell)
		if formula(g) {
			t.Errorf("%q is a formula", g)
		}
		if back := unguard(g); back != cell {
			t.Errorf("%q came back as %q", cell, back)
		}
	}
}

func FuzzGIFT(f *testing.F) {
	f.Add("::T::[html]Q?{=a#x ~%-50%b\n~c\\~}\n\n// lectern {\"kind\":\"ordering\",\"right\":[\"2\",\"1\"]}\nSort{~a ~b}")
	f.Add("Q{#1:0.1}\n\nQ{T#f}\n\n{}")
	f.Fuzz(func(t *testing.T, text string) { checkParse(t, parseGIFT, renderGIFT, text) })
}

func FuzzCSV(f *testing.F) {
	f.Add("kind,question,options,right\nsingle,Q?,a|b,1\nscale,Q?,1|5|x|y,3")
	f.Add("kind;question\n\"yes_no\";'=1")
	f.Fuzz(func(t *testing.T, text string) { checkParse(t, parseCSV, renderCSV, text) })
}

// checkParse checks that what is read is written so that it is read as the same again.
func checkParse(t *testing.T, parse func(string) ([]PollDefinition, faults), render func([]PollDefinition) string, text string) {
	defs, bad := parse(text)
	if len(bad) > faultsShown {
		t.Fatal("too many faults")
	}
	for _, b := range bad {
		if b.Line < 1 || b.Message == "" {
			t.Fatalf("a fault without a line or words: %+v", b)
		}
	}
	again, bad := parse(render(defs))
	if diff := cmp.Diff(defs, again); len(defs) > 0 && (len(bad) > 0 || diff != "") {
		t.Fatal(fmt.Sprint(bad), diff)
	}
}

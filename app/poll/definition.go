package poll

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

// Kind says how a poll is answered.
type Kind string

// The kinds.
const (
	KindSingle    Kind = "single"     // one of the options
	KindMultiple  Kind = "multiple"   // at least one of the options
	KindYesNo     Kind = "yes_no"     // "yes" or "no"
	KindScale     Kind = "scale"      // a whole number of a range
	KindText      Kind = "text"       // one text
	KindWordCloud Kind = "word_cloud" // one to three words
	KindOrdering  Kind = "ordering"   // all options, in an order
)

// ResultsMode says when learners see the counts of a poll.
type ResultsMode string

// The modes.
const (
	ResultsHidden  ResultsMode = "hidden"
	ResultsLive    ResultsMode = "live"
	ResultsOnClose ResultsMode = "on_close"
)

const (
	maxQuestion = 500
	maxOptions  = 20
	maxOption   = 200
	maxText     = 500 // an answer in words
	maxWord     = 40  // one word of a word cloud
	maxWords    = 3
	maxPoints   = 100
	maxScale    = 10
)

// PollOption is one of the answers to choose from. Its id is given by Lectern: "a" for the first one, and so on.
type PollOption struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// PollScale is the range of a scale, with what its ends mean.
type PollScale struct {
	Min      int    `json:"min"`
	Max      int    `json:"max"`
	MinLabel string `json:"minLabel"`
	MaxLabel string `json:"maxLabel"`
}

// PollDefinition is a poll as staff write it.
type PollDefinition struct {
	Kind     Kind         `json:"kind" enum:"single,multiple,yes_no,scale,text,word_cloud,ordering"`
	Question string       `json:"question"`
	Options  []PollOption `json:"options"` // of single, multiple and ordering
	Scale    *PollScale   `json:"scale,omitempty"`
	// Anonymous: nobody learns who answered what.
	Anonymous bool `json:"anonymous"`
	// Right holds the right answer: ids of options (for ordering all of them, in the right order), "yes" or "no", a number
	// of the scale, or the accepted texts, in which case and spaces don't matter. Empty: there is no right answer.
	Right []string `json:"right,omitempty"`
	// Points is what the right answer is worth: 1 unless it says otherwise.
	Points  *int        `json:"points,omitempty"`
	Results ResultsMode `json:"results" enum:"hidden,live,on_close"`
	// Changeable: an answer can be changed as long as the poll is open.
	Changeable bool `json:"changeable"`
	// Seconds is how long the poll stays open; 0: until staff close it.
	Seconds int `json:"seconds"`
}

func invalid(format string, args ...any) error { return app.Errorf(app.CodeInvalid, format, args...) }

// normal returns the definition as it is kept: texts cleaned, options named "a", "b", … in their order, defaults filled
// in. What doesn't fit together is refused with CodeInvalid.
func (d PollDefinition) normal() (PollDefinition, error) {
	var err error
	if d.Question, err = cleanText("The question", d.Question, maxQuestion); err != nil {
		return d, err
	}
	switch d.Kind {
	case KindSingle, KindMultiple, KindOrdering:
		if err := d.nameOptions(); err != nil {
			return d, err
		}
	case KindYesNo, KindScale, KindText, KindWordCloud:
		if len(d.Options) > 0 {
			return d, invalid("This kind of poll has no options of its own.")
		}
		d.Options = []PollOption{}
	default:
		return d, invalid("kind must be single, multiple, yes_no, scale, text, word_cloud or ordering.")
	}
	if d.Scale, err = normalScale(d.Kind, d.Scale); err != nil {
		return d, err
	}
	if err := d.normalRight(); err != nil {
		return d, err
	}
	if d.Results == "" {
		d.Results = ResultsOnClose
	}
	switch d.Results {
	case ResultsHidden, ResultsLive, ResultsOnClose:
	default:
		return d, invalid("results must be hidden, live or on_close.")
	}
	if d.Seconds < 0 || d.Seconds > maxSeconds {
		return d, invalid("The time must be between 0 and %d seconds.", maxSeconds)
	}
	return d, nil
}

// nameOptions cleans the options and names them anew, in Right too.
func (d *PollDefinition) nameOptions() error {
	if len(d.Options) < 2 || len(d.Options) > maxOptions {
		return invalid("A poll of this kind needs 2 to %d options.", maxOptions)
	}
	names, seen, options := map[string]string{}, map[string]bool{}, make([]PollOption, len(d.Options))
	for i, o := range d.Options {
		text, err := cleanText("An option", o.Text, maxOption)
		if err != nil {
			return err
		}
		text = strings.Join(strings.Fields(text), " ")
		_, twice := names[o.ID]
		switch {
		case text == "":
			return invalid("Option %d is empty.", i+1)
		case seen[text]:
			return invalid("Two options are alike.")
		case twice && o.ID != "":
			return invalid("Two options have the same id.")
		}
		id := string(rune('a' + i))
		if o.ID == "" {
			o.ID = id
		}
		seen[text], names[o.ID], options[i] = true, id, PollOption{ID: id, Text: text}
	}
	right := make([]string, len(d.Right))
	for i, id := range d.Right {
		if right[i] = names[id]; right[i] == "" {
			return invalid("The right answer isn't one of the options.")
		}
	}
	d.Options, d.Right = options, right
	return nil
}

func normalScale(kind Kind, s *PollScale) (*PollScale, error) {
	if kind != KindScale {
		if s != nil {
			return nil, invalid("Only a scale has a range.")
		}
		return nil, nil // no scale, and nothing wrong with that
	}
	if s == nil {
		return &PollScale{Min: 1, Max: 5}, nil
	}
	if s.Min < 0 || s.Max > maxScale || s.Min >= s.Max {
		return nil, invalid("A scale must lie between 0 and %d and have at least two steps.", maxScale)
	}
	out := *s
	for _, label := range []*string{&out.MinLabel, &out.MaxLabel} {
		text, err := cleanText("A label", *label, maxOption)
		if err != nil {
			return nil, err
		}
		*label = strings.Join(strings.Fields(text), " ")
	}
	return &out, nil
}

// normalRight checks Right and Points.
func (d *PollDefinition) normalRight() error {
	if len(d.Right) == 0 {
		if d.Points != nil && *d.Points != 0 {
			return invalid("Points need a right answer.")
		}
		d.Right, d.Points = nil, nil
		return nil
	}
	points := 1
	if d.Points != nil {
		points = *d.Points
	}
	if points < 0 || points > maxPoints {
		return invalid("The points must be between 0 and %d.", maxPoints)
	}
	d.Points = &points
	switch d.Kind {
	case KindWordCloud:
		return invalid("A word cloud has no right answer.")
	case KindText:
		return d.acceptedTexts()
	case KindSingle, KindYesNo, KindScale:
		if len(d.Right) != 1 {
			return invalid("A poll of this kind has one right answer.")
		}
	case KindMultiple, KindOrdering:
	}
	right, err := d.answer(d.Right)
	if err != nil {
		return invalid("The right answer isn't a possible answer.")
	}
	d.Right = right
	return nil
}

func (d *PollDefinition) acceptedTexts() error {
	if len(d.Right) > maxOptions {
		return invalid("At most %d texts can be right.", maxOptions)
	}
	var texts []string
	seen := map[string]bool{}
	for _, r := range d.Right {
		text, err := cleanText("A right answer", r, maxText)
		if err != nil {
			return err
		}
		text = strings.Join(strings.Fields(text), " ")
		if text == "" {
			return invalid("A right answer is empty.")
		}
		if !seen[fold(text)] {
			texts = append(texts, text)
		}
		seen[fold(text)] = true
	}
	d.Right = texts
	return nil
}

// asked returns the definition as it is opened: the options of an ordering with a right order are mixed, always in the
// same way, so that neither their order nor their ids tell the answer.
func (d PollDefinition) asked() PollDefinition {
	if d.Kind != KindOrdering || len(d.Right) == 0 {
		return d
	}
	text := map[string]string{}
	for _, o := range d.Options {
		text[o.ID] = o.Text
	}
	order := slices.Clone(d.Right)
	slices.SortFunc(order, func(a, b string) int {
		x, y := sha256.Sum256([]byte(text[a])), sha256.Sum256([]byte(text[b]))
		return bytes.Compare(x[:], y[:])
	})
	if slices.Equal(order, d.Right) {
		order = append(order[1:], order[0])
	}
	names := map[string]string{}
	d.Options = make([]PollOption, len(order))
	for i, id := range order {
		names[id] = string(rune('a' + i))
		d.Options[i] = PollOption{ID: names[id], Text: text[id]}
	}
	right := make([]string, len(d.Right))
	for i, id := range d.Right {
		right[i] = names[id]
	}
	d.Right = right
	return d
}

// points is what the right answer is worth; 0 where there is none.
func (d *PollDefinition) points() int {
	if d.Points == nil || len(d.Right) == 0 {
		return 0
	}
	return *d.Points
}

// needsQuestion says whether the poll makes no sense without words: what is asked in speech is answered with a click.
func (d *PollDefinition) needsQuestion() bool {
	switch d.Kind {
	case KindSingle, KindYesNo, KindScale:
		return false
	case KindMultiple, KindText, KindWordCloud, KindOrdering:
	}
	return true
}

// cleanText trims the text and refuses what is too long or can't be kept. Line breaks stay.
func cleanText(what, text string, limit int) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return "", invalid("%s has characters that can't be shown.", what)
	}
	if n := utf8.RuneCountInString(text); n > limit {
		return "", invalid("%s has %d characters; %d are possible.", what, n, limit)
	}
	return text, nil
}

// fold returns the text as answers are compared: case and spaces don't matter.
func fold(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// scaleValues returns the answers of a scale, from the lowest.
func (s PollScale) values() []string {
	values := make([]string, 0, s.Max-s.Min+1)
	for v := s.Min; v <= s.Max; v++ {
		values = append(values, strconv.Itoa(v))
	}
	return values
}
